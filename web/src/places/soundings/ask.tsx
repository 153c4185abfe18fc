// Asking: which question, about what and whom, and when; then the read-back.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choices } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { go, href } from "../../route.ts";
import { say } from "../../say.ts";
import { when, whenUniversal } from "../../time.ts";
import { useDraft } from "../../use.ts";
import { askWords, concerned, emptyAsked, hasText, type AskKind, type Asked } from "./asked.ts";
import { isWhole } from "./entry.ts";
import { learnedFrom, questionOf } from "./kinds.ts";
import { HourAhead } from "./hour.tsx";
import { IssueNames, Text, seatNames, useSoundTable } from "./names.tsx";
import { nowSlot } from "./state.ts";
import type { Issue, SoundTable } from "./types.ts";

const KINDS: readonly AskKind[] = ["room", "yes", "range", "ready", "near", "exchange"];

/** #/soundings/ask/room/confirm, #/soundings/ask/better/5 */
export function Ask({ rest }: { rest: readonly string[] }) {
  const table = useSoundTable();
  const [kind, step] = rest;
  if (table === undefined) return null;
  if (kind === "better") return <Better of={Number(step)} />;
  const known = KINDS.find((k) => k === kind);
  if (known === undefined) return <WhichQuestion />;
  return <Question key={known} kind={known} table={table} confirm={step === "confirm"} />;
}

function WhichQuestion() {
  return (
    <Page title={say("What do you want to know?")} back={href("soundings")}>
      <Notice>
        <p>{say("The others see that your seat has asked, and to ask can say a good deal.")}</p>
        <p>
          <a href={href("soundings", "days")}>{say("Agree on sounding days instead: then nobody has asked.")}</a>
        </p>
      </Notice>
      <ul class="ways">
        {KINDS.map((k) => (
          <li key={k}>
            <a href={href("soundings", "ask", k)}>{questionOf(k)}</a>
            <p>{learnedFrom(k)}</p>
          </li>
        ))}
      </ul>
    </Page>
  );
}

function Question({ kind, table, confirm }: { kind: AskKind; table: SoundTable; confirm: boolean }) {
  const [draft, setDraft] = useDraft(`soundings/ask/${kind}`);
  const asked: Asked = draft === "" ? emptyAsked : (JSON.parse(draft) as Asked);
  const needed = concerned(table.issues, asked.issues, table.seats);
  const change = (part: Partial<Asked>): void => setDraft(JSON.stringify({ ...asked, ...part }));
  if (confirm && draft !== "") return <AskConfirm kind={kind} asked={asked} needed={needed} table={table} onDone={() => setDraft("")} />;
  return <AskForm kind={kind} asked={asked} needed={needed} table={table} onAsked={change} />;
}

interface FormProps {
  kind: AskKind;
  asked: Asked;
  needed: readonly string[];
  table: SoundTable;
}

function missing(kind: AskKind, a: Asked): string | undefined {
  if (hasText(kind) && a.text.trim() === "") return kind === "range" ? say("Please write the question.") : say("Please write the text.");
  if (kind === "range" && !(isWhole(a.from) && isWhole(a.to) && isWhole(a.step))) return say("Please enter from where to where the numbers go.");
  if (kind === "exchange" && a.issues.length !== 2) return say("Please choose two issues.");
  if (a.issues.length === 0) return say("Please choose what it is about.");
  return undefined;
}

