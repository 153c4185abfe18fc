// The daily report: the figures of one day, with the reports behind each number; and the page for print.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { FileChoice, offerFiles } from "../../parts/files.tsx";
import { Notice, Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { go, href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { useAnswer, useCall } from "../../use.ts";
import { HOME, Long, NotYet, ReportLink, Sheet, useSideNames } from "./common.tsx";
import { useKept } from "./kept.ts";
import { useFileAnswer, withFiles } from "./reading.ts";
import type { Counted, Day, DayRow } from "./types.ts";
import { countingText, dateText, kindText, quotaText, quotaWhyText, secondsText, weaponText } from "./words.ts";

/** Yesterday, by universal time: the last day that is over wherever the mission is. */
const lastDay = (): string => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

export function DayPage({ date = lastDay() }: { date?: string | undefined }) {
  const [regions, setRegions] = useKept("regions");
  const plain = useAnswer<{ day: Day }>(["line", "day", date, "--numbers"]);
  const withRegions = useFileAnswer<{ day: Day }>(regions[0] && withFiles(["line", "day", date, "--numbers"], ["--regions", regions[0]]));
  const answer = regions.length > 0 ? withRegions : plain;
  return (
    <Page title={say("The daily report")} back={HOME}>
      <Which date={date} />
      {answer === undefined && <p role="status">{say("One moment…")}</p>}
      {answer !== undefined && !answer.ok && <NotYet>{answer.error}</NotYet>}
      {answer?.ok && <Figures day={answer.result.day} />}
      <FileChoice
        label={say("Figures region by region")}
        hint={say("GeoJSON areas with a name. A place in none of them stands under: elsewhere.")}
        files={regions}
        onFiles={setRegions}
        accept=".json,.geojson"
      />
      <Print date={date} regions={regions} />
    </Page>
  );
}

function Which({ date }: { date: string }) {
  const next = (n: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
  return (
    <div class="screen-only buttons">
      <a class="button" href={href("line", "day", next(-1))}>
        {say("The day before")}
      </a>
      <label class="day">
        {say("Day")}
        <input type="date" value={date} onChange={(e) => e.currentTarget.value !== "" && go("line", "day", e.currentTarget.value)} />
      </label>
      <a class="button" href={href("line", "day", next(1))}>
        {say("The day after")}
      </a>
    </div>
  );
}

/** A number, and the reports behind it when one asks. */
function N({ of }: { of: Counted }) {
  const [open, setOpen] = useState(false);
  if (of.reports.length === 0) return <>{say("%s", of.n)}</>;
  return (
    <>
      <button type="button" class="quiet figure" aria-expanded={open} onClick={() => setOpen(!open)}>
        {say("%s", of.n)}
      </button>
      {open && (
        <Long items={of.reports} first={20}>
          {(shown) => (
            <ul class="plain behind">
              {shown.map((n) => (
                <li key={n}>
                  <ReportLink n={n} />
                </li>
              ))}
            </ul>
          )}
        </Long>
      )}
    </>
  );
}

const compared = (r: DayRow): string =>
  r.violations.n > r.violations_before.n
    ? say("more than on the day before")
    : r.violations.n < r.violations_before.n
      ? say("fewer than on the day before")
      : say("as many as on the day before");

function Figures({ day }: { day: Day }) {
  const sideName = useSideNames();
  // Without regions elsewhere is everywhere.
  const rows = day.regions.some((r) => r.region !== null) ? day.regions : day.regions.filter((r) => r.all);
  return (
    <>
      <h2>{dateText(day.day)}</h2>
      <p>{say("From %1$s to %2$s", secondsText(day.begin_s), secondsText(day.end_s))}</p>
      {day.over === false && <Notice kind="warning">{say("This day is not over. More reports may come.")}</Notice>}
      {day.before_ceasefire === true && <Notice kind="warning">{say("This day lies before the cease-fire.")}</Notice>}
      <Sheet
        caption={say("Violations of the cease-fire")}
        head={[say("Region"), say("Violations"), say("Explosions"), say("Violations the day before"), say("Compared"), say("Reported, not verified")]}
      >
        {rows.map((r, i) => (
          <tr key={i}>
            <th scope="row">
              {r.region !== null ? <Theirs>{r.region}</Theirs> : r.all ? (rows.length === 1 ? say("The whole line") : say("All together")) : say("elsewhere")}
            </th>
            <td>
              <N of={r.violations} />
            </td>
            <td>
              <N of={r.explosions} />
            </td>
            <td>
              <N of={r.violations_before} />
            </td>
            <td>{compared(r)}</td>
            <td>
              <N of={r.unverified} />
            </td>
          </tr>
        ))}
      </Sheet>
      <p>{countingText(day.counting)}</p>
      <p>
        {sayNodes("Since %1$s: %2$s", dateText(day.since), <N of={day.cumulative} />)}
        {day.excluded.n > 0 && <> {sayNodes("Both sides say that they were no violations: %s", <N of={day.excluded} />)}</>}
      </p>
      <h3>{say("Weapons seen")}</h3>
      {day.weapons.length === 0 ? (
        <p>{say("None.")}</p>
      ) : (
        <Sheet caption={say("Weapons seen")} head={[say("Weapon"), say("Side"), say("In a zone"), say("Not determined"), say("Allowed there, or in storage"), say("Outside the zones")]}>
          {day.weapons.map((w, i) => (
            <tr key={i}>
              <th scope="row">{weaponText(w.weapon)}</th>
              <td>{sideName(w.side)}</td>
              {[w.in_zone, w.undetermined, w.exempt, w.outside].map((n, k) => (
                <td key={k}>
                  <N of={n} />
                </td>
              ))}
            </tr>
          ))}
        </Sheet>
      )}
      {day.quotas !== undefined && day.quotas.length > 0 && (
        <Sheet caption={say("Quotas: what may stay")} head={[say("Class"), say("Side"), say("Metres behind the line"), say("May stay"), say("At least, at one time"), say("At most, as far as was seen"), say("Answer")]}>
          {day.quotas.map((q, i) => (
            <tr key={i}>
              <th scope="row">
                <Theirs>{q.class}</Theirs>
              </th>
              <td>{sideName(q.side)}</td>
              <td>{say("%1$s to %2$s", q.from_m, q.to_m)}</td>
              <td>{say("%s", q.most)}</td>
              <td>
                <N of={q.least} />
              </td>
              <td>{q.possible_without_end === true ? say("not known") : <N of={q.possible} />}</td>
              <td>
                {quotaText(q.state)}
                <small>{quotaWhyText(q.why)}</small>
              </td>
            </tr>
          ))}
        </Sheet>
      )}
      <h3>{say("Restrictions of the observers' movement")}</h3>
      {day.restrictions.length === 0 ? (
        <p>{say("None.")}</p>
      ) : (
        <ul>
          {day.restrictions.map((r, i) => (
            <li key={i}>{sayNodes("%1$s, %2$s: %3$s", kindText(r.kind), sideName(r.side), <N of={r.times} />)}</li>
          ))}
        </ul>
      )}
      <p>{sayNodes("Minutes in which observers watched: %s", <N of={day.watch_minutes} />)}</p>
      {day.corrections.length > 0 && (
        <>
          <h3>{say("Corrections of earlier days")}</h3>
          <ul>
            {day.corrections.map((c, i) => (
              <li key={i}>
                {say("%1$s: before %2$s (%3$s), now %4$s (%5$s)", dateText(c.day), kindText(c.kind_before), c.count_before, kindText(c.kind), c.count)}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Print({ date, regions }: { date: string; regions: Parameters<typeof withFiles>[1][1][] }) {
  const taking = useCall();
  const take = async (): Promise<void> => {
    const asked = withFiles(["line", "day", date], ["--regions", regions[0]], ["--html", `@day-${date}.html`]);
    const answer = await taking.run(asked.words, { files: asked.files });
    if (answer.ok) offerFiles(answer.files);
  };
  return (
    <div class="screen-only">
      <Act quiet busy={taking.busy} onAct={() => void take()}>
        {say("The mission's page of this day, for print")}
      </Act>
      <p class="hint">{say("A file that opens in any browser, without this program. It is for the table.")}</p>
      <Outcome answer={taking.answer} done={say("The file is where your browser puts what it downloads.")} />
    </div>
  );
}
