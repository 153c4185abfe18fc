// A paper that is being written, and the call that circulates it. Pure.
import { fromBase64, toBase64 } from "../../wire.ts";

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
