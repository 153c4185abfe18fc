// On demand: a sounding at an hour ahead, at which every desk takes part by itself.
import { useState } from "preact/hooks";
import { Days } from "../../parts/days.tsx";
import { say } from "../../say.ts";

export function HourAhead({ day, onDay }: { day: string; onDay(day: string): void }) {
  const [open] = useState(day !== "");
  return (
    <details open={open}>
      <summary>{say("At an hour ahead instead of at once")}</summary>
      <Days
        label={say("The hour")}
        hint={say("Every desk then takes part by itself, whether its person has entered anything or not.")}
        value={day}
        onValue={onDay}
      />
    </details>
  );
}
