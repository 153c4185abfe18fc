// What the command line prints with --json, as far as the shell and the first run read it. A place adds its own types in a
// file beside it.
import { says } from "./say.ts";

export type Texts = Record<string, string>;

export interface Mandate {
  kind: string;
  expires_slot: number | null;
  expired: boolean;
}

export interface Seat {
  id: string;
  party: string;
  name: string;
  role: string;
  standing: string;
  mandate: Mandate;
  function: string;
  mandate_seen: string[];
  keeps_days: number | null;
}

export interface Issue {
  id: string;
  title: Texts;
  concerns: string[];
  options: { id: string; text: Texts }[];
  budget: {
    runs_used: number;
    runs_left: number;
    running: boolean;
    next_slot: number;
    open_now: boolean;
    /** No sounding before it is reopened. */
    closed: boolean;
    may_reopen: boolean;
    /** Seats that have consented to reopen it. */
    reopen_by: string[];
  };
  early_harvest: boolean;
}

/** `table show`. Before the table's opening has come all lists are empty. */
export interface Table {
  open: boolean;
  /** The id of one's own seat; "" before the opening has come. */
  self: string;
  title: string;
  track: { value: string; text: string };
  rules: string[];
  seats: Seat[];
  issues: Issue[];
  paused_by: string[];
  to_reconfirm: string[];
  leaked: boolean;
  line_if_asked: Texts;
  pen: string;
  /** All there were; of them wait for consents: */
  n_proposals: number;
  n_waiting: number;
  n_meetings: number;
  now_slot: number;
  missing: { seat: string; first: number; last: number }[];
  refused: { seat: string; text: string }[];
  /** Whose lines of the record are not the same for all, and who has seen another one than this desk. */
  forks: { seat: string; line: number; seen_by: string }[];
}

/** `seat list`: one other seat, or this desk's own (status "you", and nothing else). */
export interface Pair {
  /** Its id; before the opening has come, "seat1" and so on by its place at the table. */
  seat: string;
  status: "you" | "verified" | "introduced" | "invited" | "none";
  convenor: boolean;
  /** Our file for it was made here; its own was taken in here; something has come from it since. */
  given?: boolean;
  taken?: boolean;
  heard?: boolean;
  introduced_by?: string;
  words?: string;
  refused?: number;
}

export interface SeatList {
  seats: Pair[];
}

/** `desk tables`: a folder by its name; "" is the one that the program was started for. */
export interface TableFolder {
  folder: string;
  here: boolean;
}

// The JSON has these in English; the page says them in the reader's language.
export const STANDINGS = [
  says("official"),
  says("official in a personal capacity"),
  says("former official"),
  says("private"),
] as const;
export const MANDATES = [says("own initiative"), says("with knowledge"), says("at the request of"), says("under instruction")] as const;
export const FUNCTIONS = [says("participant"), says("facilitator"), says("observer")] as const;

/** A text in the reader's language where it has it, else in English, else as it is. */
export function textIn(texts: Texts, language: string): { text: string; lang: string } {
  const lang = [language, "en"].find((l) => texts[l] !== undefined) ?? Object.keys(texts)[0] ?? language;
  return { text: texts[lang] ?? "", lang };
}
