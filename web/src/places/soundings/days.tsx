// Sounding days: agreed on once, so that afterwards nobody has to ask.
import { Act } from "../../parts/act.tsx";
import { Choices } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Days } from "../../parts/days.tsx";
import { Field } from "../../parts/field.tsx";
import { Page } from "../../parts/page.tsx";
import { go, href } from "../../route.ts";
import { say } from "../../say.ts";
import { slotWords, when, whenUniversal } from "../../time.ts";
import { useDraft, useOwnSeat } from "../../use.ts";
import { concerned } from "./asked.ts";
import { isWhole } from "./entry.ts";
import { learnedFrom, questionOf } from "./kinds.ts";
import { IssueNames, Text, seatNames, useSoundTable } from "./names.tsx";
import type { AgreedDays, SoundTable } from "./types.ts";

const DAY_SLOTS = 24 * 60;

interface Proposed {
  issues: string[];
  first: string;
  every: string;
  times: string;
}

const EMPTY: Proposed = { issues: [], first: "", every: "7", times: "3" };

/** #/soundings/days, /propose, /confirm, or a number: the days that somebody else has named. */
export function SoundingDays({ rest }: { rest: readonly string[] }) {
  const table = useSoundTable();
  const [draft, setDraft] = useDraft("soundings/days");
  if (table === undefined) return null;
  const proposed = draft === "" ? EMPTY : (JSON.parse(draft) as Proposed);
  const named = table.days[Number(rest[0]) - 1];
  if (rest[0] === "propose") return <Propose table={table} p={proposed} onChange={(part) => setDraft(JSON.stringify({ ...proposed, ...part }))} />;
  if (rest[0] === "confirm" && draft !== "") {
    const first_slot = Math.floor(Date.parse(`${proposed.first}:00Z`) / 60_000);
    const d = { issues: proposed.issues, first_slot, every_slots: Number(proposed.every) * DAY_SLOTS, count: Number(proposed.times) };
    return <AgreeConfirm table={table} d={d} back={href("soundings", "days", "propose")} onDone={() => setDraft("")} />;
  }
  if (named !== undefined) return <AgreeConfirm table={table} d={named} back={href("soundings", "days")} />;
  return <DayList table={table} />;
}

function DayList({ table }: { table: SoundTable }) {
  const own = useOwnSeat() ?? "";
  return (
    <Page title={say("Sounding days")} back={href("soundings")}>
      <p>
        {say("On these days it is sounded whether there is room, and nobody has asked. Whoever wants to know enters something before; whoever does not enters nothing. At the hour every desk takes part, and from outside the two look the same.")}
      </p>
      {table.days.length === 0 && <p>{say("No days have been named yet.")}</p>}
      <ul class="ways">
        {table.days.map((d, i) => {
          const missing = concerned(table.issues, d.issues, table.seats).filter((id) => !d.agreed.includes(id));
          return (
            <li key={i}>
              <DaysText d={d} />
              {d.holds ? <p>{say("All whom it concerns have agreed. The next of these days stands among the soundings: enter there what you could live with.")}</p> : <p>{say("Not agreed yet: %s.", seatNames(table, missing))}</p>}
              {missing.includes(own) && <a href={href("soundings", "days", i + 1)}>{say("Agree to these days")}</a>}
            </li>
          );
        })}
        <li>
          <a href={href("soundings", "days", "propose")}>{say("Propose days")}</a>
        </li>
      </ul>
    </Page>
  );
}

type What = Pick<AgreedDays, "issues" | "first_slot" | "every_slots" | "count">;

function DaysText({ d }: { d: What }) {
  return (
    <dl class="asked">
      <dt>{questionOf("room")}</dt>
      <dd>
        <IssueNames ids={d.issues} />
      </dd>
      <dt>{say("First")}</dt>
      <dd>
        {when(d.first_slot)} ({whenUniversal(d.first_slot)})
      </dd>
      <dt>{say("How often")}</dt>
      <dd>{say("every %s days; times: %s", d.every_slots / DAY_SLOTS, d.count)}</dd>
    </dl>
  );
}

function Propose({ table, p, onChange }: { table: SoundTable; p: Proposed; onChange(part: Partial<Proposed>): void }) {
  const not =
    p.issues.length === 0 ? say("Please choose what it is about.")
    : p.first === "" ? say("Please enter the first day.")
    : isWhole(p.every) && isWhole(p.times) ? undefined
    : say("Please enter how often.");
  return (
    <Page title={say("Propose sounding days")} back={href("soundings", "days")}>
      <Choices
        label={say("What is it about?")}
        options={table.issues.map((x) => ({ value: x.id, label: <Text of={x.title} /> }))}
        values={p.issues}
        onValues={(issues) => onChange({ issues })}
      />
      <button type="button" class="quiet apart" onClick={() => onChange({ issues: table.issues.map((x) => x.id) })}>
        {say("All issues")}
      </button>
      <Days label={say("The first day")} value={p.first} onValue={(first) => onChange({ first })} />
      <div class="row">
        <Field label={say("Again after so many days")} type="number" value={p.every} onValue={(every) => onChange({ every })} />
        <Field label={say("So many times")} type="number" value={p.times} onValue={(times) => onChange({ times })} />
      </div>
      <Act busy={false} not={not} onAct={() => go("soundings", "days", "confirm")}>
        {say("Go on")}
      </Act>
    </Page>
  );
}

function AgreeConfirm({ table, d, back, onDone }: { table: SoundTable; d: What; back: string; onDone?(): void }) {
  const words = ["--first", slotWords(d.first_slot), "--every", String(d.every_slots / DAY_SLOTS), "--times", String(d.count)];
  return (
    <Confirm
      title={say("Agree to these days")}
      back={back}
      others={`${say("That you have agreed to these days, and nothing of what you will enter.")} ${learnedFrom("room")}`}
      act={say("I agree to these days")}
      undone={say("No: your agreement stays. But before each hour you are free to enter nothing, which counts as no.")}
      words={["sound", "days", ...d.issues, ...words]}
      onDone={() => {
        onDone?.();
        go("soundings", "days");
      }}
    >
      <DaysText d={d} />
      <p>{say("They hold when all have agreed to the same: %s.", seatNames(table, concerned(table.issues, d.issues, table.seats)))}</p>
    </Confirm>
  );
}
