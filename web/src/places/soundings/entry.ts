// What one could live with, as the person fills it in, and as `sound enter` reads it (docs/manual/entering.md). Pure.
import { says } from "../../say.ts";
import type { Issue } from "../../types.ts";

export const WORDS = [says("welcome"), says("could live with"), says("cannot")] as const;
export type Word = (typeof WORDS)[number];

/** I could live with these options of one issue only if another issue has one of those. */
export interface OnlyIf {
  issue: string;
  options: string[];
  then: string;
  thenOptions: string[];
}

export interface Entry {
  /** By issue, in the order of its options; "" is not said yet. */
  words: Record<string, (Word | "")[]>;
  byPoints: boolean;
  /** As typed; what is not there counts as 1 for welcome and 0 for could live with. */
  points: Record<string, string[]>;
  atLeast: string;
  onlyIf: OnlyIf[];
}

export const emptyEntry = (byPoints: boolean): Entry => ({ words: {}, byPoints, points: {}, atLeast: "", onlyIf: [] });

export const wordsOf = (e: Entry, issue: Issue): (Word | "")[] => issue.options.map((_, i) => e.words[issue.id]?.[i] ?? "");

export function setWord(e: Entry, issue: Issue, option: number, word: Word): Entry {
  return { ...e, words: { ...e.words, [issue.id]: wordsOf(e, issue).map((w, i) => (i === option ? word : w)) } };
}

/** As the field shows it. */
export function pointsOf(e: Entry, issue: Issue, option: number): string {
  return e.points[issue.id]?.[option] ?? (wordsOf(e, issue)[option] === "welcome" ? "1" : "0");
}

export function setPoints(e: Entry, issue: Issue, option: number, typed: string): Entry {
  const now = issue.options.map((_, i) => (i === option ? typed : pointsOf(e, issue, i)));
  return { ...e, points: { ...e.points, [issue.id]: now } };
}

export const isWhole = (typed: string): boolean => /^-?\d{1,6}$/.test(typed.trim());
export const isSaid = (e: Entry, issue: Issue): boolean => wordsOf(e, issue).every((w) => w !== "");

/** The issues of which some option has no word yet, or no whole number where points are given. */
export function unsaid(e: Entry, issues: readonly Issue[]): Issue[] {
  return issues.filter((x) => !isSaid(e, x) || (e.byPoints && wordsOf(e, x).some((w, i) => w !== "cannot" && !isWhole(pointsOf(e, x, i)))));
}

/** The file that `sound enter` and `sound place` take. */
export function entryFile(e: Entry, issues: readonly Issue[]): string {
  const weights = Object.fromEntries(
    issues.map((x) => [
      x.id,
      wordsOf(e, x).map((w, i) => (!e.byPoints ? w : w === "cannot" ? null : Number(pointsOf(e, x, i)))),
    ]),
  );
  const here = (id: string): boolean => issues.some((x) => x.id === id);
  const linkages = e.onlyIf
    .filter((o) => here(o.issue) && here(o.then))
    .map((o) => ({ if: { [o.issue]: o.options }, then: { [o.then]: o.thenOptions } }));
  return JSON.stringify({
    ...(e.byPoints ? { points: weights } : { words: weights }),
    could_live_with_at_least: isWhole(e.atLeast) ? Number(e.atLeast) : 0,
    ...(linkages.length > 0 && { linkages }),
  });
}

/** A package's name, "t2-l1", by issue. */
export function packageOf(name: string, issues: readonly Issue[]): { issue: Issue; option: Issue["options"][number] }[] {
  return name.split("-").flatMap((id, i) => {
    const issue = issues[i];
    const option = issue?.options.find((o) => o.id === id);
    return issue === undefined || option === undefined ? [] : [{ issue, option }];
  });
}

export interface Pair {
  give: string;
  get: string;
}

export const pairsFile = (pairs: readonly Pair[]): string => JSON.stringify({ pairs: pairs.filter((p) => p.give !== "" && p.get !== "") });
export const rangeFile = (low: string, high: string): string => JSON.stringify({ range: [Number(low), Number(high)] });
