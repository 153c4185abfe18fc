// The record of the observers' reports: each with its place, the verdict and its reasons; and one of them alone.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { useAnswer, useResult } from "../../use.ts";
import { Facts, HOME, NotYet, REPORTS, Read, ReportLink, Way, useSideNames } from "./common.tsx";
import { useFlat } from "./own/frame.ts";
import type { Own } from "./own/types.ts";
import type { Fact, NotCounted, Verdicts } from "./types.ts";
import { decimal, hourText, kindText, reasonText, reportedText, said, verdictText, weaponText } from "./words.ts";

/** So many are read at first; each press on "more" reads ten times as many. */
const FIRST = 30;
const oneOf = (number: string) => ["line", "verdicts", "--report", number] as const;

/** One report of the record: its facts, or why it says nothing. */
interface Entry {
  report: number;
  facts: Fact[];
  not: NotCounted | undefined;
}

/** The latest first. */
export function entriesOf(v: Verdicts): Entry[] {
  const all = new Map<number, Entry>();
  const at = (report: number): Entry => {
    let e = all.get(report);
    if (e === undefined) all.set(report, (e = { report, facts: [], not: undefined }));
    return e;
  };
  for (const f of v.facts) at(f.report).facts.push(f);
  for (const n of v.not_counted) at(n.report).not = n;
  return [...all.values()].sort((a, b) => b.report - a.report);
}

type Which = "all" | "in" | "undetermined" | "unverified" | "set_right";

export function ReportsPage() {
  const [which, setWhich] = useState<Which>("all");
  const [most, setMost] = useState(FIRST);
  return (
    <Page title={say("The observers' reports")} back={HOME}>
      <ul class="ways">
        <Way to={href("line", "own")} name={say("Write a report")}>
          {say("For observers: what you saw or heard, or that you were kept from looking; and your reports so far.")}
        </Way>
        <Way to={href("line", "file")} name={say("Enter a file of reports")}>
          {say("It does not matter who brings it, in which order, or how often: each report is in the record once.")}
        </Way>
        <Way to={href("line", "observers")} name={say("Observers")}>
          {say("Whose reports the table takes in.")}
        </Way>
      </ul>
      <h2>{say("The record")}</h2>
      <Choice
        label={say("Which ones?")}
        options={[
          { value: "all" as Which, label: say("all") },
          { value: "in", label: say("weapons in a zone") },
          { value: "undetermined", label: say("weapons of which it cannot be told") },
          { value: "unverified", label: say("not verified") },
          { value: "set_right", label: say("corrected, excluded, not counted, or with the number of another") },
        ]}
        value={which}
        onValue={(v) => {
          setWhich(v);
          setMost(FIRST);
        }}
      />
      <Read<Verdicts> words={["line", "verdicts", "--which", which, "--most", String(most)]}>
        {(v) => (v.reports === 0 ? <p>{say("No report is in the record.")}</p> : <List of={v} onMore={() => setMost(most * 10)} />)}
      </Read>
      <p class="hint">{say("A verdict is about a place and a rule, and not about guilt.")}</p>
    </Page>
  );
}

function List({ of, onMore }: { of: Verdicts; onMore(): void }) {
  const entries = entriesOf(of);
  if (entries.length === 0) return <p>{say("There are none of these.")}</p>;
  return (
    <>
      <ul class="others-list plain">
        {entries.map((e) => (
          <li key={e.report}>
            <a href={href("line", "reports", e.report)}>
              {e.facts[0] === undefined ? say("report %s of the record", e.report) : say("%1$s. %2$s", e.report, reportedText(e.facts[0].reported))}
            </a>
            <Short entry={e} />
          </li>
        ))}
      </ul>
      {of.n > entries.length && (
        <Act quiet busy={false} onAct={onMore}>
          {say("Show more (%1$s of %2$s are shown)", entries.length, of.n)}
        </Act>
      )}
    </>
  );
}

function Short({ entry }: { entry: Entry }) {
  const f = entry.facts[0];
  if (f === undefined) return <small>{entry.not !== undefined && said(entry.not.why)}</small>;
  const verdict = entry.facts.find((x) => x.verdict !== null)?.verdict ?? null;
  return (
    <>
      <small>{sayNodes("%1$s; observer %2$s; %3$s", hourText(f.time), <Theirs>{f.observer}</Theirs>, f.verified ? say("verified") : say("not verified"))}</small>
      {verdict !== null && <small>{say("Verdict: %s", verdictText(verdict))}</small>}
      {entry.not !== undefined && <small>{said(entry.not.why)}</small>}
      {f.corrected_by !== null && <small>{say("corrected by report %s of the record", f.corrected_by)}</small>}
      {f.excluded && <small>{say("both sides say that it was no violation")}</small>}
      {f.fork !== null && <small class="unsure">{say("report %s of the record is by the same observer and has the same number", f.fork)}</small>}
    </>
  );
}

/** On a map in kilometres the two figures of a place say what they are, as at the observer's own desk. */
function withUnits(place: string, flat: boolean): string {
  const [east, north, more] = place.split(", ");
  return flat && east !== undefined && north !== undefined && more === undefined ? say("%1$s km east, %2$s km north", east, north) : place;
}

