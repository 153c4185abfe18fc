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
import { list, say } from "../../say.ts";
import { when, whenUniversal } from "../../time.ts";
import { useDraft, useOwnSeat } from "../../use.ts";
import { askWords, concerned, emptyAsked, hasText, hindrance, type AskKind, type Asked } from "./asked.ts";
import { isWhole } from "./entry.ts";
import { learnedFrom, questionOf } from "./kinds.ts";
import { HourAhead } from "./hour.tsx";
import { IssueNames, Text, seatNames, titleOf, useSoundTable, useSoundings } from "./names.tsx";
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
      <p class="hint">{say("Room means that there is something that all could live with. A package takes one option from each issue that is asked about.")}</p>
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

function missing(kind: AskKind, a: Asked, needed: readonly string[], table: SoundTable): string | undefined {
  if (hasText(kind) && a.text.trim() === "") return kind === "range" ? say("Please write the question.") : say("Please write the text.");
  if (kind === "range" && !(isWhole(a.from) && isWhole(a.to) && isWhole(a.step))) return say("Please enter from where to where the numbers go.");
  if (kind === "exchange" && a.issues.length !== 2) return say("Please choose two issues.");
  if (a.issues.length === 0) return say("Please choose what it is about.");
  const now = nowSlot();
  const hindered = table.issues.filter((x) => a.issues.includes(x.id) && hindrance(kind, x, now) !== undefined);
  if (hindered.length > 0) return say("Nothing can be asked about this at present; please leave it out: %s.", list(hindered.map(titleOf)));
  const seats = a.seats ?? needed;
  const left = needed.filter((s) => !seats.includes(s));
  if (kind === "exchange" && needed.length > 2) return say("This is asked between two seats alone, and these issues concern more: %s.", seatNames(table, needed));
  if (left.length > 0) return say("The issues concern these as well; they have to answer, too: %s.", seatNames(table, left));
  if (kind === "exchange" && seats.length !== 2) return say("Please choose two seats.");
  if (seats.length < 2) return say("Please choose at least two seats that answer.");
  if (seats.length > 8) return say("At most eight seats can answer together. Ask about issues that concern fewer.");
  const expired = table.seats.filter((s) => seats.includes(s.id) && s.mandate.expired);
  if (expired.length > 0) return say("These cannot answer before they have a mandate that holds: %s.", seatNames(table, expired.map((s) => s.id)));
  return undefined;
}

/** What keeps the whole table from being asked. */
function HeldUp({ table }: { table: SoundTable }) {
  if (table.paused_by.length > 0) return <Notice kind="warning">{say("The table is paused: nothing can be asked until the pause is lifted.")}</Notice>;
  if (table.to_reconfirm.length > 0)
    return <Notice kind="warning">{say("Nothing can be asked until these have reconfirmed their mandate: %s.", seatNames(table, table.to_reconfirm))}</Notice>;
  return null;
}

