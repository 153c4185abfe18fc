// Words and where they stand. Pure.
import type { Finding } from "./types.ts";

export const PAPER_MAX = 16_384; // bytes of a language of a paper
export const NON_PAPER_MAX = 4_062;

const encoder = new TextEncoder();

/** How many bytes the program counts. */
export const bytesOf = (text: string): number => encoder.encode(text).length;

/** The text of a file; undefined when it is none in UTF-8. */
export function readText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
  } catch {
    return undefined;
  }
}

/** A place in a text as JavaScript counts: from, and to but not with. */
export interface Mark {
  from: number;
  to: number;
  words: string;
  suggestion: string;
}

/** Findings are places in bytes of UTF-8; a string's are in units of UTF-16. In their order, and none within another. */
export function marksOf(text: string, findings: readonly Finding[]): Mark[] {
  const at: number[] = []; // at[b]: the unit that begins at byte b
  let unit = 0;
  let byte = 0;
  for (const sign of text) {
    at[byte] = unit;
    byte += encoder.encode(sign).length;
    unit += sign.length;
  }
  at[byte] = unit;
  const marks: Mark[] = [];
  for (const f of [...findings].sort((a, b) => a.start - b.start || b.length - a.length)) {
    const from = at[f.start];
    const to = at[f.start + f.length];
    const last = marks[marks.length - 1];
    if (from === undefined || to === undefined || to <= from || (last !== undefined && from < last.to)) continue;
    marks.push({ from, to, words: text.slice(from, to), suggestion: f.suggestion });
  }
  return marks;
}

/** Marks of a text that was changed since: those before and behind the change stay at their words. */
export function carried(marks: readonly Mark[], before: string, now: string): Mark[] {
  if (before === now) return [...marks];
  const short = Math.min(before.length, now.length);
  let head = 0;
  while (head < short && before[head] === now[head]) head++;
  let tail = 0;
  while (tail < short - head && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const by = now.length - before.length;
  return marks.flatMap((m) => {
    if (m.to <= head) return [m];
    return m.from >= before.length - tail ? [{ ...m, from: m.from + by, to: m.to + by }] : [];
  });
}

/** The text in pieces, marked ones with the number of their mark. */
export function segments(text: string, marks: readonly Mark[]): { text: string; mark?: number }[] {
  const out: { text: string; mark?: number }[] = [];
  let from = 0;
  marks.forEach((m, i) => {
    if (m.from > from) out.push({ text: text.slice(from, m.from) });
    out.push({ text: text.slice(m.from, m.to), mark: i });
    from = m.to;
  });
  if (from < text.length) out.push({ text: text.slice(from) });
  return out;
}

/** An open place of an article, by its number, with its alternatives. */
export interface Bracket {
  id: number;
  alternatives: string[];
}

/** The brackets of an article in the notation of the command line: "[six] [twelve]{trading #3}", also within one another. */
export function bracketsOf(notation: string): Bracket[] {
  const found: Bracket[] = [];
  let at = 0;
  const alternative = (): string => {
    const from = ++at;
    while (at < notation.length && notation[at] !== "]") {
      if (notation[at] === "[") bracket();
      else at += notation[at] === "\\" ? 2 : 1;
    }
    return notation.slice(from, at++);
  };
  const bracket = (): void => {
    const alternatives = [alternative()];
    for (let gap = /^ *\[/.exec(notation.slice(at)); gap !== null; gap = /^ *\[/.exec(notation.slice(at))) {
      at += gap[0].length - 1;
      alternatives.push(alternative());
    }
    const note = /^\{([^}]*)\}/.exec(notation.slice(at));
    at += note?.[0].length ?? 0;
    const id = /#(\d+)/.exec(note?.[1] ?? "")?.[1];
    if (id !== undefined) found.push({ id: Number(id), alternatives });
  };
  while (at < notation.length) {
    if (notation[at] === "[") bracket();
    else at += notation[at] === "\\" ? 2 : 1;
  }
  return found.sort((a, b) => a.id - b.id);
}
