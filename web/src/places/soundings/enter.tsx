// What one could live with, issue by issue: where one is, what else there is to say, and what the whole accepts. The same pages
// compare a package that was found with one's own order (route "place").
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Field } from "../../parts/field.tsx";
import { FileChoice } from "../../parts/files.tsx";
import { Notice, Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { go, href } from "../../route.ts";
import { list, say } from "../../say.ts";
import type { Answer, ChosenFile } from "../../wire.ts";
import { useCall } from "../../use.ts";
import { Bar } from "./check.tsx";
import { WORDS, entryFile, isSaid, isWhole, unsaid, wordsOf, type Entry } from "./entry.ts";
import { checked, draftEntry, entryOf, keepEntry } from "./memory.ts";
import { Text, issuesOf, optionText, titleOf, useSoundTable } from "./names.tsx";
import type { OneProps } from "./one.tsx";
import { IssueWords, OnlyIfPage } from "./words.tsx";
import type { Entered, Issue } from "./types.ts";

type Purpose = "enter" | "place";

/** #/soundings/3/enter, with an issue's number or "only-if" behind it. */
export function Enter({ s, root, purpose, rest }: OneProps & { purpose: Purpose; rest: readonly string[] }) {
  const table = useSoundTable();
  const issues = issuesOf(table, root.issues);
  const [, again] = useState(0);
  if (table === undefined || issues.length === 0) return null;
  const entry = entryOf(s, root.sounding, issues);
  const change = (e: Entry): void => {
    draftEntry(root.sounding, e);
    again((n) => n + 1);
  };
  const base = [String(s.sounding), purpose];
  const at = Number(rest[0]);
  const issue = issues[at - 1];
  if (rest[0] === "only-if") return <OnlyIfPage issues={issues} entry={entry} onEntry={change} base={base} />;
  if (issue !== undefined) return <IssueWords key={issue.id} issue={issue} at={at} of={issues.length} entry={entry} onEntry={change} base={base} />;
  return <Overview s={s} root={root} issues={issues} entry={entry} onEntry={change} purpose={purpose} />;
}

interface OverviewProps {
  s: OneProps["s"];
  root: OneProps["s"];
  issues: readonly Issue[];
  entry: Entry;
  onEntry(e: Entry): void;
  purpose: Purpose;
}

function Overview({ s, root, issues, entry, onEntry, purpose }: OverviewProps) {
  const doing = useCall<Entered & { place?: number; of?: number }>();
  const [file, setFile] = useState<ChosenFile>();
  const to = (...rest: (string | number)[]): string => href("soundings", s.sounding, purpose, ...rest);
  const open = unsaid(entry, issues);
  const first = issues.findIndex((x) => !isSaid(entry, x));
  const give = async (bytes: string | Uint8Array): Promise<void> => {
    const words = ["sound", purpose, "@entry", "--sounding", String(s.sounding)];
    const answer = await doing.run(words, { files: { "@entry": bytes } });
    if (!answer.ok || purpose === "place") return;
    checked.set(s.sounding, answer.result);
    if (typeof bytes === "string") keepEntry(root.sounding, entry);
    go("soundings", s.sounding, "check");
  };
  return (
    <Page title={purpose === "enter" ? say("What I could live with") : say("Where does it stand in my own order?")} back={href("soundings", s.sounding)}>
      <p>
        {purpose === "enter"
          ? say("For every option one of three words: welcome, could live with, cannot. What you say stays on this machine; until you seal it, it can be changed or taken back without a trace.")
          : say("Your own order is made of what you say here. It stays on this machine, and nobody is told.")}
      </p>
      <p class="hint">{say("A package takes one option from each issue.")}</p>
      <ol class="issues">
        {issues.map((x, i) => (
          <li key={x.id}>
            <a href={to(i + 1)}>
              <Text of={x.title} />
            </a>
            <span class="hint">{said(entry, x)}</span>
          </li>
        ))}
      </ol>
      {first >= 0 && (
        <Act busy={false} onAct={() => go("soundings", s.sounding, purpose, first + 1)}>
          {first === 0 && open.length === issues.length ? say("Begin with the first issue") : say("Go on with the next issue")}
        </Act>
      )}
      <More entry={entry} onEntry={onEntry} issues={issues} onlyIf={to("only-if")} />
      {purpose === "enter" && s.max < s.candidates && (
        <p class="hint">
          {say("There are %s packages; an entry that accepts more than %s of them, or fewer than %s, counts as no.", s.candidates, s.max, s.min)}
        </p>
      )}
      <Refused answer={doing.answer} />
      {doing.answer?.ok === true && purpose === "place" && (
        <Notice kind="done">
          {doing.answer.result.place === 0
            ? say("Your preferences rule it out.")
            : say("In your own order it is number %s of the %s packages that you do not rule out.", doing.answer.result.place ?? 0, doing.answer.result.of ?? 0)}
        </Notice>
      )}
      <Act
        busy={doing.busy}
        not={
          open.length > 2 ? say("Issues on which you have not said anything yet: %s.", open.length)
          : open.length > 0 ? say("Not said yet: %s.", list(open.map(titleOf)))
          : entry.byPoints && !isWhole(entry.atLeast) ? say("Please say with how many points in all you could live.")
          : undefined
        }
        onAct={() => void give(entryFile(entry, issues))}
      >
        {purpose === "enter" ? say("See what this accepts") : say("See where it stands")}
      </Act>
      <details>
        <summary>{say("I have it in a file")}</summary>
        <FileChoice label={say("A file with your preferences")} accept=".json" files={file === undefined ? [] : [file]} onFiles={([f]) => setFile(f)} />
        <Act quiet busy={doing.busy} not={file === undefined ? say("Please choose a file.") : undefined} onAct={() => void give(file?.bytes ?? "")}>
          {say("Take it from the file")}
        </Act>
      </details>
    </Page>
  );
}

/** What was said about an issue, in a line. */
function said(e: Entry, issue: Issue): string {
  if (!isSaid(e, issue)) return say("not said yet");
  const words = wordsOf(e, issue);
  const count = WORDS.map((w) => words.filter((x) => x === w).length);
  return say("welcome: %s, could live with: %s, cannot: %s", count[0] ?? 0, count[1] ?? 0, count[2] ?? 0);
}

/** On demand: how much in all, points, and "only if". */
function More({ entry, onEntry, issues, onlyIf }: { entry: Entry; onEntry(e: Entry): void; issues: readonly Issue[]; onlyIf: string }) {
  const used = entry.byPoints || entry.atLeast !== "" || entry.onlyIf.length > 0;
  const [open] = useState(used);
  const option = (issue: string, id: string): string => {
    const o = issues.find((x) => x.id === issue)?.options.find((x) => x.id === id);
    return o === undefined ? id : optionText(o);
  };
  return (
    <details open={open}>
      <summary>{say("When three words are too coarse")}</summary>
      <Field
        label={entry.byPoints ? say("Could live with, in points, at least") : say("At least so many issues must come out as welcome")}
        hint={
          entry.byPoints
            ? say("A package counts as one that you could live with when its points add up to this.")
            : say("Leave it empty, and every package without a “cannot” is accepted.")
        }
        type="number"
        value={entry.atLeast}
        onValue={(atLeast) => onEntry({ ...entry, atLeast })}
        wrong={entry.atLeast !== "" && !isWhole(entry.atLeast) ? say("Please enter a whole number.") : undefined}
      />
      <label class="option">
        <input type="checkbox" checked={entry.byPoints} onChange={(e) => onEntry({ ...entry, byPoints: e.currentTarget.checked })} />
        <span>
          {say("Give points to the options")}
          <small>{say("Each option that you could live with then has a field for its points, on the page of its issue.")}</small>
        </span>
      </label>
      <ul class="plain">
        {entry.onlyIf.map((o, i) => (
          <li key={JSON.stringify(o)}>
            {say("%s: only if %s", list(o.options.map((id) => option(o.issue, id))), list(o.thenOptions.map((id) => option(o.then, id))))}{" "}
            <button type="button" class="quiet" onClick={() => onEntry({ ...entry, onlyIf: entry.onlyIf.filter((_, k) => k !== i) })}>
              {say("Leave this out")}
            </button>
          </li>
        ))}
      </ul>
      {issues.length > 1 && (
        <p>
          <a href={onlyIf}>{say("Add an “only if”")}</a>
        </p>
      )}
    </details>
  );
}

/** A refusal; with the picture when it is for the breadth. */
function Refused({ answer }: { answer: Answer<Entered> | undefined }) {
  if (answer === undefined || answer.ok) return null;
  const counts = answer.result as Partial<Entered> | null;
  return (
    <>
      <Outcome answer={answer} />
      {typeof counts?.candidates === "number" && counts.candidates > 0 && <Bar of={counts as Entered} />}
    </>
  );
}
