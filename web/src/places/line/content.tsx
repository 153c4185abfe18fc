// What a part of the cease-fire says, in words: a line, a rule, criteria, answers to incidents, what may be published.
import { Theirs } from "../../parts/theirs.tsx";
import { list, say, sayNodes } from "../../say.ts";
import { Facts, Sheet, useSideNames } from "./common.tsx";
import type { Criteria, Document, LineContent, Publication, Response, RuleContent } from "./types.ts";
import { countingText, dateText, dayD, decimal, kindText, km, markText, measureText, plainKm, weaponText } from "./words.ts";

export function Content({ document }: { document: Document }) {
  const { what, content } = document;
  if (content === null || content === undefined) return null;
  if (what === "line" || what.startsWith("reference")) return <LineWords of={content as LineContent} />;
  if (what === "rule") return <RuleWords of={content as RuleContent} />;
  if (what === "criteria") return <CriteriaWords of={content as Criteria} />;
  if (what === "response") return <ResponseWords of={content as Response} />;
  if (what === "publication") return <PublicationWords of={content as Publication} />;
  return null;
}

function LineWords({ of }: { of: LineContent }) {
  return (
    <Facts
      pairs={[
        [say("Length"), say("%s km", km(of.length_m, 1))],
        [say("Points of the line"), say("%s", of.points)],
        [say("Side A, on the left"), <Theirs>{of.sides[0]}</Theirs>],
        [say("Side B, on the right"), <Theirs>{of.sides[1]}</Theirs>],
        [say("Which territory counts"), <Theirs>{of.territory}</Theirs>],
        [say("The map"), of.frame === "flat" ? say("flat, in metres: an invented one") : say("the globe, in degrees (WGS 84)")],
      ]}
    />
  );
}

/** From which line a side measures. */
const referenceText = (name: string): string =>
  name === "contact" ? say("from the line of contact") : name === "edge" ? say("from its own forward edge") : say("from a line of its own: %s", name);

