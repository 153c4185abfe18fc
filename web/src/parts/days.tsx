// A day and an hour by the reader's own clock, given on as the command line takes it: in universal time.
import { useId, useState } from "preact/hooks";
import { say } from "../say.ts";
import { slotInputs, slotOf, slotWords, whenUniversal } from "../time.ts";

interface DaysProps {
  label: string;
  hint?: string;
  /** As the command line has it, 2026-12-01T10:00 in universal time; "" for none. */
  value: string;
  /** "" as long as what stands there is no time. */
  onValue(value: string): void;
}

export function Days({ label, hint, value, onValue }: DaysProps) {
  const id = useId();
  const slot = value === "" ? undefined : Math.floor(Date.parse(`${value}:00Z`) / 60_000);
  const [typed, setTyped] = useState(() => (slot === undefined ? { date: "", time: "12:00" } : slotInputs(slot)));
  const change = (part: Partial<typeof typed>): void => {
    const now = { ...typed, ...part };
    const at = slotOf(now.date, now.time);
    setTyped(now);
    onValue(at === undefined ? "" : slotWords(at));
  };
  return (
    <fieldset class="days" aria-describedby={`${id}-universal`}>
      <legend>{label}</legend>
      {hint !== undefined && <p class="hint">{hint}</p>}
      <div class="row">
        <label>
          {say("Day")}
          <input type="date" value={typed.date} onInput={(e) => change({ date: e.currentTarget.value })} />
        </label>
        <label>
          {say("Hour, by your own clock")}
          <input type="time" value={typed.time} onInput={(e) => change({ time: e.currentTarget.value })} />
        </label>
      </div>
      <p class="hint" id={`${id}-universal`}>
        {slot !== undefined && say("For the others: %s", whenUniversal(slot))}
      </p>
    </fieldset>
  );
}
