// The editor of a text with brackets. Words are fields one can type in; a bracket is a box with its alternatives, each a
// field of its own. Select words and press "Put in brackets", or the key [, or type the brackets. No notation has to be known.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Choice } from "../../parts/choice.tsx";
import { say } from "../../say.ts";
import { labelOf } from "./brackets.ts";
import {
  ALTERNATIVES_MAX, DEPTH_MAX, alternative, isOpen, keepOnly, putInBrackets, readNotation, takeTyped, words,
  type Alternative, type Open, type Sheet, type Words,
} from "./notation.ts";
import { REASONS, directionOf, languageName } from "./types.ts";

interface EditorProps {
  run: Sheet;
  language: string;
  onRun(run: Sheet): void;
}

export function Editor({ run, language, onRun }: EditorProps) {
  // The alternative that waits for words after a bracket was made.
  const [focus, setFocus] = useState<number>();
  return (
    <div class="editor">
      <RunEditor run={run} language={language} depth={0} label={say("Words in %s", languageName(language))} onRun={onRun} focus={focus} setFocus={setFocus} />
    </div>
  );
}

interface RunEditorProps extends EditorProps {
  depth: number;
  label: string;
  focus: number | undefined;
  setFocus(key: number | undefined): void;
  children?: ComponentChildren;
}

function RunEditor({ run, language, depth, label, onRun, focus, setFocus, children }: RunEditorProps) {
  const change = (at: Words | Open): void => onRun(run.map((x) => (x.key === at.key ? at : x)));
  const bracket = (field: number, start: number, end: number): boolean => {
    const done = putInBrackets(run, field, start, end);
    if (done === undefined) return false;
    onRun(done.run);
    setFocus(done.made.alternatives[1]?.run[0]?.key);
    return true;
  };
  const several = run.length > 1;
  return (
    <>
      {run.map((x, i) =>
        isOpen(x) ? (
          <BracketEditor
            key={x.key}
            open={x}
            language={language}
            depth={depth + 1}
            onOpen={change}
            onKeep={(k) => onRun(keepOnly(run, x.key, k))}
            focus={focus}
            setFocus={setFocus}
          />
        ) : (
          <WordsField
            key={x.key}
            field={x}
            language={language}
            label={several ? say("%s, part %s", label, String(i / 2 + 1)) : label}
            canBracket={depth < DEPTH_MAX}
            onField={change}
            onLeave={() => {
              const taken = takeTyped(run, x.key);
              if (taken !== run) onRun(taken);
            }}
            onBracket={(start, end) => bracket(x.key, start, end)}
            wanted={focus === x.key}
            onFocused={() => setFocus(undefined)}
          >
            {i === run.length - 1 && children}
          </WordsField>
        ),
      )}
    </>
  );
}

interface WordsFieldProps {
  field: Words;
  language: string;
  label: string;
  canBracket: boolean;
  onField(field: Words): void;
  onLeave(): void;
  /** False: nothing is selected. */
  onBracket(start: number, end: number): boolean;
  wanted: boolean;
  onFocused(): void;
  /** Buttons beside its own. */
  children?: ComponentChildren;
}

const LINE = 48; // characters of a line, about; the field grows with its words

function WordsField({ field, language, label, canBracket, onField, onLeave, onBracket, wanted, onFocused, children }: WordsFieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [hint, setHint] = useState(false);
  const id = `words-${field.key}`;
  const torn = readNotation(field.words) === undefined;
  useLayoutEffect(() => {
    if (!wanted) return;
    area.current?.focus();
    onFocused();
  }, [wanted]);
  const press = (): void => {
    const a = area.current;
    const done = a !== null && onBracket(a.selectionStart, a.selectionEnd);
    setHint(!done);
    if (!done) a?.focus();
  };
  return (
    <div class="run-words">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        ref={area}
        rows={Math.max(1, Math.ceil(field.words.length / LINE))}
        value={field.words}
        lang={language}
        dir={directionOf(language)}
        autocomplete="off"
        aria-invalid={torn || undefined}
        aria-describedby={`${id}-says`}
        onInput={(e) => {
          setHint(false);
          onField({ ...field, words: e.currentTarget.value });
        }}
        onKeyDown={(e) => {
          if (e.key !== "[" || !canBracket || e.currentTarget.selectionStart === e.currentTarget.selectionEnd) return;
          e.preventDefault();
          press();
        }}
        onBlur={onLeave}
      />
      <div class="under-words">
        {canBracket && field.words.trim() !== "" && (
          <button type="button" class="quiet" onMouseDown={(e) => e.preventDefault()} onClick={press}>
            {say("Put in brackets")}
          </button>
        )}
        {children}
        <span id={`${id}-says`} role="status">
          {hint ? say("Select words first: with the mouse, or with Shift and the arrow keys.") : torn ? say("A bracket is opened and not closed, or closed and not opened.") : ""}
        </span>
      </div>
    </div>
  );
}

interface BracketEditorProps {
  open: Open;
  language: string;
  depth: number;
  onOpen(open: Open): void;
  onKeep(k: number): void;
  focus: number | undefined;
  setFocus(key: number | undefined): void;
}

function BracketEditor({ open, language, depth, onOpen, onKeep, focus, setFocus }: BracketEditorProps) {
  const name = open.id === 0 ? say("New bracket") : say("Bracket %s", String(open.id));
  const labels = (k: number): string => (open.id === 0 ? String(k + 1) : labelOf(open.id, k));
  const change = (at: Alternative): void => onOpen({ ...open, alternatives: open.alternatives.map((a) => (a.key === at.key ? at : a)) });
  const add = (): void => {
    const field = words("");
    onOpen({ ...open, alternatives: [...open.alternatives, alternative([field])] });
    setFocus(field.key);
  };
  const fewer = open.alternatives.length > 2;
  return (
    <fieldset class="bracket-box">
      <legend>{name}</legend>
      {open.alternatives.map((a, k) => (
        <div key={a.key} class="alternative-box">
          <RunEditor
            run={a.run}
            language={language}
            depth={depth}
            label={say("Alternative %s", labels(k))}
            onRun={(run) => change({ ...a, run })}
            focus={focus}
            setFocus={setFocus}
          >
            <>
              {a.run.length === 1 && !isOpen(a.run[0] ?? open) && (a.run[0] as Words).words.trim() === "" && (
                <span class="hint">{say("Without words it means: nothing, the words may be left out.")}</span>
              )}
              <button type="button" class="quiet" onClick={() => onKeep(k)} aria-label={say("Keep only alternative %s", labels(k))}>
                {say("Keep only this")}
              </button>
              {fewer && (
                <button
                  type="button"
                  class="quiet"
                  aria-label={say("Take out alternative %s", labels(k))}
                  onClick={() => onOpen({ ...open, alternatives: open.alternatives.filter((x) => x.key !== a.key) })}
                >
                  {say("Take out")}
                </button>
              )}
            </>
          </RunEditor>
        </div>
      ))}
      {open.alternatives.length < ALTERNATIVES_MAX && (
        <button type="button" class="quiet" onClick={add} aria-label={say("%s: add an alternative", name)}>
          {say("Add an alternative")}
        </button>
      )}
      <Choice
        label={say("Why is it open?")}
        options={REASONS.map((r) => ({ value: r, label: say(r) }))}
        value={REASONS.find((r) => r === open.reason)}
        onValue={(reason) => onOpen({ ...open, reason })}
      />
    </fieldset>
  );
}
