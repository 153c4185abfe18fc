// The record: all that was said and done, newest first, and a search in it. Your desk searches what it has; nobody learns of it.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Field } from "../../parts/field.tsx";
import { Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs, Told } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { useAnswer } from "../../use.ts";
import { Lines, SelectField, firstNumber, useNames, usePager, useWholeTable } from "./common.tsx";
import { KINDS, type Log } from "./types.ts";
import { EVERYTHING, newestFirst, recordWords, type Filter } from "./words.ts";

const REFUSED_SHOWN = 20; // the newest

/** #/table/record, and #/table/record/seat/ID */
export function Record({ seat = "" }: { seat?: string }) {
  const [typed, setTyped] = useState<Filter>({ ...EVERYTHING, seat });
  const [filter, setFilter] = useState(typed);
  const pager = usePager();
  const answer = useAnswer<Log>(recordWords(filter, pager.words));
  const log = answer?.ok ? answer.result : undefined;
  const first = firstNumber(log?.events ?? []);
  const find = (): void => {
    pager.newest();
    setFilter(typed);
  };
  return (
    <Page title={say("The record")} back={href("table")}>
      <form
        role="search"
        onSubmit={(e) => {
          e.preventDefault();
          find();
        }}
      >
        <Filters value={typed} onValue={(part) => setTyped({ ...typed, ...part })} />
        <div class="act">
          <button type="submit">{say("Find")}</button>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              pager.newest();
              setTyped(EVERYTHING);
              setFilter(EVERYTHING);
            }}
          >
            {say("Show everything")}
          </button>
        </div>
      </form>
      {answer?.ok === false && <Outcome answer={answer} />}
      <p role="status" class="hint">
        {log !== undefined &&
          (log.events.length === 0
            ? say("Nothing in the record is like that.")
            : log.more
              ? say("The newest lines that fit: %s. There are older ones.", log.events.length)
              : say("Lines that fit: %s", log.events.length))}
      </p>
      {!pager.isNewest && (
        <Act busy={false} quiet onAct={pager.newest}>
          {say("Back to the newest lines")}
        </Act>
      )}
      {log !== undefined && <Lines lines={newestFirst(log.events)} label={say("Lines of the record")} />}
      {log?.more && first !== undefined && (
        <Act busy={false} quiet onAct={() => pager.older(first)}>
          {say("Older lines")}
        </Act>
      )}
      <NotInIt />
    </Page>
  );
}

/** What is on its way, and what a rule refused: it stands in no line of the record. */
function NotInIt() {
  const table = useWholeTable();
  const { name } = useNames();
  if (table === undefined || table.missing.length + table.refused.length === 0) return null;
  return (
    <section aria-labelledby="not-in-it">
      <h2 id="not-in-it">{say("What is not in the record")}</h2>
      <ul class="plain">
        {table.missing.map((m) => (
          <li key={m.seat}>{say("Not yet here: lines %1$s to %2$s of %3$s. They were asked for again.", m.first, m.last, name(m.seat))}</li>
        ))}
        {table.refused.slice(-REFUSED_SHOWN).map((r, i) => (
          <li key={i}>
            {sayNodes("Refused, from %1$s: %2$s", <Theirs>{name(r.seat)}</Theirs>, <Told>{r.text}</Told>)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Filters({ value, onValue }: { value: Filter; onValue(part: Partial<Filter>): void }) {
  const seats = useWholeTable()?.seats ?? [];
  return (
    <>
      <Field
        label={say("Words")}
        hint={say("Lines that hold all of them, in capitals or not. Your desk searches what it has; nobody learns that you looked.")}
        value={value.words}
        onValue={(words) => onValue({ words })}
      />
      <div class="row">
        <SelectField
          label={say("Of which seat")}
          value={value.seat}
          onValue={(seat) => onValue({ seat })}
          options={[{ value: "", label: say("of all seats") }, ...seats.map((s) => ({ value: s.id, label: s.name }))]}
        />
        <SelectField
          label={say("What")}
          value={value.kind}
          onValue={(kind) => onValue({ kind })}
          options={[{ value: "", label: say("everything") }, ...KINDS.map((k) => ({ value: k.kind, label: say(k.name) }))]}
        />
      </div>
      <div class="row">
        <DayField label={say("From the day")} value={value.since} onValue={(since) => onValue({ since })} />
        <DayField label={say("To the day")} value={value.until} onValue={(until) => onValue({ until })} />
      </div>
      <p class="hint">{say("Days from midnight to midnight in universal time.")}</p>
    </>
  );
}

function DayField({ label, value, onValue }: { label: string; value: string; onValue(value: string): void }) {
  return (
    <div class="field">
      <label>
        {label}
        <input type="date" value={value} onInput={(e) => onValue(e.currentTarget.value)} />
      </label>
    </div>
  );
}
