// Meetings: all of them, and the call of a new one.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choice, Choices } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Days } from "../../parts/days.tsx";
import { Field } from "../../parts/field.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { go, href } from "../../route.ts";
import { say, sayNodes, says } from "../../say.ts";
import { when, whenUniversal } from "../../time.ts";
import { useOwnSeat, useResult } from "../../use.ts";
import { IssueTitle, useForm, useNames, useWholeTable } from "./common.tsx";
import { Missing } from "./seats.tsx";
import type { Meeting } from "./types.ts";

const FIRST = 10;

export const useMeetings = (): Meeting[] | undefined => useResult<{ meetings: Meeting[] }>(["meeting", "list"])?.meetings;

export const RECORD: Record<Meeting["record"], string> = {
  open: says("its record is open"),
  "read-back": says("its record waits until all who were there have confirmed it"),
  closed: says("its record is closed"),
};

/** #/table/meetings */
export function Meetings() {
  const meetings = useMeetings();
  const [shown, setShown] = useState(FIRST);
  const newest = [...(meetings ?? [])].reverse();
  return (
    <Page title={say("Meetings")} back={href("table")}>
      {meetings?.length === 0 && <p>{say("No meeting has been called. Call one.")}</p>}
      <ul class="ways">
        {newest.slice(0, shown).map((m) => (
          <li key={m.number}>
            <a href={href("table", "meetings", m.number)}>{say("Meeting %1$s: %2$s", m.number, when(m.start_slot))}</a>
            <p>
              <Theirs>{m.place}</Theirs>
            </p>
            <p class="hint">{say(RECORD[m.record])}</p>
          </li>
        ))}
      </ul>
      {newest.length > shown && (
        <Act busy={false} quiet onAct={() => setShown(shown + FIRST)}>
          {say("Show more")}
        </Act>
      )}
      <p>
        <a class="button" href={href("table", "new-meeting")}>
          {say("Call a meeting")}
        </a>
      </p>
    </Page>
  );
}

interface Call {
  start: string;
  place: string;
  seats: string[];
  agenda: string[];
  rapporteur: string;
  due: string;
}

/** #/table/new-meeting, and …/send */
export function NewMeeting({ send }: { send: boolean }) {
  const all = useWholeTable()?.seats.map((s) => s.id);
  const self = useOwnSeat();
  if (all === undefined || self === undefined) return null;
  const first: Call = { start: "", place: "", seats: all, agenda: [], rapporteur: self, due: "" };
  return send ? <CallSend first={first} /> : <CallForm first={first} self={self} />;
}

const useCalling = (first: Call) => useForm("table/new-meeting", first);

function CallForm({ first, self }: { first: Call; self: string }) {
  const [form, set] = useCalling(first);
  const table = useWholeTable();
  const { names } = useNames();
  const issues = table?.issues ?? [];
  const seats = (table?.seats ?? []).filter((s) => s.id !== self);
  const invited = (table?.seats ?? []).filter((s) => form.seats.includes(s.id));
  const missing = issues.filter((i) => form.agenda.includes(i.id)).flatMap((i) => i.concerns).filter((s) => !form.seats.includes(s));
  const not =
    form.start === "" ? say("Please enter day and hour.")
    : form.place.trim() === "" ? say("Please enter the place.")
    : missing.length > 0 ? say("The agenda concerns seats that are not invited: %s", names([...new Set(missing)]))
    : undefined;
  return (
    <Page title={say("Call a meeting")} back={href("table", "meetings")}>
      <Days label={say("When")} value={form.start} onValue={(start) => set({ start })} />
      <Field label={say("Where")} value={form.place} onValue={(place) => set({ place })} />
      <Choices
        label={say("Who is invited, beside you")}
        options={seats.map((s) => ({ value: s.id, label: <Theirs>{s.name}</Theirs>, hint: <Theirs>{s.party}</Theirs> }))}
        values={form.seats}
        onValues={(chosen) => set({ seats: [self, ...chosen], ...(chosen.includes(form.rapporteur) ? {} : { rapporteur: self }) })}
      />
      {issues.length > 0 && (
        <Choices
          label={say("Agenda")}
          hint={say("An issue is on it only when all whom it concerns are invited.")}
          options={issues.map((i) => ({ value: i.id, label: <IssueTitle issue={i} /> }))}
          values={form.agenda}
          onValues={(agenda) => set({ agenda })}
        />
      )}
      <Choice
        label={say("Who keeps the record")}
        hint={say("That person notes what was said, never who said it.")}
        options={invited.map((s) => ({ value: s.id, label: <Theirs>{s.name}</Theirs> }))}
        value={form.rapporteur}
        onValue={(rapporteur) => set({ rapporteur })}
      />
      <Days
        label={say("Read-outs, in which each tells those at home")}
        hint={say("By when each should have told those at home. Leave it empty when there is no such day.")}
        value={form.due}
        onValue={(due) => set({ due })}
      />
      <Act busy={false} not={not} onAct={() => go("table", "new-meeting", "send")}>
        {say("Read it once more, then call it")}
      </Act>
    </Page>
  );
}

const slotOfWords = (words: string): number => Math.floor(Date.parse(`${words}Z`) / 60_000);

function CallSend({ first }: { first: Call }) {
  const [form, , clear] = useCalling(first);
  const issues = useWholeTable()?.issues ?? [];
  const { name, names } = useNames();
  const agenda = form.agenda.length > 0 ? ["--agenda", form.agenda.join(",")] : [];
  const due = form.due !== "" ? ["--readouts-by", form.due] : [];
  return (
    <Confirm
      title={say("Call this meeting?")}
      back={href("table", "new-meeting")}
      others={say("All seats see the meeting, its place and hour, and that you called it.")}
      act={say("Call the meeting")}
      undone={say("No: a meeting that was called stays in the record. You can say that you do not come, and call another.")}
      not={form.start === "" || form.place.trim() === "" ? say("Please enter day, hour and place.") : undefined}
      words={["meeting", "call", "--seats", form.seats.join(","), ...agenda, "--rapporteur", form.rapporteur, ...due, "--", form.start, form.place.trim()]}
      onDone={() => {
        clear();
        go("table", "meetings");
      }}
    >
      {form.start !== "" && (
        <>
          <p>{say("When: %s", when(slotOfWords(form.start)))}</p>
          <p class="hint">{whenUniversal(slotOfWords(form.start))}</p>
        </>
      )}
      <p>{sayNodes("Where: %s", <Theirs>{form.place}</Theirs>)}</p>
      <p>{say("Invited: %s", names(form.seats))}</p>
      {form.agenda.length > 0 && (
        <>
          <p>{say("Agenda:")}</p>
          <ul>
            {issues.filter((i) => form.agenda.includes(i.id)).map((i) => (
              <li key={i.id}>
                <IssueTitle issue={i} />
              </li>
            ))}
          </ul>
        </>
      )}
      <p>{say("Keeps the record: %s", name(form.rapporteur))}</p>
      {form.due !== "" && <p>{say("Read-outs, in which each tells those at home, by: %s", when(slotOfWords(form.due)))}</p>}
    </Confirm>
  );
}

/** The meeting of a number, drawn when it is there. */
export function WithMeeting({ number, children }: { number: string; children(m: Meeting): ComponentChildren }) {
  const meetings = useMeetings();
  if (meetings === undefined) return null;
  const meeting = meetings.find((m) => String(m.number) === number);
  return meeting === undefined ? <Missing /> : <>{children(meeting)}</>;
}
