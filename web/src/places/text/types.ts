// The negotiating text as `text list` and `text show` give it.
import { currentLanguage, direction, localeTag, list, say, says, type Language } from "../../say.ts";
import { textIn, type Seat, type Table, type Texts } from "../../types.ts";

/** Words, and brackets whose alternatives are runs; an empty run is nothing at all. */
export type Run = (string | Bracket)[];

export interface Bracket {
  id: number;
  reason: string;
  /** Slot in which it first stood in a draft; null before it was sent. */
  since: number | null;
  alternatives: Run[];
}

export interface Version {
  language: string;
  run: Run;
  /** It did not change with the last draft, and another language did. */
  unchanged: boolean;
}

export interface Article {
  name: string;
  title: Texts;
  status: string;
  drafts: number;
  open_brackets: number;
  issues: string[];
  concerns: string[];
  could_recommend: string[];
  agreed: string[];
  confirmed: string[];
  silence: "none" | "runs" | "broken" | "adopted";
  silence_until: number | null;
  objected: string[];
  paused: boolean;
  /** The sounding that found it, where it is a package. */
  sounding: number | null;
  /** With --words. */
  languages?: Version[];
}

export interface Shown extends Article {
  languages: Version[];
  text: Texts;
  draft: number;
  history: { number: number; seat: string; slot: number }[];
  objections: { seat: string; slot: number; remark: string }[];
}

export interface TextTable extends Table {
  settings: { brackets_max: number };
}

export interface Proposal {
  number: number;
  kind: string;
  by: string;
  text: string;
  status: string;
  missing: string;
}

export const REASONS = [says("contentious"), says("trading"), says("uncertain"), says("waiting for instructions")] as const;

export const STATUSES = [
  says("proposed"),
  says("bracketed"),
  says("could be recommended"),
  says("agreed ad referendum"),
  says("confirmed by principals"),
  says("left out"),
] as const;

/** What each says, for who has not negotiated a text before. */
export const STATUS_MEANS: Record<string, string> = {
  proposed: says("No bracket is open; nobody has said anything of these words yet."),
  bracketed: says("The words in brackets are not agreed: one of each bracket's alternatives will stay."),
  "could be recommended": says("Some would recommend it to those at home. It binds nobody."),
  "agreed ad referendum": says("Agreed, subject to the yes of those at home (ad referendum). Until then it binds nobody."),
  "confirmed by principals": says("Those at home, the principals, have said yes. It stays as it is."),
  "left out": says("It is not in the text any more. A later draft can bring it back."),
};

/** "3. Observers", in the reader's language where the title has it. */
export function heading(a: Pick<Article, "name" | "title" | "sounding">): string {
  const title = textIn(a.title, currentLanguage()).text;
  return a.sounding === null ? `${a.name}. ${title}` : say("%s (sounding %s)", title, String(a.sounding));
}

/** Seats by the names that they have at the table. */
export function seatNames(seats: readonly Seat[] | undefined, ids: readonly string[]): string {
  return list(ids.map((id) => seats?.find((s) => s.id === id)?.name ?? id));
}

export const seatName = (seats: readonly Seat[] | undefined, id: string): string => seats?.find((s) => s.id === id)?.name ?? id;

/** "French", in the reader's language. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([localeTag()], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur", "ps", "ckb", "dv", "yi"]);

/** Where lines of that language begin. */
export const directionOf = (tag: string): "ltr" | "rtl" =>
  RIGHT_TO_LEFT.has(tag.slice(0, tag.indexOf("-") < 0 ? undefined : tag.indexOf("-"))) ? "rtl" : direction(tag as Language);

/** The reader's language first, the others in their order. */
export function readersFirst<V extends { language: string }>(versions: readonly V[]): V[] {
  const own = versions.filter((v) => v.language === currentLanguage());
  return [...own, ...versions.filter((v) => v.language !== currentLanguage())];
}
