// A text that is written, with what could tell who said something underlined in it, and the reasons beneath. The marks come
// from the program a moment after one stops typing.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { call } from "../../desk.ts";
import { Theirs } from "../../parts/theirs.tsx";
import { say } from "../../say.ts";
import type { Finding } from "./types.ts";
import { carried, marksOf, segments, type Mark } from "./words.ts";

const STILL_MS = 400;

export interface Checked {
  marks: Mark[];
  /** The text as it stands has been looked at. */
  done: boolean;
  error: string | undefined;
}

/** What `readout check` marks in the text. */
export function useChecked(text: string, names: string): Checked {
  const [last, setLast] = useState<{ text: string; names: string; marks: Mark[]; error?: string }>({ text: "", names: "", marks: [] });
  useEffect(() => {
    let there = true;
    const check = async (): Promise<void> => {
      if (text.trim() === "") return setLast({ text, names, marks: [] });
      const more = names.trim() === "" ? [] : ["--names", names];
      const answer = await call<{ findings: Finding[] }>(["readout", "check", "@text", ...more], { files: { "@text": text } });
      if (!there) return;
      setLast(answer.ok ? { text, names, marks: marksOf(text, answer.result.findings) } : { text, names, marks: [], error: answer.error });
    };
    const timer = setTimeout(() => void check(), STILL_MS);
    return () => {
      there = false;
      clearTimeout(timer);
    };
  }, [text, names]);
  return { marks: carried(last.marks, last.text, text), done: last.text === text && last.names === names, error: last.error };
}

interface MarkedProps {
  label: string;
  hint: string;
  value: string;
  onValue(text: string): void;
  marks: readonly Mark[];
  /** Said above the reasons, such as "This could tell who said something:". */
  found: string;
}

export function Marked(p: MarkedProps) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const show = (m: Mark): void => {
    field.current?.focus();
    field.current?.setSelectionRange(m.from, m.to);
  };
  return (
    <>
      <div class="field">
        <label for={id}>{p.label}</label>
        <p class="hint" id={`${id}-hint`}>
          {p.hint}
        </p>
        <div class="marked">
          <div class="under" aria-hidden="true" dir="auto">
            {segments(p.value, p.marks).map((s, i) => (s.mark === undefined ? s.text : <mark key={i}>{s.text}</mark>))}
            {"\n"}
          </div>
          <textarea
            id={id}
            ref={field}
            dir="auto"
            autocomplete="off"
            value={p.value}
            aria-describedby={`${id}-hint ${id}-found`}
            onInput={(e) => p.onValue(e.currentTarget.value)}
          />
        </div>
      </div>
      <div role="status" id={`${id}-found`}>
        {p.marks.length > 0 && <p class="wrong">{p.found}</p>}
      </div>
      {p.marks.length > 0 && (
        <ul class="plain findings">
          {p.marks.map((m, i) => (
            <li key={i}>
              <button type="button" class="quiet" onClick={() => show(m)}>
                {say("Show in the text:")} <Theirs>{m.words}</Theirs>
              </button>
              <p>{m.suggestion}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
