// A paper that is being written, and the call that circulates it. Pure.
import { fromBase64, toBase64 } from "../../wire.ts";
import type { Looked } from "./types.ts";

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
  /** What is taken out of it when it leaves, as the program has looked. */
  removed: string[];
  turned: boolean;
}

export const ATTACHMENTS_MAX = 8;
/** Bytes of a file that the program looks through. */
export const FILE_MAX = 16 * 1024 * 1024;

export const attach = (file: string, bytes: Uint8Array, looked: Looked): Attached => ({
  file, name: "", base64: toBase64(bytes), removed: looked.removed, turned: looked.turned,
});

// The program names a file that it refuses: by its own name, without the signs that mean something in a word.
const wordOf = (file: string): string => file.replace(/[=/\\\u0000-\u001f]/g, "_");

/** The call that only looks: what would be taken out, or why it cannot be sent. */
export function lookCall(file: string, bytes: Uint8Array): { words: string[]; files: Record<string, Uint8Array> } {
  const name = `@${wordOf(file)}`;
  return { words: ["paper", "look", "--", name], files: { [name]: bytes } };
}

/** The call that circulates it. The words behind "--" are no options, whatever they begin with. */
export function circulateCall(form: PaperForm, attached: readonly Attached[], replaces: string | undefined): { words: string[]; files: Record<string, string | Uint8Array> } {
  const files: Record<string, string | Uint8Array> = {};
  const pages = form.pages.map((p) => {
    files[`@${p.lang}`] = p.text;
    return `${p.lang}=@${p.lang}`;
  });
  const options = attached.flatMap((a, i) => {
    const name = `@${i + 1} ${wordOf(a.file)}`;
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
