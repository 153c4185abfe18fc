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
