// What stands in the brackets of a run: their order, their labels, what settling leaves. Pure.
import type { Article, Bracket, Run } from "./types.ts";

const MANY = ["", " bis", " ter", " quater", " quinquies", " sexies", " septies", " octies", " nonies"];

/** "1", "1 bis", "1 ter": how alternative k (from 0) of a bracket is called. */
export const labelOf = (id: number, k: number): string => `${id}${MANY[k] ?? ` ${k + 1}`}`;

export interface Placed {
  bracket: Bracket;
  depth: number;
}

/** Brackets in the order of the text, each before those inside it. */
export function bracketsOf(run: Run, depth = 1): Placed[] {
  return run.flatMap((x) =>
    typeof x === "string" ? [] : [{ bracket: x, depth }, ...x.alternatives.flatMap((a) => bracketsOf(a, depth + 1))],
  );
}

/** The words as one reads them aloud; brackets inside as they are written. */
export function plain(run: Run): string {
  return run
    .map((x) => {
      if (typeof x === "string") return x;
      const some = x.alternatives.filter((a) => a.length > 0).map(plain);
      return `[${some.join("] [")}]`;
    })
    .join("");
}

const LONG = 44; // characters of all alternatives together that still stand beside each other
const CONTEXT_MAX = 160; // of the rest of a sentence that is said with each alternative

/** How a bracket stands among the words: beside them; as its own lines, each a whole sentence with what stands before and
 * behind it; or, where its sentence has other brackets or is very long, running along with the words. */
export type Piece = string | { bracket: Bracket; as: "short" | "running" } | { bracket: Bracket; as: "sentences"; before: string; after: string };

const ENDS = /[.!?…؟]["»”’)]*\s+/g;

/** Where the last sentence of these words begins. */
function lastBegin(words: string): number {
  let at = 0;
  for (const m of words.matchAll(ENDS)) at = m.index + m[0].length;
  return at;
}

/** Where the first sentence of these words ends; undefined: it goes on behind them. */
function firstEnd(words: string): number | undefined {
  const m = /[.!?…؟]["»”’)]*(?=\s|$)/.exec(words);
  return m === null ? undefined : m.index + m[0].length;
}

/** A run as it is read. What an alternative of a running bracket holds runs along, too. */
export function reading(run: Run, running = false): Piece[] {
  const out: Piece[] = [];
  let taken = 0; // of the words that come next: said already, behind the bracket before them
  run.forEach((x, i) => {
    if (typeof x === "string") {
      const rest = x.slice(taken);
      taken = 0;
      if (rest !== "") out.push(rest);
      return;
    }
    const long = x.alternatives.reduce((n, a) => n + plain(a).length, 0) > LONG || bracketsOf([x]).length > 1;
    if (!long) return void out.push({ bracket: x, as: "short" });
    const last = out[out.length - 1];
    const next = run[i + 1];
    const behind = typeof last === "string" ? out[out.length - 2] : last;
    const begun = behind === undefined || (typeof behind !== "string" && behind.as === "sentences"); // a sentence begins there
    const begin = typeof last === "string" ? lastBegin(last) || (begun ? last.length - last.trimStart().length : 0) : 0;
    const first = begun || begin > 0;
    const end = typeof next === "string" ? firstEnd(next) : undefined;
    const before = typeof last === "string" ? last.slice(begin) : "";
    const after = typeof next === "string" ? next.slice(0, end ?? next.length) : "";
    // Alone in its sentence: no other bracket before it, none behind it.
    const only = typeof next === "string" ? end !== undefined || i + 2 >= run.length : next === undefined;
    if (running || !first || !only || before.length + after.length > CONTEXT_MAX) return void out.push({ bracket: x, as: "running" });
    if (typeof last === "string") out.splice(-1, 1, ...(begin > 0 ? [last.slice(0, begin)] : []));
    out.push({ bracket: x, as: "sentences", before, after });
    taken = after.length;
  });
  return out;
}

/** Choices are the alternative that stays, by the number of the bracket; the others stay open, or `rest` settles them. */
export type Choices = ReadonlyMap<number, number>;

/** The brackets that are still there to be decided once some are: what stands in an alternative that goes is gone. */
export function undecided(run: Run, choices: Choices): Placed[] {
  return bracketsOf(run).filter(({ bracket }) => !gone(run, choices, bracket.id));
}

function gone(run: Run, choices: Choices, id: number): boolean {
  for (const x of run) {
    if (typeof x === "string" || x.id === id) continue;
    const stays = choices.get(x.id);
    for (const [k, a] of x.alternatives.entries()) {
      const inside = bracketsOf(a).some((p) => p.bracket.id === id);
      if (inside) return (stays !== undefined && stays !== k) || gone(a, choices, id);
    }
  }
  return false;
}

/** The words of a settling, as the command line takes them: "2:1". Only of brackets that are not gone. */
export function settleWords(runs: readonly Run[], choices: Choices): string[] {
  return runs.flatMap((run) =>
    undecided(run, choices).flatMap(({ bracket }) => {
      const k = choices.get(bracket.id);
      return k === undefined ? [] : [`${bracket.id}:${k + 1}`];
    }),
  );
}

export interface Row extends Placed {
  article: Article;
  language: string;
}

/** All brackets of the text; the oldest first, or by reason and then by age. */
export function bracketRows(articles: readonly Article[], by: "age" | "reason", order: readonly string[]): Row[] {
  const rows = articles.flatMap((article) =>
    (article.languages ?? []).flatMap((v) => bracketsOf(v.run).map((p) => ({ ...p, article, language: v.language }))),
  );
  const age = (r: Row): number => r.bracket.since ?? Number.MAX_SAFE_INTEGER;
  const reason = (r: Row): number => order.indexOf(r.bracket.reason);
  return rows.sort((a, b) => (by === "reason" ? reason(a) - reason(b) : 0) || age(a) - age(b) || a.bracket.id - b.bracket.id);
}
