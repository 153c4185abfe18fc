// What the pages of this place share: names for ids, forms that outlive their page, the lines of the record.
import { useId, useState } from "preact/hooks";
import { Theirs, Told } from "../../parts/theirs.tsx";
import { LANGUAGES, currentLanguage, list, say } from "../../say.ts";
import { day, hour } from "../../time.ts";
import { textIn, type Issue } from "../../types.ts";
import { useCall, useDraft, useTable, type Doing } from "../../use.ts";
import type { LogLine, WholeTable } from "./types.ts";

export const useWholeTable = (): WholeTable | undefined => useTable() as WholeTable | undefined;

/** Names of seats by their ids. */
export function useNames(): { name(id: string): string; names(ids: readonly string[]): string } {
  const seats = useTable()?.seats ?? [];
  const name = (id: string): string => seats.find((s) => s.id === id)?.name ?? id;
  return { name, names: (ids) => list(ids.map(name)) };
}

export const titleOf = (issue: Issue): { text: string; lang: string } => textIn(issue.title, currentLanguage());

export function IssueTitle({ issue }: { issue: Issue }) {
  const { text, lang } = titleOf(issue);
  return <Theirs lang={lang}>{text}</Theirs>;
}

/** A form of several fields, kept as one draft until it is sent or dropped. */
export function useForm<T extends object>(name: string, first: T): [T, (part: Partial<T>) => void, () => void] {
  const [text, setText] = useDraft(name);
  const form = text === "" ? first : { ...first, ...(JSON.parse(text) as Partial<T>) };
  return [form, (part) => setText(JSON.stringify({ ...form, ...part })), () => setText("")];
}

/** Which language a text is written in. */
export function LanguageField({ value, onValue }: { value: string; onValue(value: string): void }) {
  return (
    <SelectField
      label={say("Language of this text")}
      value={value}
      onValue={onValue}
      options={LANGUAGES.map((l) => ({ value: l.tag, label: l.name }))}
    />
  );
}

interface SelectFieldProps {
  label: string;
  value: string;
  onValue(value: string): void;
  options: readonly { value: string; label: string }[];
}

/** One of many, where all of them in sight would hide the rest of the page. */
export function SelectField({ label, value, onValue, options }: SelectFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(e) => onValue(e.currentTarget.value)}>
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Days have a heading of their own; under it each line has its hour. */
export function Lines({ lines, label, level: Day = "h2" }: { lines: readonly LogLine[]; label: string; level?: "h2" | "h3" }) {
  const { name } = useNames();
  const days: { day: string; lines: LogLine[] }[] = [];
  for (const line of lines) {
    const at = day(line.slot);
    if (days[days.length - 1]?.day !== at) days.push({ day: at, lines: [] });
    days[days.length - 1]?.lines.push(line);
  }
  return (
    <section class="lines" aria-label={label}>
      {days.map((d) => (
        <section key={d.day}>
          <Day class="line-day">{d.day}</Day>
          <ul class="plain">
            {d.lines.map((line, i) => (
              <li key={line.number ?? `x${i}`}>
                <Line line={line} name={line.seat === null ? undefined : name(line.seat)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

function Line({ line, name }: { line: LogLine; name: string | undefined }) {
  return (
    <>
      <p class="line-head">
        <span class="line-hour">{hour(line.slot)}</span>{" "}
        <strong>{name === undefined ? say("non-paper, without an author") : <Theirs>{name}</Theirs>}</strong>
        {line.phrase !== undefined && <span class="phrase">{say(line.phrase)}</span>}
      </p>
      <p class="line-text">
        {line.words === ""
          ? say("These words are not here: their time is over, or this desk was never given them.")
          : line.words === undefined ? <Told>{line.text}</Told> : <Theirs>{line.words}</Theirs>}
      </p>
    </>
  );
}

/** For what one may say at any time and say otherwise later: when something came between, it is said once more. */
export function useInsisting(): Doing<unknown> {
  const doing = useCall();
  const run: typeof doing.run = async (words, more) => {
    let answer = await doing.run(words, more);
    for (let tries = 0; tries < 2 && !answer.ok && answer.exit === 1; tries++) answer = await doing.run(words, more);
    return answer;
  };
  return { ...doing, run };
}

export const PAGE_LINES = 30;

interface Pager {
  words: string[];
  /** Whether the newest lines are shown. */
  isNewest: boolean;
  older(before: number): void;
  newest(): void;
}

/** The options of `log` and `search` that show a page of the record. */
export function usePager(): Pager {
  const [before, setBefore] = useState<number>();
  const words = ["--last", String(PAGE_LINES), ...(before === undefined ? [] : ["--before", String(before)])];
  return { words, isNewest: before === undefined, older: setBefore, newest: () => setBefore(undefined) };
}

/** The first line of a page that has a number: what is older stands before it. */
export const firstNumber = (lines: readonly LogLine[]): number | undefined => lines.find((l) => l.number !== undefined)?.number;
