// What the command line prints with --json, as far as this place reads it.
import { says } from "../../say.ts";
import type { Issue, Seat, Table, Texts } from "../../types.ts";

/** `table show`, with what only this place reads. */
export interface WholeTable extends Table {
  convenor?: string;
  settings: { spacing_slots: number; runs_per_issue: number; message_days: number; brackets_max: number };
}

/** One line of `log` and `search`. A non-paper has neither number nor seat. */
export interface LogLine {
  number?: number;
  slot: number;
  seat: string | null;
  kind: string;
  text: string;
  phrase?: string;
  words?: string;
}

export interface Log {
  events: LogLine[];
  more: boolean;
}

export interface Proposal {
  number: number;
  kind: string;
  by: string;
  slot: number;
  text: string;
  status: "open" | "in force" | "declined";
  waits_for: string[];
  consented: string[];
  declines_until?: string;
  desks_awaited?: string;
}

export interface Meeting {
  number: number;
  start_slot: number;
  place: string;
  called_by: string;
  rapporteur: string;
  invited: string[];
  coming: string[];
  not_coming: string[];
  was_there: string[];
  read_back_by: string[];
  readouts_by: string[];
  readouts_due_slot: number;
  agenda: string[];
  floor: string[];
  record: "open" | "read-back" | "closed";
  points: { number: number; text: string }[];
}

export interface Press {
  leaked: boolean;
  line: Texts;
}

export type { Issue, Seat };

export const PHRASES = [says("thinking aloud"), says("could recommend"), says("under instruction")] as const;
export type Phrase = (typeof PHRASES)[number];

/** The kinds of lines that one may want to see alone. */
export const KINDS: readonly { kind: string; name: string }[] = [
  { kind: "said", name: says("what was said") },
  { kind: "seat_standing", name: says("standings and mandates") },
  { kind: "consented", name: says("answers to proposals") },
  { kind: "paused", name: says("pauses and leaks") },
  { kind: "reconfirmed", name: says("mandates that were reconfirmed") },
  { kind: "meeting_called", name: says("calls to meetings") },
  { kind: "meeting_read_back", name: says("read-backs of records") },
  { kind: "readout_made", name: says("read-outs that were made") },
  { kind: "paper", name: says("papers") },
  { kind: "draft", name: says("drafts of the text") },
  { kind: "article_said", name: says("what was said of an article") },
  { kind: "issue_added", name: says("new issues") },
  { kind: "sound_opened", name: says("soundings that were opened") },
  { kind: "sound_result", name: says("answers of soundings") },
];
