// What waits for one seat, at every place of the table, made of what each place's words say. Pure.
import { href } from "../../route.ts";
import { currentLanguage, list, say } from "../../say.ts";
import { when } from "../../time.ts";
import { textIn } from "../../types.ts";
import { isOfLine } from "../line/types.ts";
import { concerned } from "../soundings/asked.ts";
import { isRunning, type SoundTable, type Sounding } from "../soundings/types.ts";
import { heading, type Article } from "../text/types.ts";
import type { Meeting, Proposal } from "./types.ts";

export interface Awaited {
  text: string;
  to: string;
  /** Who has done what, in the words of the table: of a proposal the name of its seat. */
  by?: string;
  more?: string;
}

export interface Everything {
  table: SoundTable;
  proposals: readonly Proposal[];
  meetings: readonly Meeting[];
  soundings: readonly Sounding[];
  articles: readonly Article[];
}

export function waitingFor(self: string, all: Everything): Awaited[] {
  return [
    ...ofMandate(self, all.table),
    ...ofProposals(self, all),
    ...ofSoundings(self, all),
    ...ofArticles(self, all),
    ...ofMeetings(self, all),
  ];
}

function ofMandate(self: string, table: SoundTable): Awaited[] {
  const out: Awaited[] = [];
  if (table.to_reconfirm.includes(self)) out.push({ text: say("Reconfirm your mandate"), to: href("table", "reconfirm") });
  if (table.seats.find((s) => s.id === self)?.mandate.expired)
    out.push({ text: say("Your mandate has expired. Give a new one"), to: href("table", "standing") });
  return out;
}

function ofProposals(self: string, { table, proposals }: Everything): Awaited[] {
  return proposals
    .filter((p) => p.status === "open" && p.waits_for.includes(self))
    .map((p) => ({
      text: isOfLine(p) ? say("Consent to proposal %s of the cease-fire, or decline it", p.number) : say("Consent to proposal %s, or decline it", p.number),
      to: isOfLine(p) ? href("line", "proposal", p.number) : href("table", "proposals", p.number),
      by: table.seats.find((s) => s.id === p.by)?.name ?? p.by,
      more: p.text,
    }));
}

/** Titles of issues; of all of them in two words. */
function about(table: SoundTable, ids: readonly string[]): string {
  if (ids.length > 1 && ids.length === table.issues.length) return say("all issues of the table");
  return list(table.issues.filter((x) => ids.includes(x.id)).map((x) => textIn(x.title, currentLanguage()).text));
}

function ofSoundings(self: string, { table, soundings }: Everything): Awaited[] {
  const days = table.days.flatMap((d, i) =>
    d.holds || d.agreed.includes(self) || !concerned(table.issues, d.issues, table.seats).includes(self)
      ? []
      : [{ text: say("Agree to the sounding days that were proposed, or say nothing"), to: href("soundings", "days", i + 1), more: about(table, d.issues) }],
  );
  const reopened = table.issues
    .filter((x) => x.concerns.includes(self) && x.budget.may_reopen && x.budget.reopen_by.length > 0 && !x.budget.reopen_by.includes(self))
    .map((x) => ({ text: say("Consent that this is asked about again, or say nothing"), to: href("soundings", "reopen", x.id), more: about(table, [x.id]) }));
  const running = soundings.flatMap((s) => {
    const text = isRunning(s) && s.required.includes(self) && !s.sealed ? forSounding(s, table.now_slot) : undefined;
    const to = s.kind === "non-paper" ? href("papers", "nonpapers", "take-part", s.sounding) : href("soundings", s.sounding);
    return text === undefined ? [] : [{ text, to, more: s.question !== "" ? s.question : about(table, s.issues) }];
  });
  return [...running, ...days, ...reopened];
}

/** What an open sounding wants of a seat that has not sealed; undefined: nothing, its desk takes part by itself. */
function forSounding(s: Sounding, now: number): string | undefined {
  if (s.kind === "non-paper") return s.day <= now ? say("Take part in the round of non-papers") : undefined;
  if (s.day > now) return s.entered ? undefined : say("Enter something before %s, or nothing", when(s.day));
  if (s.day !== 0) return undefined;
  if (s.kind === "find") return s.entered ? say("Seal your second key") : say("Turn your second key, or hold it back");
  if (s.entered) return say("Seal what you entered");
  return s.kind === "yes" || s.kind === "ready" ? say("Say yes or no") : say("Enter what you could live with");
}

function ofArticles(self: string, { articles }: Everything): Awaited[] {
  return articles
    .filter((a) => a.silence === "runs" && a.silence_until !== null && a.concerns.includes(self))
    .map((a) => ({
      text: say("Object until %s, or say nothing: then the article stands adopted", when(a.silence_until ?? 0)),
      to: href("text", "article", a.name),
      more: heading(a),
    }));
}

function ofMeetings(self: string, { table, meetings }: Everything): Awaited[] {
  const now = table.now_slot;
  const out: Awaited[] = [];
  for (const m of meetings) {
    const said = m.coming.includes(self) || m.not_coming.includes(self) || m.was_there.includes(self);
    const to = href("table", "meetings", m.number);
    const more = m.place;
    if (!m.invited.includes(self)) continue;
    if (m.record !== "closed") {
      if (m.start_slot > now && !said) out.push({ text: say("Say whether you come to meeting %s", m.number), to, more });
      else if (m.start_slot <= now && m.coming.includes(self)) out.push({ text: say("Say whether you were at meeting %s", m.number), to, more });
      else if (m.record === "read-back" && m.was_there.includes(self) && !m.read_back_by.includes(self))
        out.push({ text: say("Read back the record of meeting %s", m.number), to, more });
    }
    if (m.readouts_due_slot !== 0 && m.was_there.includes(self) && !m.readouts_by.includes(self))
      out.push({ text: say("Write the read-out of meeting %1$s, due by %2$s", m.number, when(m.readouts_due_slot)), to: href("papers", "readouts", "write"), more });
  }
  return out;
}