export function ReportPage({ number }: { number: string }) {
  const answer = useAnswer<Verdicts>(oneOf(number));
  const sideName = useSideNames();
  const flat = useFlat();
  const own = useResult<Own>(["line", "report", "own", "--most", "0"]);
  const title = say("Report %s of the record", number);
  if (answer === undefined) return <Page title={title} back={REPORTS}>{say("One moment…")}</Page>;
  if (!answer.ok) return <Page title={title} back={REPORTS}><NotYet>{answer.error}</NotYet></Page>;
  const entry = entriesOf(answer.result).find((e) => e.report === Number(number));
  if (entry === undefined) return <Page title={title} back={REPORTS}><Notice>{say("There is no such report in the record.")}</Notice></Page>;
  const first = entry.facts[0];
  return (
    <Page title={title} back={REPORTS}>
      {entry.not !== undefined && <Notice kind="warning">{said(entry.not.why)}</Notice>}
      {first !== undefined && (
        <>
          <Facts
            pairs={[
              [say("Kind"), reportedText(first.reported)],
              [say("When"), hourText(first.time)],
              [say("Observer"), sayNodes("%1$s, report %2$s", <Theirs>{first.observer}</Theirs>, String(first.number))],
              first.place !== "" && [say("Place"), withUnits(first.place, flat)],
              first.lasted_s > 0 && [say("It lasted, in minutes"), decimal(first.lasted_s / 60, 0)],
              first.count > 0 && [say("How many"), say("%s", first.count)],
              [say("Checked"), first.verified ? say("verified") : say("not verified")],
              (first.from === "a" || first.from === "b") && [say("Whose word"), sayNodes("said by %s; it verifies nothing", sideName(first.from))],
              first.remark !== "" && [say("Remark"), <Theirs>{first.remark}</Theirs>],
              first.reason !== "" && [say("Why it was corrected"), <Theirs>{first.reason}</Theirs>],
            ]}
          />
          {first.corrected_by !== null && (
            <Notice kind="warning">
              {say("It was corrected. What stands is:")} <ReportLink n={first.corrected_by} />
            </Notice>
          )}
          {first.fork !== null && (
            <Notice kind="warning">
              {say("The same observer signed another report with the same number. One of them may be false; ask the observer:")} <ReportLink n={first.fork} />
            </Notice>
          )}
          {first.excluded && <Notice>{say("Both sides say that it was no violation. It stays on the record and counts for nothing.")}</Notice>}
        </>
      )}
      {entry.facts.filter((f) => f.verdict !== null).map((f, i) => <Judged key={i} fact={f} />)}
      {first !== undefined && own?.observer === first.observer && (
        <p>
          <a href={href("line", "own", "report", first.number)}>{say("It is yours: correct it, or withdraw it")}</a>
        </p>
      )}
      {first !== undefined && !first.excluded && (
        <p>
          <a href={href("line", "exclude", number)}>{say("Say that it was no violation")}</a>
        </p>
      )}
    </Page>
  );
}

function Judged({ fact: f }: { fact: Fact }) {
  const sideName = useSideNames();
  return (
    <section>
      <h2>{say("%s: %s", f.weapon === null ? kindText(f.kind) : weaponText(f.weapon), verdictText(f.verdict ?? ""))}</h2>
      {f.exempt && <p>{say("It may be there.")}</p>}
      <p>{sayNodes("Side: %s", sideName(f.side))}</p>
      {f.serial !== "" && <p>{sayNodes("Serial number: %s", <Theirs>{f.serial}</Theirs>)}</p>}
      {f.class != null && <p>{sayNodes("Zone of the class: %s", <Theirs>{f.class}</Theirs>)}</p>}
      <ul>
        {(f.reasons ?? []).map((r) => (
          <li key={r}>{reasonText(r)}</li>
        ))}
        {(f.quotas ?? []).map((q, i) => (
          <li key={i}>
            {q.surely
              ? sayNodes("Counts to the quota: %1$s, %2$s, %3$s to %4$s m behind the line", <Theirs>{q.class}</Theirs>, sideName(q.side), String(q.from_m), String(q.to_m))
              : sayNodes("May count to the quota: %1$s, %2$s, %3$s to %4$s m behind the line", <Theirs>{q.class}</Theirs>, sideName(q.side), String(q.from_m), String(q.to_m))}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function ExcludePage({ number }: { number: string }) {
  const answer = useAnswer<Verdicts>(oneOf(number));
  const fact = answer?.ok ? answer.result.facts.find((f) => f.report === Number(number)) : undefined;
  return (
    <Confirm
      title={say("It was no violation")}
      back={href("line", "reports", number)}
      act={say("Say that report %s was no violation", number)}
      others={say("All seats see that your seat said so.")}
      undone={say("Yes, as long as it is not in force: decline it, and it is over. That you proposed it stays in the record.")}
      words={["line", "exclude", number]}
      not={fact === undefined ? say("One moment…") : undefined}
      done={say("It is on the record. The report counts for nothing when both sides have said so.")}
    >
      {fact !== undefined && (
        <p>{sayNodes("%1$s, %2$s, observer %3$s", reportedText(fact.reported), hourText(fact.time), <Theirs>{fact.observer}</Theirs>)}</p>
      )}
      <p>{say("One side's word changes nothing; when both sides have said it, the report counts for nothing. It stays on the record, and so does an incident that was opened on it.")}</p>
    </Confirm>
  );
}
