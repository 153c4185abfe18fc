// The text of a draft while it is written: words, and brackets with alternatives, read from the notation that
// `text show --notation` gives and written as `text draft` takes it (include/tracktwo/draft.h). Pure.
//
// Words keep the notation's backslashes, so that what one types in a field may itself hold brackets: they become structure
// when the field is left. In a run words stand at both ends and between any two brackets, empty where there are none, so
// that there is always a field to write in.
import { REASONS, type Bracket, type Run } from "./types.ts";

export const DEPTH_MAX = 4;
export const ALTERNATIVES_MAX = 9;

export interface Words {
  key: number;
  words: string;
}

export interface Alternative {
  key: number;
  run: Sheet;
}

export interface Open {
  key: number;
  /** 0: it has no number yet. */
  id: number;
  reason: string;
  alternatives: Alternative[];
}

export type Sheet = (Words | Open)[];

export const isOpen = (x: Words | Open): x is Open => "alternatives" in x;

let lastKey = 0;
const key = (): number => ++lastKey;
export const words = (text: string): Words => ({ key: key(), words: text });
export const alternative = (run: Sheet): Alternative => ({ key: key(), run });

/** Words at both ends and between brackets, and never two words beside each other. */
export function tidy(run: Sheet): Sheet {
  const out: Sheet = [];
  for (const x of run) {
    const last = out[out.length - 1];
    if (isOpen(x)) {
      if (last === undefined || isOpen(last)) out.push(words(""));
      out.push(x);
    } else if (last !== undefined && !isOpen(last)) out[out.length - 1] = { ...last, words: last.words + x.words };
    else out.push(x);
  }
  const last = out[out.length - 1];
  if (last === undefined || isOpen(last)) out.push(words(""));
  return out;
}

// ---- reading ----

class Malformed extends Error {}

class Reader {
  at = 0;
  constructor(readonly text: string) {}

  peek(): string {
    return this.text[this.at] ?? "";
  }

  /** To the end at depth 0, else to "|" or "]". */
  run(depth: number): Sheet {
    const out: Sheet = [];
    let from = this.at;
    const take = (): void => {
      if (this.at > from) out.push(words(this.text.slice(from, this.at)));
    };
    for (;;) {
      const c = this.peek();
      if (c === "" || (depth > 0 && (c === "]" || c === "|"))) break;
      if (c === "]") throw new Malformed();
      if (c === "\\") this.at += 2;
      else if (c === "[") {
        take();
        out.push(this.bracket(depth + 1));
        from = this.at;
      } else this.at++;
    }
    take();
    return tidy(out);
  }

  /** At "[": its alternatives. `bar` says whether it has a "|" of its own. */
  private group(depth: number): { runs: Sheet[]; bar: boolean } {
    const runs: Sheet[] = [];
    do {
      this.at++;
      runs.push(trimmed(this.run(depth)));
    } while (this.peek() === "|");
    if (this.peek() !== "]") throw new Malformed();
    this.at++;
    return { runs, bar: runs.length > 1 };
  }