function AskForm({ kind, asked, needed, table, onAsked }: FormProps & { onAsked(part: Partial<Asked>): void }) {
  const closed = table.issues.filter((x) => x.budget.may_reopen);
  const own = useOwnSeat() ?? "";
  const now = nowSlot();
  const free = table.issues.filter((x) => hindrance(kind, x, now) === undefined).map((x) => x.id);
  const some = free.length < table.issues.length;
  const not = table.paused_by.length > 0 || table.to_reconfirm.length > 0 ? say("The table cannot be asked at present.") : missing(kind, asked, needed, table);
  return (
    <Page title={questionOf(kind)} back={href("soundings", "ask")}>
      <HeldUp table={table} />
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
        {...(some && { hint: say("What cannot be asked about at present says why.") })}
        options={table.issues.map((x) => ({ value: x.id, label: <Text of={x.title} />, hint: budgetText(kind, x), not: !free.includes(x.id) }))}
        values={asked.issues}
        onValues={(issues) => onAsked({ issues, seats: undefined })}
      />
      {free.length > 1 && kind !== "exchange" && (
        <button type="button" class="quiet apart" onClick={() => onAsked({ issues: free, seats: undefined })}>
          {some ? say("All that can be asked about") : say("All issues")}
        </button>
      )}
      {asked.issues.length > 0 && (
        <Choices
          label={say("Who has to answer")}
          hint={kind === "exchange" ? say("Two seats.") : say("There is an answer only when all of these have given theirs. Those whom the issues concern are marked; without one of them nothing can be asked.")}
          options={table.seats.filter((s) => s.function !== "facilitator").map((s) => ({ value: s.id, label: <Theirs>{s.name}</Theirs>, hint: <Theirs>{s.party}</Theirs> }))}
          values={asked.seats ?? needed}
          onValues={(seats) => onAsked({ seats })}
        />
      )}
      {kind === "near" && (
        <Field
          label={say("How far each would have to give way, in its own points")}
          hint={say("The answer says at which of these numbers there is room. Numbers that rise, with commas between them.")}
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
      <Act busy={false} not={not} onAct={() => go("soundings", "ask", kind, "confirm")}>
        {say("Go on")}
      </Act>
      {closed.length > 0 && (
        <ul class="plain">
          {closed.map((x) => (
            <li key={x.id}>
              {x.budget.reopen_by.includes(own) ? (
                <>
                  {say("You have consented that it is asked about again:")} <Text of={x.title} />
                </>
              ) : (
                <a href={href("soundings", "reopen", x.id)}>
                  {say("Let it be asked about again:")} <Text of={x.title} />
                </a>
              )}
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

/** Whether something can be asked about an issue now; else why not. */
function budgetText(kind: AskKind, issue: Issue): string {
  const b = issue.budget;
  switch (hindrance(kind, issue, nowSlot())) {
    case "running": return say("Another sounding on it is under way: that one has to end first.");
    case "closed": return b.may_reopen ? say("It has had its soundings and is closed until all whom it concerns reopen it.") : say("It has had all its soundings and stays closed.");
    case "few": return say("This question counts as two soundings, and it has only one left.");
    case "early": return say("It can be asked about again from %s.", when(b.next_slot));
    default: return say("Soundings that it can still have: %s.", b.runs_left);
  }
}

function AskConfirm({ kind, asked, needed, table, onDone }: FormProps & { onDone(): void }) {
  const slot = asked.day === "" ? undefined : Math.floor(Date.parse(`${asked.day}:00Z`) / 60_000);
  return (
    <Confirm<{ sounding: number }>
      title={say("Ask this?")}
      back={href("soundings", "ask", kind)}
      others={`${say("That your seat has asked.")} ${learnedFrom(kind, (asked.seats ?? needed).length)}`}
      act={say("Ask it")}
      undone={say("You can withdraw it as long as nobody has sealed. That you have asked stays in the record.")}
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
        <dt>{say("Who has to answer")}</dt>
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
  const table = useSoundTable();
  const found = useSoundings()?.find((s) => s.sounding === of);
  const hindered = table?.issues.filter((x) => found?.issues.includes(x.id) && hindrance("better", x, nowSlot()) !== undefined) ?? [];
  return (
    <Confirm<{ sounding: number }>
      title={questionOf("better")}
      back={href("soundings", of)}
      others={`${say("That your seat has asked.")} ${learnedFrom("better")}`}
      act={say("Ask it")}
      undone={say("You can withdraw it as long as nobody has sealed. That you have asked stays in the record.")}
      words={askWords("better", { ...emptyAsked, day }, [], of)}
      not={hindered.length > 0 ? say("Nothing can be asked about this at present: %s.", list(hindered.map(titleOf))) : undefined}
      onDone={(answer) => go("soundings", answer.result.sounding)}
    >
      <p>{say("Is there a package that is worse for nobody than the one that was found, and better for somebody? Each seat enters its preferences once more.")}</p>
      <HourAhead day={day} onDay={setDay} />
    </Confirm>
  );
}