function AskForm({ kind, asked, needed, table, onAsked }: FormProps & { onAsked(part: Partial<Asked>): void }) {
  const closed = table.issues.filter((x) => x.budget.runs_left === 0);
  return (
    <Page title={questionOf(kind)} back={href("soundings", "ask")}>
      <p>{learnedFrom(kind)}</p>
      {hasText(kind) && (
        <Field
          label={kind === "range" ? say("The question") : say("The text to which they say yes or no")}
          lines={3}
          value={asked.text}
          onValue={(text) => onAsked({ text })}
        />
      )}
      {kind === "range" && <RangeFields asked={asked} onAsked={onAsked} />}
      <Choices
        label={say("What is it about?")}
        options={table.issues.map((x) => ({ value: x.id, label: <Text of={x.title} />, hint: budgetText(x) }))}
        values={asked.issues}
        onValues={(issues) => onAsked({ issues, seats: undefined })}
      />
      {table.issues.length > 1 && kind !== "exchange" && (
        <button type="button" class="quiet apart" onClick={() => onAsked({ issues: table.issues.map((x) => x.id), seats: undefined })}>
          {say("All issues")}
        </button>
      )}
      {asked.issues.length > 0 && (
        <Choices
          label={say("Whom it requires")}
          hint={kind === "exchange" ? say("Two seats.") : say("Those whom the issues concern are marked. Without one of them it is refused.")}
          options={table.seats.map((s) => ({ value: s.id, label: <Theirs>{s.name}</Theirs>, hint: <Theirs>{s.party}</Theirs> }))}
          values={asked.seats ?? needed}
          onValues={(seats) => onAsked({ seats })}
        />
      )}
      {kind === "near" && (
        <Field
          label={say("Steps of giving way, in each seat's own points")}
          hint={say("Numbers that rise, with commas between them.")}
          value={asked.steps}
          onValue={(steps) => onAsked({ steps })}
        />
      )}
      {kind === "ready" && (
        <Field
          label={say("How many must be ready?")}
          hint={say("Leave it empty for the usual: all seats below five, two thirds from five on.")}
          type="number"
          value={asked.atLeast}
          onValue={(atLeast) => onAsked({ atLeast })}
        />
      )}
      <HourAhead day={asked.day} onDay={(day) => onAsked({ day })} />
      <Act busy={false} not={missing(kind, asked)} onAct={() => go("soundings", "ask", kind, "confirm")}>
        {say("Go on")}
      </Act>
      {closed.length > 0 && (
        <ul class="plain">
          {closed.map((x) => (
            <li key={x.id}>
              <a href={href("soundings", "reopen", x.id)}>
                {say("Let it be sounded again:")} <Text of={x.title} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

function RangeFields({ asked, onAsked }: { asked: Asked; onAsked(part: Partial<Asked>): void }) {
  return (
    <div class="row">
      <Field label={say("Numbers from")} type="number" value={asked.from} onValue={(from) => onAsked({ from })} />
      <Field label={say("to")} type="number" value={asked.to} onValue={(to) => onAsked({ to })} />
      <Field label={say("in steps of")} type="number" value={asked.step} onValue={(step) => onAsked({ step })} />
      <Field label={say("Unit, such as km")} value={asked.unit} onValue={(unit) => onAsked({ unit })} />
    </div>
  );
}

/** Whether an issue may be sounded now. */
function budgetText(issue: Issue): string {
  const b = issue.budget;
  if (b.running) return say("A sounding on it is under way.");
  if (b.runs_left === 0) return say("It has had its soundings and is closed until all whom it concerns reopen it.");
  if (b.next_slot > nowSlot()) return say("It can be sounded again from %s.", when(b.next_slot));
  return say("Soundings left: %s.", b.runs_left);
}

function AskConfirm({ kind, asked, needed, table, onDone }: FormProps & { onDone(): void }) {
  const slot = asked.day === "" ? undefined : Math.floor(Date.parse(`${asked.day}:00Z`) / 60_000);
  return (
    <Confirm<{ sounding: number }>
      title={say("Ask this?")}
      back={href("soundings", "ask", kind)}
      others={`${say("That your seat has asked.")} ${learnedFrom(kind, (asked.seats ?? needed).length)}`}
      act={say("Ask it")}
      words={askWords(kind, asked, needed)}
      onDone={(answer) => {
        onDone();
        go("soundings", answer.result.sounding);
      }}
    >
      <h2>{questionOf(kind)}</h2>
      {hasText(kind) && (
        <blockquote>
          <Theirs>{asked.text}</Theirs>
        </blockquote>
      )}
      <dl class="asked">
        <dt>{say("About")}</dt>
        <dd>
          <IssueNames ids={asked.issues} />
        </dd>
        {kind === "range" && (
          <>
            <dt>{say("Numbers")}</dt>
            <dd>{say("from %s to %s, in steps of %s %s", asked.from, asked.to, asked.step, asked.unit)}</dd>
          </>
        )}
        <dt>{say("Whom it requires")}</dt>
        <dd>{seatNames(table, asked.seats ?? needed)}</dd>
        {slot !== undefined && (
          <>
            <dt>{say("The hour")}</dt>
            <dd>
              {when(slot)} ({whenUniversal(slot)})
            </dd>
          </>
        )}
      </dl>
    </Confirm>
  );
}

function Better({ of }: { of: number }) {
  const [day, setDay] = useState("");
  return (
    <Confirm<{ sounding: number }>
      title={questionOf("better")}
      back={href("soundings", of)}
      others={`${say("That your seat has asked.")} ${learnedFrom("better")}`}
      act={say("Ask it")}
      words={askWords("better", { ...emptyAsked, day }, [], of)}
      onDone={(answer) => go("soundings", answer.result.sounding)}
    >
      <p>{say("Is there a package that is worse for nobody than the one that was found, and better for somebody? Each seat enters its preferences once more.")}</p>
      <HourAhead day={day} onDay={setDay} />
    </Confirm>
  );
}