  private bracket(depth: number): Open {
    if (depth > DEPTH_MAX) throw new Malformed();
    const first = this.group(depth);
    const runs = first.runs;
    while (!first.bar) {
      const next = this.peek() === "[" ? this.at : this.text.startsWith(" [", this.at) ? this.at + 1 : -1;
      if (next < 0) break;
      const back = this.at;
      this.at = next;
      const group = this.group(depth);
      if (group.bar) {
        this.at = back;
        break;
      }
      runs.push(...group.runs);
    }
    if (runs.length === 1) runs.unshift(tidy([]));
    const note = /^\{(?:#(\d+))? ?([a-z ]*)\}/.exec(this.text.slice(this.at));
    if (note !== null) this.at += note[0].length;
    return {
      key: key(),
      id: Number(note?.[1] ?? 0),
      reason: REASONS.find((r) => r === note?.[2]) ?? REASONS[0],
      alternatives: runs.map(alternative),
    };
  }
}

/** Spaces beside "[", "|" and "]" belong to the notation. */
function trimmed(run: Sheet): Sheet {
  return run.map((x, i) => {
    if (isOpen(x)) return x;
    let text = x.words;
    if (i === 0) text = text.trimStart();
    if (i === run.length - 1) text = text.trimEnd();
    return { ...x, words: text };
  });
}

/** undefined when a bracket is opened and not closed, or the like. */
export function readNotation(text: string): Sheet | undefined {
  try {
    return new Reader(text).run(0);
  } catch (e) {
    if (e instanceof Malformed) return undefined;
    throw e;
  }
}

// ---- writing ----

const empty = (run: Sheet): boolean => run.every((x) => !isOpen(x) && x.words.trim() === "");

function writeOpen(x: Open): string {
  const runs = x.alternatives.map((a) => a.run);
  const some = runs.filter((r) => !empty(r));
  // What is new and may simply be left out is written as diplomats do: [words].
  const groups = x.id === 0 && runs.length === 2 && some.length === 1 ? some : runs;
  const note = x.id === 0 ? x.reason : `#${x.id} ${x.reason}`;
  return `[${groups.map((r) => writeNotation(r).trim()).join(" | ")}]{${note}}`;
}

export function writeNotation(run: Sheet): string {
  return run.map((x) => (isOpen(x) ? writeOpen(x) : x.words.replace(/[\r\n]+/g, " "))).join("");
}

/** The same as a run to be shown. */
export function toRun(sheet: Sheet): Run {
  const out: Run = [];
  for (const x of sheet) {
    if (isOpen(x)) {
      const bracket: Bracket = { id: x.id, reason: x.reason, since: null, alternatives: x.alternatives.map((a) => toRun(a.run)) };
      out.push(bracket);
    } else if (x.words !== "") out.push(x.words.replace(/\\(.)/g, "$1"));
  }
  return empty(sheet) ? [] : out;
}

export const countOpen = (run: Sheet): number =>
  run.reduce((n, x) => n + (isOpen(x) ? 1 + x.alternatives.reduce((m, a) => m + countOpen(a.run), 0) : 0), 0);

/** Two alternatives of one bracket say the same. */
export const someAlike = (run: Sheet): boolean =>
  run.some(
    (x) =>
      isOpen(x) &&
      (new Set(x.alternatives.map((a) => writeNotation(a.run).trim())).size < x.alternatives.length ||
        x.alternatives.some((a) => someAlike(a.run))),
  );

// ---- changing ----

/** Puts the selected words of a field in brackets: they are its first alternative, and the second waits for words. */
export function putInBrackets(run: Sheet, field: number, start: number, end: number): { run: Sheet; made: Open } | undefined {
  const at = run.findIndex((x) => x.key === field);
  const x = run[at];
  if (x === undefined || isOpen(x)) return undefined;
  while (start < end && /\s/.test(x.words[start] ?? "")) start++;
  while (end > start && /\s/.test(x.words[end - 1] ?? "")) end--;
  if (start >= end) return undefined;
  const made: Open = {
    key: key(),
    id: 0,
    reason: REASONS[0],
    alternatives: [alternative([words(x.words.slice(start, end))]), alternative([words("")])],
  };
  const parts: Sheet = [{ ...x, words: x.words.slice(0, start) }, made, words(x.words.slice(end))];
  return { run: tidy([...run.slice(0, at), ...parts, ...run.slice(at + 1)]), made };
}

/** One alternative takes the place of its bracket. */
export function keepOnly(run: Sheet, open: number, k: number): Sheet {
  return tidy(run.flatMap((x) => (x.key === open && isOpen(x) ? (x.alternatives[k]?.run ?? []) : [x])));
}

/** Brackets that were typed in a field become structure. The same run when there are none, or they are not closed yet. */
export function takeTyped(run: Sheet, field: number): Sheet {
  const at = run.findIndex((x) => x.key === field);
  const x = run[at];
  if (x === undefined || isOpen(x) || !/[[\]]/.test(x.words)) return run;
  const read = readNotation(x.words);
  if (read === undefined || !read.some(isOpen)) return run;
  return tidy([...run.slice(0, at), ...read, ...run.slice(at + 1)]);
}

/** A field has a bracket that is opened and not closed, or closed and not opened. */
export const isTorn = (run: Sheet): boolean =>
  run.some((x) => (isOpen(x) ? x.alternatives.some((a) => isTorn(a.run)) : readNotation(x.words) === undefined));
