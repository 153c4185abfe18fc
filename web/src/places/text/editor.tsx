// The editor of a text with brackets. Words are fields one can type in; a bracket is a box with its alternatives, each a
// field of its own. Select words and press "Put in brackets", or the key [, or type the brackets. No notation has to be known.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Choice } from "../../parts/choice.tsx";
import { say } from "../../say.ts";
import { labelOf, plain } from "./brackets.ts";
import {
  ALTERNATIVES_MAX, DEPTH_MAX, alternative, isOpen, keepOnly, putInBrackets, readNotation, takeTyped, toRun, words,
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
  const [folds, setFolds] = useState<ReadonlyMap<number, boolean>>(new Map());
  const fold = (key: number, open: boolean): void => setFolds((now) => new Map(now).set(key, open));
  return (
    <div class="editor">
      <RunEditor run={run} language={language} path={[]} label={say("Words in %s", languageName(language))} onRun={onRun} {...{ focus, setFocus, folds, fold }} />
    </div>
  );
}

/** What all fields of an editor share. */
interface Shared {
  focus: number | undefined;
  setFocus(key: number | undefined): void;
  /** Brackets that a person has opened or folded up, by their key. */
  folds: ReadonlyMap<number, boolean>;
  fold(key: number, open: boolean): void;
}

interface RunEditorProps extends EditorProps, Shared {
  /** The alternatives in which it stands, from the outside. */
  path: readonly string[];
  label: string;
  children?: ComponentChildren;
}

const bracketName = (open: Open): string => (open.id === 0 ? say("New bracket") : say("Bracket %s", String(open.id)));

/** Words behind a bracket are the rest of its sentence. */
const partLabel = (label: string, n: number, behind: Words | Open | undefined): string =>
  behind !== undefined && isOpen(behind)
    ? say("%1$s, part %2$s; it goes on behind: %3$s", label, String(n), bracketName(behind))
    : say("%s, part %s", label, String(n));

/** So many brackets beside each other are open; of more, only those that are new. */
const OPEN_MOST = 2;

function RunEditor({ run, language, path, label, onRun, children, ...shared }: RunEditorProps) {
  const { focus, setFocus, folds, fold } = shared;
  const few = run.filter(isOpen).length <= OPEN_MOST;
  const change = (at: Words | Open): void => onRun(run.map((x) => (x.key === at.key ? at : x)));
  const bracket = (field: number, start: number, end: number): boolean => {
    const done = putInBrackets(run, field, start, end);
    if (done === undefined) return false;
    onRun(done.run);
    fold(done.made.key, true);
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
            path={path}
            unfolded={folds.get(x.key) ?? (path.length === 0 && (few || x.id === 0))}
            onOpen={change}
            onKeep={(k) => {
              const kept = keepOnly(run, x.key, k);
              onRun(kept);
              setFocus(kept[i - 1]?.key); // the button is gone; the words that it left take the focus
            }}
            {...shared}
          />
        ) : (
          <WordsField
            key={x.key}
            field={x}
            language={language}
            label={several ? partLabel(label, i / 2 + 1, run[i - 1]) : label}
            canBracket={path.length < DEPTH_MAX}
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

interface BracketEditorProps extends Shared {
  open: Open;
  language: string;
  path: readonly string[];
  /** Its alternatives can be written in; else it is one line. */
  unfolded: boolean;
  onOpen(open: Open): void;
  onKeep(k: number): void;
}

function BracketEditor({ open, language, path, unfolded, onOpen, onKeep, ...shared }: BracketEditorProps) {
  const { setFocus, fold } = shared;
  const name = bracketName(open);
  const labels = (k: number): string => (open.id === 0 ? String(k + 1) : labelOf(open.id, k));
  const change = (at: Alternative): void => onOpen({ ...open, alternatives: open.alternatives.map((a) => (a.key === at.key ? at : a)) });
  const add = (): void => {
    const field = words("");
    onOpen({ ...open, alternatives: [...open.alternatives, alternative([field])] });
    setFocus(field.key);
  };
  const fewer = open.alternatives.length > 2;
  if (!unfolded)
    return (
      <fieldset class="bracket-box">
        <legend>{name}</legend>
        <div class="folded">
          <bdi lang={language} dir={directionOf(language)}>
            {plain(toRun([open]))}
          </bdi>
          <button type="button" class="quiet" aria-expanded="false" aria-label={say("%s: open it to write in it", name)} onClick={() => fold(open.key, true)}>
            {say("Open to write")}
          </button>
        </div>
      </fieldset>
    );
  return (
    <fieldset class="bracket-box">
      <legend>{name}</legend>
      {path.length > 0 && <p class="hint">{say("It stands inside: %s", path.join(" › "))}</p>}
      {open.alternatives.map((a, k) => (
        <div key={a.key} class="alternative-box">
          <RunEditor
            run={a.run}
            language={language}
            path={[...path, say("%1$s, alternative %2$s", name, labels(k))]}
            label={say("Alternative %s", labels(k))}
            onRun={(run) => change({ ...a, run })}
            {...shared}
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
                  onClick={() => {
                    onOpen({ ...open, alternatives: open.alternatives.filter((x) => x.key !== a.key) });
                    setFocus(open.alternatives[k === 0 ? 1 : k - 1]?.run[0]?.key);
                  }}
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
        hint={say("Contentious: the sides want different things. Trading: it can be given for something else. Uncertain: it is not known yet what is right. Waiting for instructions: somebody has asked at home.")}
        options={REASONS.map((r) => ({ value: r, label: say(r) }))}
        value={REASONS.find((r) => r === open.reason)}
        onValue={(reason) => onOpen({ ...open, reason })}
      />
      <button type="button" class="quiet fold" aria-expanded="true" aria-label={say("%s: fold it up", name)} onClick={() => fold(open.key, false)}>
        {say("Fold up")}
      </button>
    </fieldset>
  );
}
