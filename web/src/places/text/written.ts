// What is written of the next draft and not sent: the notation of each language that was changed, and the draft on which it
// was begun.
import { setDraft } from "../../drafts.ts";
import { useDraft } from "../../use.ts";
import type { Texts } from "../../types.ts";
import type { Article } from "./types.ts";

interface Written {
  base: number;
  texts: Texts;
}

const name = (a: Pick<Article, "name">): string => `text/draft/${a.name}`;

export function useWritten(a: Article): { written: Written; write(texts: Texts): void } {
  const [kept, keep] = useDraft(name(a));
  const written: Written = kept === "" ? { base: a.drafts, texts: {} } : (JSON.parse(kept) as Written);
  return { written, write: (texts) => keep(Object.keys(texts).length === 0 ? "" : JSON.stringify({ base: written.base, texts })) };
}

export const forgetWritten = (a: Pick<Article, "name">): void => setDraft(name(a), undefined);

/** What is written is taken over to the draft that came meanwhile. */
export function rebase(a: Article, texts: Texts): void {
  setDraft(name(a), JSON.stringify({ base: a.drafts, texts }));
}
