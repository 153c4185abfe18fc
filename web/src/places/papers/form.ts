// The paper that is being written, as a draft: what the form fills in and the read-back sends. It lies in memory alone.
import { useDraft } from "../../use.ts";
import type { Attached, PaperForm } from "./circulated.ts";
import type { Paper } from "./types.ts";

const key = (replaces: string | undefined): string => `papers/circulate/${replaces ?? ""}`;

/** First what the paper that is replaced says, or nothing. */
export function usePaperForm(replaces: string | undefined, before: Paper | undefined, lang: string): [PaperForm, (form: PaperForm) => void, () => void] {
  const first: PaperForm =
    before === undefined
      ? { title: "", pages: [{ lang, text: "" }], authentic: true }
      : { title: before.title, pages: before.languages.map((l) => ({ lang: l, text: before.text[l] ?? "" })), authentic: before.authentic };
  const [text, setText] = useDraft(key(replaces), JSON.stringify(first));
  return [JSON.parse(text) as PaperForm, (form) => setText(JSON.stringify(form)), () => setText(JSON.stringify(first))];
}

export function useAttached(replaces: string | undefined): [Attached[], (attached: Attached[]) => void] {
  const [text, setText] = useDraft(`${key(replaces)}/files`, "[]");
  return [JSON.parse(text) as Attached[], (attached) => setText(JSON.stringify(attached))];
}
