// The words by which this place asks, and the order in which it shows what comes. Pure.
import type { LogLine } from "./types.ts";

export interface Filter {
  words: string;
  seat: string;
  kind: string;
  since: string;
  until: string;
}

export const EVERYTHING: Filter = { words: "", seat: "", kind: "", since: "", until: "" };

/** The words that read these lines. */
export function recordWords(f: Filter, page: readonly string[]): string[] {
  const option = (name: string, value: string): string[] => (value === "" ? [] : [name, value]);
  const words = f.words.trim();
  return [
    ...(words === "" ? ["log"] : ["search"]),
    ...option("--seat", f.seat),
    ...option("--kind", f.kind),
    ...option("--since", f.since),
    ...option("--until", f.until),
    ...page,
    ...(words === "" ? [] : ["--", words]),
  ];
}

/** Lines come oldest first, and behind them the non-papers that a search found, which have no number. */
export function newestFirst(lines: readonly LogLine[]): LogLine[] {
  const newest = [...lines].reverse();
  return lines.some((l) => l.number === undefined) ? newest.sort((a, b) => b.slot - a.slot) : newest;
}

/** A line of the record is one line. */
export const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, " ");
