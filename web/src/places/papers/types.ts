// What `paper`, `nonpaper`, `readout`, `dossier` and `shuttle` print with --json, as far as this place reads it.
import { says } from "../../say.ts";

export interface Attachment {
  number: number;
  name: string;
  media: string;
  size: number;
  complete: boolean;
  parts: number;
  parts_here: number;
  /** What was taken out before it was sent; on its author's own desk alone. */
  removed?: string[];
}

/** `paper list`: all but the words. 0 where there is no other version. */
export interface PaperHead {
  number: number;
  version: number;
  replaces: number;
  replaced_by: number;
  seat: string;
  slot: number;
  title: string;
  authentic: boolean;
  languages: string[];
  unchanged: string[];
  attachments: Attachment[];
}

/** `paper show`. */
export interface Paper extends PaperHead {
  text: Record<string, string>;
}

/** `paper look`: what would be taken out of a file. */
export interface Looked {
  media: string;
  size: number;
  removed: string[];
  turned: boolean;
}

/** `paper circulate`: what was taken out of each attachment. */
export interface Circulated {
  sent: boolean;
  attachments: { name: string; size: number; removed: string[]; turned: boolean }[];
}

export interface NonPaper {
  number: number;
  round: number;
  text: string;
}

export interface Round {
  round: number;
  status: "open" | "sealed" | "answered" | "stopped";
  opened_by: string;
  day_slot: number;
  ended_slot: number;
  seats: string[];
  sealed_by: string[];
  sealed: boolean;
  /** How it ended, in the reader's language. */
  text: string;
}

export interface Prepared {
  text: string;
  seats: string;
  tries: number;
  once_in: number;
  in_round: number;
}

/** `nonpaper list`. */
export interface NonPapers {
  non_papers: NonPaper[];
  rounds: Round[];
  prepared: Prepared | null;
}

/** What a checker marks: bytes of the text, and the words that stand there. */
export interface Finding {
  kind: string;
  start: number;
  length: number;
  words: string;
  suggestion: string;
}

export const isOver = (r: Round): boolean => r.status === "answered" || r.status === "stopped";

// Names of the program that the page says in the reader's language.
export const NAMES = [
  says("position"),
  says("camera or program"),
  says("date"),
  says("names"),
  says("comments"),
  says("small preview"),
  says("colour profile"),
  says("earlier versions"),
  says("files within"),
  says("scripts and actions"),
  says("notes and links"),
  says("bytes behind the end"),
  says("characters that cannot be seen"),
  says("other things that are not shown"),
  says("PNG picture"),
  says("JPEG picture"),
  says("PDF"),
  says("text"),
] as const;

export const ENDING: Record<string, string> = { "PNG picture": ".png", "JPEG picture": ".jpg", PDF: ".pdf", text: ".txt" };
