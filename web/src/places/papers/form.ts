// A paper that is being written: what the form fills in and the read-back sends. It is a draft, and lies in memory alone.
import { useDraft } from "../../use.ts";
import { fromBase64, toBase64 } from "../../wire.ts";
import type { Paper } from "./types.ts";

export interface PaperForm {
  title: string;
  pages: { lang: string; text: string }[];
  authentic: boolean;
}

export interface Attached {
  /** Of the file on this machine; others never see it. */
  file: string;
  /** What others see. */
  name: string;
  base64: string;
}

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

export const attach = (file: string, bytes: Uint8Array): Attached => ({ file, name: "", base64: toBase64(bytes) });

/** The call that circulates it. The words behind "--" are no options, whatever they begin with. */
export function circulateCall(form: PaperForm, attached: readonly Attached[], replaces: string | undefined): { words: string[]; files: Record<string, string | Uint8Array> } {
  const files: Record<string, string | Uint8Array> = {};
  const pages = form.pages.map((p) => {
    files[`@${p.lang}`] = p.text;
    return `${p.lang}=@${p.lang}`;
  });
  const options = attached.flatMap((a, i) => {
    // The program names a file that it refuses: by its own name, without the sign that means something in a word.
    const name = `@${i + 1} ${a.file.replace(/[=/\\\u0000-\u001f]/g, "_")}`;
    files[name] = fromBase64(a.base64);
    return ["--attach", a.name.trim() === "" ? name : `${name}=${a.name.trim()}`];
  });
  return {
    words: [
      "paper", "circulate",
      ...(replaces === undefined ? [] : ["--replaces", replaces]),
      ...(form.authentic || form.pages.length < 2 ? [] : ["--first-prevails"]),
      ...options, "--", form.title.trim(), ...pages,
    ],
    files,
  };
}