export function RuleWords({ of }: { of: RuleContent }) {
  const sideName = useSideNames();
  const limits = ([least, most]: [number, number], format: (n: number) => string): string =>
    least > 0 && most > 0
      ? say("%1$s to %2$s", format(least), format(most))
      : least > 0
        ? say("%s and more", format(least))
        : say("up to %s", format(most));
  const bounded = ([least, most]: [number, number]): boolean => least > 0 || most > 0;
  return (
    <>
      <p>
        <strong>
          <Theirs>{of.title}</Theirs>
        </strong>
      </p>
      <p>{of.day === null ? say("Day D: not fixed yet") : say("Day D: %s", dateText(of.day))}</p>
      <p class="hint">{say("Day D is the day from which the rule counts: D+5 is five days later. A class is a kind of weapons that goes back equally far.")}</p>
      <p>{measureText(of.measure)}</p>
      <ul>
        {(["A", "B"] as const).map((side, k) => (
          <li key={side}>{sayNodes("%1$s measures %2$s.", sideName(side), referenceText(of.reference[k as 0 | 1]))}</li>
        ))}
      </ul>
      {of.demilitarized.metres[0] + of.demilitarized.metres[1] > 0 ? (
        <ul>
          {(["A", "B"] as const).map((side, k) => (
            <li key={side}>
              {sayNodes(
                "No forces at all on the ground of %1$s: %2$s, by %3$s.",
                sideName(side),
                say("%s km", plainKm(of.demilitarized.metres[k as 0 | 1])),
                dayD(of.demilitarized.by[k as 0 | 1]),
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p>{say("Demilitarized zone: none")}</p>
      )}
      {of.classes.length > 0 && (
        <Sheet caption={say("How far weapons go back")} head={[say("Class"), say("Side"), say("Goes back"), say("By")]}>
          {of.classes.flatMap((c) =>
            (["A", "B"] as const).map((side, k) => (
              <tr key={`${c.id} ${side}`}>
                {k === 0 && (
                  <th scope="rowgroup" rowSpan={2}>
                    <Theirs>{c.id}</Theirs>
                    <small>{list(c.weapons.map(weaponText))}</small>
                    {bounded(c.calibre_mm) && <small>{say("calibre in millimetres: %s", limits(c.calibre_mm, (n) => decimal(n, 1)))}</small>}
                    {bounded(c.range_m) && <small>{say("range in kilometres: %s", limits(c.range_m, plainKm))}</small>}
                  </th>
                )}
                <td>{sideName(side)}</td>
                <td>{say("%s km", plainKm(c.metres[k as 0 | 1]))}</td>
                <td>{dayD(c.by[k as 0 | 1])}</td>
              </tr>
            )),
          )}
        </Sheet>
      )}
      {of.quotas.length > 0 && (
        <Sheet caption={say("Quotas: what may stay")} head={[say("Class"), say("Side"), say("Metres behind the line"), say("May stay")]}>
          {of.quotas.map((q, i) => (
            <tr key={i}>
              <th scope="row">
                <Theirs>{q.class}</Theirs>
              </th>
              <td>{sideName(q.side)}</td>
              <td>{say("%1$s to %2$s", q.from_m, q.to_m)}</td>
              <td>{say("%s", q.most)}</td>
            </tr>
          ))}
        </Sheet>
      )}
      {of.sites.length > 0 && (
        <Sheet caption={say("Storage sites")} head={[say("Name"), say("Side"), say("Class"), say("Place"), say("Within metres")]}>
          {of.sites.map((s) => (
            <tr key={s.id}>
              <th scope="row">
                <Theirs>{s.id}</Theirs>
              </th>
              <td>{sideName(s.side)}</td>
              <td>{s.class === null ? say("every class") : <Theirs>{s.class}</Theirs>}</td>
              <td>{s.place}</td>
              <td>{say("%s", s.within_m)}</td>
            </tr>
          ))}
        </Sheet>
      )}
      {of.steps.length > 0 && (
        <ul>
          {of.steps.map((s, i) => (
            <li key={i}>{sayNodes("By %1$s: %2$s", dayD(s.by), <Theirs>{s.text}</Theirs>)}</li>
          ))}
        </ul>
      )}
    </>
  );
}

const clockText = (hour: number): string =>
  `${String(Math.floor(hour)).padStart(2, "0")}:${String(Math.round((hour % 1) * 60)).padStart(2, "0")}`;

export function CriteriaWords({ of }: { of: Criteria }) {
  return (
    <Facts
      pairs={[
        [say("First day that counts"), dateText(of.first_day)],
        [say("Quiet days in a row that open the talks"), say("%s", of.quiet_days)],
        [say("Days looked back on, whether it holds"), say("%s", of.window_days)],
        [say("Of these may stay uncounted or watched too little"), say("%s", of.uncounted_days)],
        [say("So much of each day must be watched"), say("%s percent", decimal(of.watched_percent, 0))],
        [
          say("A violation is"),
          of.needs === "verified" ? say("what one verified report says") : say("what two independent reports say"),
        ],
        of.counting !== undefined && [say("How violations are counted"), countingText(of.counting)],
        [say("A day ends at"), say("%1$s by local time, which is UTC %2$s minutes", clockText(of.day_ends_hour), (of.local_minutes < 0 ? "−" : "+") + Math.abs(of.local_minutes))],
        of.sectors > 0 && [say("Places each of which must be watched"), say("%s", of.sectors)],
      ]}
    />
  );
}

function ResponseWords({ of }: { of: Response }) {
  return (
    <>
      <p>{say("Hours in which a protest is answered: %s", of.answer_hours)}</p>
      <ul>
        {of.consequences.map((c, i) => (
          <li key={i}>
            {sayNodes("%1$s: within %2$s hours, %3$s", list(c.kinds.map(kindText)), String(c.hours), <Theirs>{c.text}</Theirs>)}
          </li>
        ))}
      </ul>
    </>
  );
}

export function PublicationWords({ of }: { of: Publication }) {
  return (
    <Facts
      pairs={[
        [say("Squares of so many kilometres"), plainKm(of.grid_m)],
        [say("A corner of the grid"), of.corner],
        [say("Published after so many hours"), say("%s", of.delay_hours)],
        [say("Times are told to so many hours"), say("%s", of.period_hours)],
        [say("At least so many in a square, or they are counted without a place"), say("%s", of.least)],
        [say("What is told at all"), list(of.marks.map((m) => markText(m)))],
      ]}
    />
  );
}
