// What the others wait for from one seat. Pure.
import { href } from "../../route.ts";
import { say } from "../../say.ts";
import type { Table } from "../../types.ts";
import type { Meeting, Proposal } from "./types.ts";

export interface Awaited {
  text: string;
  to: string;
}

export function waitingFor(self: string, table: Table, proposals: readonly Proposal[], meetings: readonly Meeting[]): Awaited[] {
  const own = table.seats.find((s) => s.id === self);
  const out: Awaited[] = [];
  if (table.to_reconfirm.includes(self)) out.push({ text: say("Reconfirm your mandate"), to: href("table", "reconfirm") });
  if (own?.mandate.expired) out.push({ text: say("Your mandate has expired. Give a new one"), to: href("table", "standing") });
  for (const p of proposals)
    if (p.status === "open" && p.waits_for.includes(self))
      out.push({ text: say("Consent to proposal %s, or decline it", p.number), to: href("table", "proposals", p.number) });
  for (const m of meetings) {
    const said = m.coming.includes(self) || m.not_coming.includes(self) || m.was_there.includes(self);
    const to = href("table", "meetings", m.number);
    if (m.record === "closed" || !m.invited.includes(self)) continue;
    if (m.start_slot > table.now_slot && !said) out.push({ text: say("Say whether you come to meeting %s", m.number), to });
    else if (m.start_slot <= table.now_slot && m.coming.includes(self))
      out.push({ text: say("Say whether you were at meeting %s", m.number), to });
    else if (m.record === "read-back" && m.was_there.includes(self) && !m.read_back_by.includes(self))
      out.push({ text: say("Read back the record of meeting %s", m.number), to });
  }
  return out;
}
