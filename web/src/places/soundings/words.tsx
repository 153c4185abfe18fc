// The three words for each option of one issue, and sentences with "only if".
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choice, Choices } from "../../parts/choice.tsx";
import { Page } from "../../parts/page.tsx";
import { go, href } from "../../route.ts";
import { say } from "../../say.ts";
import { WORDS, isSaid, isWhole, pointsOf, setPoints, setWord, wordsOf, type Entry } from "./entry.ts";
import { Text, titleOf } from "./names.tsx";
import type { Issue } from "./types.ts";

interface WordsProps {
  entry: Entry;
  onEntry(e: Entry): void;
  /** The address of the overview. */
  base: readonly string[];
}

export function IssueWords({ issue, at, of, entry, onEntry, base }: WordsProps & { issue: Issue; at: number; of: number }) {
  const last = at === of;
  return (
    <Page title={titleOf(issue)} back={href("soundings", ...base)}>
      <p class="hint">{say("Issue %s of %s", at, of)}</p>
      {issue.options.map((o, i) => (
        <fieldset key={o.id} class="three">
          <legend>
            <Text of={o.text} />
          </legend>
          <div class="words">
            {WORDS.map((w) => (
              <label key={w} class="option">
                <input type="radio" name={o.id} autocomplete="off" checked={wordsOf(entry, issue)[i] === w} onChange={() => onEntry(setWord(entry, issue, i, w))} />
                <span>{say(w)}</span>
              </label>
            ))}
            {entry.byPoints && wordsOf(entry, issue)[i] !== "" && wordsOf(entry, issue)[i] !== "cannot" && (
              <label class="points">
                {say("Points")}
                <input
                  type="number"
                  autocomplete="off"
                  value={pointsOf(entry, issue, i)}
                  aria-invalid={!isWhole(pointsOf(entry, issue, i))}
                  onInput={(e) => onEntry(setPoints(entry, issue, i, e.currentTarget.value))}
                />
              </label>
            )}
          </div>
        </fieldset>
      ))}
      <Act
        busy={false}
        not={isSaid(entry, issue) ? undefined : say("Please choose a word for every option.")}
        onAct={() => go("soundings", ...base, ...(last ? [] : [at + 1]))}
      >
        {last ? say("To the overview") : say("Next issue")}
      </Act>
    </Page>
  );
}

export function OnlyIfPage({ issues, entry, onEntry, base }: WordsProps & { issues: readonly Issue[] }) {
  const [issue, setIssue] = useState("");
  const [options, setOptions] = useState<string[]>([]);
  const [then, setThen] = useState("");
  const [thenOptions, setThenOptions] = useState<string[]>([]);
  const named = (x: Issue): { value: string; label: ComponentChildren } => ({ value: x.id, label: <Text of={x.title} /> });
  const optionsOf = (id: string): { value: string; label: ComponentChildren }[] =>
    (issues.find((x) => x.id === id)?.options ?? []).map((o) => ({ value: o.id, label: <Text of={o.text} /> }));
  const not =
    options.length === 0 ? say("Please choose what you could live with under a condition.")
    : thenOptions.length === 0 ? say("Please choose the condition.")
    : undefined;
  return (
    <Page title={say("Only if")} back={href("soundings", ...base)}>
      <p>{say("Some things one could live with only if something else is right. A package that has the first and not the second is then not accepted.")}</p>
      <Choice
        label={say("On this issue …")}
        options={issues.map(named)}
        value={issue}
        onValue={(v) => {
          setIssue(v);
          setOptions([]);
          if (then === v) setThen("");
        }}
      />
      {issue !== "" && <Choices label={say("… I could live with")} options={optionsOf(issue)} values={options} onValues={setOptions} />}
      {options.length > 0 && (
        <Choice
          label={say("only if on this issue …")}
          options={issues.filter((x) => x.id !== issue).map(named)}
          value={then}
          onValue={(v) => {
            setThen(v);
            setThenOptions([]);
          }}
        />
      )}
      {options.length > 0 && then !== "" && (
        <Choices label={say("… it is one of these")} options={optionsOf(then)} values={thenOptions} onValues={setThenOptions} />
      )}
      <Act
        busy={false}
        not={not}
        onAct={() => {
          onEntry({ ...entry, onlyIf: [...entry.onlyIf, { issue, options, then, thenOptions }] });
          go("soundings", ...base);
        }}
      >
        {say("Add it")}
      </Act>
    </Page>
  );
}
