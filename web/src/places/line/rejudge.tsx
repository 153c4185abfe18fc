// The whole record judged again by another line or rule: a question, and nothing is entered.
import { FileChoice } from "../../parts/files.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { say, sayNodes } from "../../say.ts";
import { useDraft } from "../../use.ts";
import { HOME, Long, NotYet, ReportLink, useAgreed, useSideNames } from "./common.tsx";
import { useKept } from "./kept.ts";
import { LineFileChoice, useLineFile } from "./linefile.tsx";
import { useFileAnswer, withFiles } from "./reading.ts";
import type { JudgedAs, QuotaAnswer, Rejudged } from "./types.ts";
import { dateText, holdText, hourText, quotaText, quotaWhyText, reasonText, verdictText, weaponText } from "./words.ts";

export function RejudgePage() {
  const agreed = useAgreed();
  const [when, setWhen] = useDraft("line/rejudge/when", "new");
  const [rules, setRules] = useKept("rejudge-rule");
  const [day, setDay] = useDraft("line/rejudge/day");
  const line = useLineFile("rejudge-line");
  const old = when === "old";
  const asked =
    rules[0] === undefined && line.file === undefined
      ? undefined
      : withFiles(
          ["line", "rejudge"],
          [old ? "--old-rule" : "--rule", rules[0]],
          [old ? "--old-day" : "--day", rules[0] === undefined ? "" : day],
          [old ? "--old-line" : "--line", line.file],
          ...line.options,
        );
  const answer = useFileAnswer<Rejudged>(asked);
  return (
    <Page title={say("If the line or the rule were another")} back={HOME}>
      <p>{say("Judges anew of every report in the record whether it lies in a zone, and lists those of which the answer changes. Nothing is entered into the record, and nobody else sees it.")}</p>
      {agreed !== undefined && agreed.documents["line"] == null && <NotYet>{say("No line of contact has been agreed yet.")}</NotYet>}
      <Choice
        label={say("What are the files?")}
        options={[
          { value: "new", label: say("what may come: before is what is agreed") },
          { value: "old", label: say("what was: now is what is agreed") },
        ]}
        value={when}
        onValue={setWhen}
      />
      <FileChoice label={say("The other rule")} files={rules} onFiles={setRules} accept=".rule,.txt" />
      {rules.length > 0 && (
        <div class="field">
          <label>
            {say("Day D of that rule (empty: as agreed)")}
            <input type="date" value={day} onInput={(e) => setDay(e.currentTarget.value)} />
          </label>
        </div>
      )}
      <LineFileChoice label={say("The other line")} line={line} />
      {asked !== undefined && answer === undefined && <p role="status">{say("One moment…")}</p>}
      {answer !== undefined && !answer.ok && <Notice kind="refused">{answer.error}</Notice>}
      {answer?.ok && <Changes of={answer.result} />}
    </Page>
  );
}

function Changes({ of }: { of: Rejudged }) {
  const sideName = useSideNames();
  return (
    <>
      <h2>{say("Verdicts that change: %1$s of %2$s", of.changed.length, of.judged)}</h2>
      {of.hold_before !== null && of.hold_now !== null && (
        <>
          <p>{say("Before: %s", holdText(of.hold_before))}</p>
          <p>{say("Now: %s", holdText(of.hold_now))}</p>
        </>
      )}
      <Long items={of.changed} first={20}>
        {(shown) => (
          <ul class="others-list plain">
            {shown.map((c, i) => (
              <li key={i}>
                <ReportLink n={c.report} />
                <small>
                  {sayNodes("%1$s; observer %2$s; %3$s %4$s", hourText(c.time), <Theirs>{c.observer}</Theirs>, weaponText(c.weapon), <Theirs>{c.serial}</Theirs>)}
                </small>
                <As name={say("Before")} j={c.before} />
                <As name={say("Now")} j={c.now} />
              </li>
            ))}
          </ul>
        )}
      </Long>
      {of.quotas !== undefined && of.quotas.length > 0 && (
        <>
          <h2>{say("Answers to quotas that change: %s", of.quotas.length)}</h2>
          <Long items={of.quotas} first={20}>
            {(shown) => (
              <ul class="others-list plain">
                {shown.map((q, i) => (
                  <li key={i}>
                    {sayNodes("%1$s: %2$s, %3$s, %4$s to %5$s m behind the line", dateText(q.day), <Theirs>{q.class}</Theirs>, sideName(q.side), String(q.from_m), String(q.to_m))}
                    <Quota name={say("Before")} q={q.before} />
                    <Quota name={say("Now")} q={q.now} />
                  </li>
                ))}
              </ul>
            )}
          </Long>
        </>
      )}
    </>
  );
}

function As({ name, j }: { name: string; j: JudgedAs }) {
  return (
    <div class="as">
      <p>
        {say("%s: %s", name, verdictText(j.verdict))}
        {j.exempt && <> {say("It may be there.")}</>}
      </p>
      <ul>
        {j.reasons.map((r) => (
          <li key={r}>{reasonText(r)}</li>
        ))}
      </ul>
    </div>
  );
}

function Quota({ name, q }: { name: string; q: QuotaAnswer | null }) {
  if (q === null) return <p>{say("%s: %s", name, say("no such quota"))}</p>;
  return (
    <p>
      {say("%1$s: %2$s. May stay: %3$s; at least, at one time: %4$s.", name, quotaText(q.state), q.most, q.least)}
      <small>{quotaWhyText(q.why)}</small>
    </p>
  );
}
