// One meeting: who comes, who speaks next, the rapporteur's points, and the read-back that closes its record.
import { useEffect, useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { Notice, Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { go, href } from "../../route.ts";
import { currentLanguage, say } from "../../say.ts";
import { when, whenUniversal } from "../../time.ts";
import { useOwnSeat } from "../../use.ts";
import { IssueTitle, LanguageField, useForm, useInsisting, useNames, useWholeTable } from "./common.tsx";
import { RECORD } from "./meetings.tsx";
import type { Meeting } from "./types.ts";
import { oneLine } from "./words.ts";

const pageOf = (m: Meeting, ...rest: (string | number)[]): string => href("table", "meetings", m.number, ...rest);

/** Whether its hour has come: by the table's clock at the last reading, or by this machine's since. */
function useHasBegun(m: Meeting): boolean {
  const [, setTurn] = useState(0);
  const read = useWholeTable()?.now_slot ?? 0;
  const now = Math.max(read, Math.floor(Date.now() / 60_000));
  const left = m.start_slot - now;
  useEffect(() => {
    if (left <= 0 || left > 24 * 60) return undefined;
    const timer = setTimeout(() => setTurn((n) => n + 1), m.start_slot * 60_000 - Date.now() + 500);
    return () => clearTimeout(timer);
  }, [m.start_slot, left <= 0]);
  return left <= 0;
}

/** #/table/meetings/N */
export function OneMeeting({ m }: { m: Meeting }) {
  const { name, names } = useNames();
  const self = useOwnSeat();
  const issues = useWholeTable()?.issues ?? [];
  const hasBegun = useHasBegun(m);
  if (self === undefined) return null;
  const isInvited = m.invited.includes(self);
  const waiting = m.was_there.filter((s) => !m.read_back_by.includes(s));
  return (
    <Page title={say("Meeting %s", m.number)} back={href("table", "meetings")}>
      <p>
        <strong>{when(m.start_slot)}</strong>
        <small>{whenUniversal(m.start_slot)}</small>
      </p>
      <p>
        <Theirs>{m.place}</Theirs>
      </p>
      <p>{say("Invited: %s", names(m.invited))}</p>
      <p>{say("Keeps the record: %s", name(m.rapporteur))}</p>
      {m.readouts_due_slot !== 0 && <p>{say("Read-outs, in which each tells those at home, by: %s", when(m.readouts_due_slot))}</p>}
      {m.readouts_by.length > 0 && <p>{say("Have made a read-out: %s", names(m.readouts_by))}</p>}
      {m.agenda.length > 0 && (
        <>
          <h2>{say("Agenda")}</h2>
          <ol>
            {issues.filter((i) => m.agenda.includes(i.id)).map((i) => (
              <li key={i.id}>
                <IssueTitle issue={i} />
              </li>
            ))}
          </ol>
        </>
      )}
      <h2>{say("Who comes")}</h2>
      {m.coming.length > 0 && <p>{say("Coming: %s", names(m.coming))}</p>}
      {m.not_coming.length > 0 && <p>{say("Not coming: %s", names(m.not_coming))}</p>}
      {m.was_there.length > 0 && <p>{say("Was there: %s", names(m.was_there))}</p>}
      {m.coming.length + m.not_coming.length + m.was_there.length === 0 && <p>{say("Nobody has said yet whether they come.")}</p>}
      {isInvited && <Attend m={m} self={self} hasBegun={hasBegun} />}
      {hasBegun && m.record === "open" && isInvited && <Floor m={m} self={self} />}
      <h2>{say("The record")}</h2>
      <p>{say("Points without a name, and nothing else.")}</p>
      <Points m={m} canStrike={m.record === "open" && m.rapporteur === self} />
      <p>
        <strong>{say("State: %s", say(RECORD[m.record]))}</strong>
      </p>
      {m.record !== "open" && m.read_back_by.length > 0 && <p>{say("Have confirmed it: %s", names(m.read_back_by))}</p>}
      {m.record === "read-back" && waiting.length > 0 && <p>{say("Still to confirm: %s", names(waiting))}</p>}
      <RecordWays m={m} self={self} hasBegun={hasBegun} />
    </Page>
  );
}

function Attend({ m, self, hasBegun }: { m: Meeting; self: string; hasBegun: boolean }) {
  const doing = useInsisting();
  if (m.record === "closed" || (m.record === "read-back" && m.was_there.includes(self))) return null;
  const attend = (...flag: string[]): void => void doing.run(["meeting", "attend", ...flag, String(m.number)]);
  return (
    <>
      <Outcome answer={doing.answer} done={say("The others see it.")} />
      <div class="acts">
        {hasBegun && !m.was_there.includes(self) && (
          <Act busy={doing.busy} onAct={() => attend("--was-there")}>
            {say("I am here, or was")}
          </Act>
        )}
        {!hasBegun && !m.coming.includes(self) && (
          <Act busy={doing.busy} onAct={() => attend()}>
            {say("I come")}
          </Act>
        )}
        {m.record === "open" && !m.not_coming.includes(self) && !m.was_there.includes(self) && (
          <Act busy={doing.busy} quiet onAct={() => attend("--not-coming")}>
            {hasBegun ? say("I was not there") : say("I do not come")}
          </Act>
        )}
      </div>
    </>
  );
}

function Floor({ m, self }: { m: Meeting; self: string }) {
  const doing = useInsisting();
  const { name } = useNames();
  const asks = m.floor.includes(self);
  return (
    <>
      <h2>{say("Speaking order")}</h2>
      {m.floor.length === 0 ? (
        <p>{say("Nobody asks to speak.")}</p>
      ) : (
        <ol>
          {m.floor.map((id) => (
            <li key={id}>
              <Theirs>{name(id)}</Theirs>
            </li>
          ))}
        </ol>
      )}
      <Outcome answer={doing.answer} />
      <Act
        busy={doing.busy}
        quiet={asks}
        onAct={() => void doing.run(["meeting", "floor", ...(asks ? ["--done"] : []), String(m.number)])}
      >
        {asks ? say("I have spoken, or do not want to") : say("Ask to speak")}
      </Act>
    </>
  );
}

function Points({ m, canStrike = false }: { m: Meeting; canStrike?: boolean }) {
  if (m.points.length === 0) return <p>{say("There is no point in the record yet.")}</p>;
  return (
    <ol>
      {m.points.map((p) => (
        <li key={p.number} value={p.number}>
          <Theirs>{p.text}</Theirs>
          {canStrike && (
            <>
              {" "}
              <a href={pageOf(m, "strike", p.number)}>{say("Strike point %s", p.number)}</a>
            </>
          )}
        </li>
      ))}
    </ol>
  );
}

function RecordWays({ m, self, hasBegun }: { m: Meeting; self: string; hasBegun: boolean }) {
  const isRapporteur = m.rapporteur === self;
  const reads = m.record === "read-back" && m.was_there.includes(self) && !m.read_back_by.includes(self);
  const mayOpen = m.record === "read-back" && m.was_there.includes(self);
  return (
    <ul class="ways">
      {isRapporteur && m.record === "open" && hasBegun && (
        <>
          <li>
            <a href={pageOf(m, "point")}>{say("Note a point")}</a>
            <p>{say("What was said, never who said it.")}</p>
          </li>
          <li>
            <a href={pageOf(m, "record")}>{say("Give the record to the read-back")}</a>
            <p>{say("All who were there read it and confirm it.")}</p>
          </li>
        </>
      )}
      {reads && (
        <li>
          <a href={pageOf(m, "confirm")}>{say("Confirm the record")}</a>
          <p>{say("When the last one has, it is closed for ever.")}</p>
        </li>
      )}
      {mayOpen && (
        <li>
          <a href={pageOf(m, "not")}>{say("Do not confirm it")}</a>
          <p>{say("The record is open again, and all confirm the new one anew.")}</p>
        </li>
      )}
    </ul>
  );
}

/** #/table/meetings/N/point, and …/point/send */
export function NotePoint({ m, send }: { m: Meeting; send: boolean }) {
  const [form, set, clear] = useForm(`table/point/${m.number}`, { text: "", language: currentLanguage() as string });
  const text = oneLine(form.text);
  const not = text === "" ? say("Please write the point.") : undefined;
  if (!send)
    return (
      <Page title={say("Note a point")} back={pageOf(m)}>
        <p>{say("Write what was said, as nobody's: “It was said that …”. A point that names a seat or a party is refused.")}</p>
        <Field label={say("The point")} lines={4} value={form.text} lang={form.language} onValue={(t) => set({ text: t })} />
        <LanguageField value={form.language} onValue={(language) => set({ language })} />
        <Act busy={false} not={not} onAct={() => go("table", "meetings", m.number, "point", "send")}>
          {say("Read it once more")}
        </Act>
      </Page>
    );
  return (
    <Confirm
      title={say("Put this point into the record?")}
      back={pageOf(m, "point")}
      others={say("All seats see the point. You can strike it as long as the record is open.")}
      act={say("Put it into the record")}
      undone={say("Yes: as long as the record is open you can strike the point.")}
      not={not}
      words={["meeting", "point", "--language", form.language, "--", String(m.number), text]}
      onDone={() => {
        clear();
        go("table", "meetings", m.number);
      }}
    >
      <blockquote>
        <Theirs lang={form.language}>{text}</Theirs>
      </blockquote>
    </Confirm>
  );
}

/** #/table/meetings/N/strike/K */
export function Strike({ m, point }: { m: Meeting; point: string }) {
  const p = m.points.find((x) => String(x.number) === point);
  return (
    <Confirm
      title={say("Strike this point?")}
      back={pageOf(m)}
      others={say("All seats see that the point was struck.")}
      act={say("Strike point %s", point)}
      undone={say("Not itself, but you can note the point anew.")}
      not={p === undefined ? say("It is struck already.") : undefined}
      words={["meeting", "strike", String(m.number), point]}
      onDone={() => go("table", "meetings", m.number)}
    >
      <blockquote>
        <Theirs>{p?.text ?? ""}</Theirs>
      </blockquote>
    </Confirm>
  );
}

/** #/table/meetings/N/record */
export function GiveRecord({ m }: { m: Meeting }) {
  const { names } = useNames();
  return (
    <Confirm
      title={say("Give this record to the read-back?")}
      back={pageOf(m)}
      others={say("All who were there are asked to read it and to confirm it: %s", names(m.was_there))}
      act={say("Give it to the read-back")}
      undone={say("Yes: whoever was there can open the record again, as long as not all have confirmed it.")}
      words={["meeting", "record", String(m.number)]}
      onDone={() => go("table", "meetings", m.number)}
    >
      <Points m={m} />
      {m.coming.length > 0 && (
        <Notice kind="warning">{say("These meant to come and have not said whether they were there: %s", names(m.coming))}</Notice>
      )}
    </Confirm>
  );
}

/** #/table/meetings/N/confirm, and …/not */
export function ReadBack({ m, confirms }: { m: Meeting; confirms: boolean }) {
  const [form, set, clear] = useForm(`table/read-back/${m.number}`, { remark: "" });
  const remark = confirms ? "" : oneLine(form.remark);
  return (
    <Confirm
      title={confirms ? say("Confirm this record?") : say("Open the record again?")}
      back={pageOf(m)}
      others={
        confirms
          ? say("All seats see that you confirmed the record. When all who were there have, it is closed for ever.")
          : say("All seats see that you did not confirm the record, and your remark.")
      }
      act={confirms ? say("Confirm the record") : say("Open it again")}
      undone={confirms ? say("Yes, as long as others have still to confirm: you can open the record again. When the last one has confirmed it, it is closed for ever.") : say("Yes: it is given to the read-back again, and all confirm it anew.")}
      not={m.record === "closed" ? say("The record is closed.") : undefined}
      words={["meeting", "confirm", ...(confirms ? [] : ["--not"]), "--", String(m.number), ...(remark === "" ? [] : [remark])]}
      onDone={() => {
        clear();
        go("table", "meetings", m.number);
      }}
    >
      <Points m={m} />
      {!confirms && <Field label={say("What should be otherwise")} lines={2} value={form.remark} onValue={(r) => set({ remark: r })} />}
    </Confirm>
  );
}
