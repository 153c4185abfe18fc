// Where a sounding stands, in one sentence, as far as anybody may know it.
import { currentDesk } from "../../desk.ts";
import { say } from "../../say.ts";
import { when } from "../../time.ts";
import type { Table } from "../../types.ts";
import { packageOf } from "./entry.ts";
import { issuesOf, seatNames } from "./names.tsx";
import { isRunning, type Sounding } from "./types.ts";

/** By the relay's clock, where the desk knows that this machine's is wrong. */
export const nowSlot = (): number => Math.floor(Date.now() / 60_000) + (currentDesk().state?.clock_apart ?? 0);
export const waitsForDay = (s: Sounding): boolean => isRunning(s) && s.day > nowSlot();

/** The program's own sentence; but what names options by their short names is shown as a card instead. */
function answerOf(s: Sounding, table: Table | undefined): string {
  if (s.ready) return say("Enough seats are ready, and you are one of them. Only those that said yes are told this.");
  const named = s.found !== "" && packageOf(s.found, issuesOf(table, s.issues)).length === s.issues.length;
  if (!named) return s.text;
  return s.kind === "exchange" ? say("There is a pair that both have named.") : say("One package was opened, the same for all.");
}

export function standOf(s: Sounding, table: Table | undefined, own: string | undefined): string {
  if (s.status === "answered") return answerOf(s, table);
  if (s.status === "stopped") {
    if (s.not_heard !== "") return say("It was stopped, and there is no answer. Not heard: %s.", s.not_heard);
    return s.check_failed
      ? say("It was stopped: what one of the programs sent did not fit. Its issues are closed until all whom they concern reopen them.")
      : say("It was stopped, and there is no answer.");
  }
  if (s.status === "sealed") return say("All have sealed. The desks compute the answer by themselves; please leave the program open.");
  const open = s.required.filter((id) => !s.sealed_by.includes(id));
  if (own !== undefined && !s.required.includes(own)) return say("It does not concern your seat. Not sealed yet: %s.", seatNames(table, open));
  if (s.sealed) return say("Yours is sealed. Not sealed yet: %s.", seatNames(table, open));
  if (waitsForDay(s))
    return s.entered
      ? say("Your entry is on this desk. At the hour it is sealed by itself: %s.", when(s.day))
      : say("At the hour every desk takes part by itself: %s. Enter something before, or nothing; nobody sees which.", when(s.day));
  if (s.day !== 0) return say("The hour has come. The desks take part by themselves; please leave the program open.");
  if (s.entered) return say("Your entry is on this desk and is not sealed yet.");
  if (s.kind === "find") return say("It waits for your second key, turned or held back.");
  return s.kind === "yes" || s.kind === "ready" ? say("It waits for your yes or no.") : say("It waits for what you could live with.");
}
