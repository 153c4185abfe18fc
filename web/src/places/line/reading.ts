// What the program reads out of files of this person, kept fresh like other readings; and files as options of words.
import { useEffect, useState } from "preact/hooks";
import { call } from "../../desk.ts";
import { currentLanguage } from "../../say.ts";
import { useDesk } from "../../use.ts";
import { callFiles, type Answer, type ChosenFile } from "../../wire.ts";

export interface Asked {
  words: string[];
  files: Record<string, Uint8Array>;
}

/** Words, and options that name files: with(["line", "zones"], ["--what-if", file]). An option without a file is left out. */
export function withFiles(
  words: readonly string[],
  ...options: readonly (readonly [string, ChosenFile | string | undefined])[]
): Asked {
  const out = [...words];
  const chosen: ChosenFile[] = [];
  for (const [, v] of options) if (v !== undefined && typeof v !== "string") chosen.push(v);
  const named = callFiles(chosen);
  let next = 0;
  for (const [option, v] of options) {
    if (v === undefined || v === "") continue;
    if (option !== "") out.push(option);
    out.push(typeof v === "string" ? v : (named.words[next++] ?? ""));
  }
  return { words: out, files: named.files };
}

/** The answer to words with files, read again when the table changes. undefined: nothing is asked, or not yet answered. */
export function useFileAnswer<T>(asked: Asked | undefined): Answer<T> | undefined {
  const { version } = useDesk();
  const [answer, setAnswer] = useState<{ key: string; answer: Answer<T> }>();
  const key =
    asked === undefined ? "" : JSON.stringify([asked.words, Object.entries(asked.files).map(([n, b]) => [n, b.length, sum(b)])]);
  useEffect(() => {
    if (asked === undefined) return;
    let there = true;
    void call<T>(asked.words, { files: asked.files }).then((came) => there && setAnswer({ key, answer: came }));
    return () => void (there = false);
  }, [key, version, currentLanguage()]);
  return asked !== undefined && answer?.key === key ? answer.answer : undefined;
}

/** Tells two files of one name and length apart. */
function sum(bytes: Uint8Array): number {
  let h = 0;
  for (let i = 0; i < bytes.length; i++) h = (Math.imul(h, 31) + (bytes[i] ?? 0)) | 0;
  return h;
}
