// What a seat says of itself: standing and mandate, how long it keeps the record, that its mandate still holds.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Days } from "../../parts/days.tsx";
import { Field } from "../../parts/field.tsx";
import { Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { ofStatement } from "../../parts/undone.ts";
import { go, href } from "../../route.ts";
import { say, says } from "../../say.ts";
import { MandateText } from "../../shell/roster.tsx";
import { slotWords, whenUniversal } from "../../time.ts";
import { MANDATES, STANDINGS, type Seat } from "../../types.ts";
import { useCall, useOwnSeat } from "../../use.ts";
import { useForm, useWholeTable } from "./common.tsx";
import { STANDING_MEANT } from "./meant.ts";

export interface Standing {
  standing: string;
  mandate: string;
  /** As <Days> has it; "" without an end. */
  until: string;
}

function useOwn(): Seat | undefined {
  const self = useOwnSeat();
  return useWholeTable()?.seats.find((s) => s.id === self);
}

const ofSeat = (seat: Seat): Standing => ({
  standing: seat.standing,
  mandate: seat.mandate.kind,
  until: seat.mandate.expires_slot === null ? "" : slotWords(seat.mandate.expires_slot),
});

/** What each mandate says of those at home, as one says it of oneself. */
const MEANT: Record<(typeof MANDATES)[number], string> = {
  "own initiative": says("You sit here by yourself; nobody at home has sent you."),
  "with knowledge": says("Those at home know that you sit here, and have not asked you to."),
  "at the request of": says("Those at home have asked you to sit here. You speak for yourself."),
  "under instruction": says("Those at home tell you what to say. Only with this mandate can an official agree, subject to their yes (ad referendum)."),
};

/** The fields of standing and mandate, for oneself and for a new seat. */
export function StandingFields({ value, onValue }: { value: Standing; onValue(part: Partial<Standing>): void }) {
  return (
    <>
      <Choice
        label={say("Standing")}
        hint={say("What one is to one's government.")}
        options={STANDINGS.map((s) => ({ value: s, label: say(s), hint: say(STANDING_MEANT[s] ?? "") }))}
        value={value.standing as (typeof STANDINGS)[number]}
        onValue={(standing) => onValue({ standing })}
      />
      <Choice
        label={say("Mandate")}
        hint={say("How far those at home have sent one.")}
        options={MANDATES.map((m) => ({ value: m, label: say(m), hint: say(MEANT[m]) }))}
        value={value.mandate as (typeof MANDATES)[number]}
        onValue={(mandate) => onValue({ mandate })}
      />
      <Days
        label={say("The mandate holds until")}
        hint={say("Leave it empty when it has no end. After that hour the seat can read, and say what binds nobody, and no more.")}
        value={value.until}
        onValue={(until) => onValue({ until })}
      />
    </>
  );
}

export const standingWords = (s: Standing): string[] => [
  "--mandate",
  s.mandate,
  ...(s.until === "" ? [] : ["--until", s.until]),
];

export function StandingText({ value }: { value: Standing }) {
  return (
    <>
      <p>{say("Standing: %s", say(value.standing))}</p>
      <p>{say("Mandate: %s", say(value.mandate))}</p>
      <p>
        {value.until === ""
          ? say("The mandate has no end.")
          : say("The mandate holds until %s.", whenUniversal(Math.floor(Date.parse(`${value.until}Z`) / 60_000)))}
      </p>
    </>
  );
}

/** #/table/standing */
export function OwnStanding() {
  const own = useOwn();
  return own === undefined ? null : <OwnForm own={own} />;
}

function OwnForm({ own }: { own: Seat }) {
  const [form, set] = useForm("table/standing", ofSeat(own));
  return (
    <Page title={say("Your standing and mandate")} back={href("table", "seats")}>
      <p>{say("Nobody else can say this for you. All seats see it, and the track that follows from all standings.")}</p>
      <p>
        {say("At present: %s", say(own.standing))}; <MandateText seat={own} />
      </p>
      <StandingFields value={form} onValue={set} />
      <Act busy={false} onAct={() => go("table", "standing", "send")}>
        {say("Read it once more, then say it")}
      </Act>
    </Page>
  );
}

/** #/table/standing/send */
export function OwnStandingSend() {
  const own = useOwn();
  const [form, , clear] = useForm("table/standing", own === undefined ? { standing: "", mandate: "", until: "" } : ofSeat(own));
  if (own === undefined) return null;
  return (
    <Confirm
      title={say("Say your standing and mandate?")}
      back={href("table", "standing")}
      others={say("All seats see it with today's date, and the track that follows.")}
      act={say("Say it")}
      undone={ofStatement()}
      words={["seat", "standing", ...standingWords(form), "--", form.standing]}
      onDone={() => {
        clear();
        go("table", "seats");
      }}
    >
      <StandingText value={form} />
    </Confirm>
  );
}

/** #/table/keep */
export function Keep() {
  const own = useOwn();
  const doing = useCall();
  const [always, setAlways] = useState<"always" | "days">();
  const [days, setDays] = useState("90");
  const how: "always" | "days" = always ?? (own?.keeps_days === 0 ? "always" : "days");
  return (
    <Page title={say("How long you keep the record")} back={href("table", "seats")}>
      <p>{say("An official may have to keep records; a private person may not want to. The others know it; nothing is deleted because of it.")}</p>
      <Choice
        label={say("You keep the record")}
        options={[
          { value: "always", label: say("always: you have to keep it") },
          { value: "days", label: say("for a number of days") },
        ]}
        value={how}
        onValue={(v: "always" | "days") => setAlways(v)}
      />
      {how === "days" && <Field label={say("Days")} type="number" value={days} onValue={setDays} />}
      <Outcome answer={doing.answer} done={say("All seats see how long you keep the record.")} />
      <Act busy={doing.busy} onAct={() => void doing.run(["seat", "keep", how === "always" ? "always" : days])}>
        {say("Tell the others")}
      </Act>
    </Page>
  );
}

/** #/table/reconfirm */
export function Reconfirm() {
  const own = useOwn();
  if (own === undefined) return null;
  return (
    <Confirm
      title={say("Reconfirm your mandate?")}
      back={href("table", "pause")}
      others={say("All seats see that your mandate still holds. Soundings go on when every seat has said so.")}
      act={say("Reconfirm it")}
      undone={say("You can name another mandate at any time. That you reconfirmed this one stays in the record.")}
      not={own.mandate.expired ? say("Your mandate has expired. Give a new one first.") : undefined}
      words={["reconfirm"]}
      onDone={() => go("table", "pause")}
    >
      <StandingText value={ofSeat(own)} />
    </Confirm>
  );
}
