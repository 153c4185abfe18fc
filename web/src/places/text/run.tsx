// Words with their brackets as structure: alternatives beside each other, or under each other as whole sentences when they are
// long or have brackets of their own. Drawn brackets, not characters.
import type { ComponentChildren } from "preact";
import { currentLanguage, list, say } from "../../say.ts";
import { day } from "../../time.ts";
import { bracketsOf, labelOf, reading, type Choices, type Piece } from "./brackets.ts";
import { directionOf, languageName, readersFirst, type Run, type Version } from "./types.ts";

const MARK = /^[.,;:!?،؛؟]/;

interface RunProps {
  run: Run;
  language: string;
  /** What was chosen: the others of that bracket are struck out. */
  choices?: Choices;
}

export function RunView({ run, language, choices }: RunProps) {
  return (
    <div class="run" lang={language} dir={directionOf(language)}>
      {run.length === 0 ? <p class="hint">{say("(no words)")}</p> : <Words run={run} choices={choices} />}
    </div>
  );
}

function Words({ run, choices, running = false }: { run: Run; choices: Choices | undefined; running?: boolean }) {
  const pieces = reading(run, running);
  return (
    <>
      {pieces.map((x, i) => {
        const last = pieces[i - 1];
        // A mark that ends words stays on the line of the bracket before it.
        const marked = last !== undefined && typeof last !== "string" && last.as === "short";
        if (typeof x === "string") return <span key={i}>{marked ? x.replace(MARK, "") : x}</span>;
        if (x.as !== "short") return <BracketView key={i} piece={x} choices={choices} />;
        const next = pieces[i + 1];
        const mark = typeof next === "string" ? (MARK.exec(next)?.[0] ?? "") : "";
        return (
          <span key={i} class="kept">
            <BracketView piece={x} choices={choices} />
            {mark}
          </span>
        );
      })}
    </>
  );
}

const CLASSES = { short: "bracket", running: "bracket running", sentences: "bracket under" };

function BracketView({ piece, choices }: { piece: Exclude<Piece, string>; choices: Choices | undefined }) {
  const { bracket } = piece;
  const [before, after] = piece.as === "sentences" ? [piece.before, piece.after] : ["", ""];
  const stays = choices?.get(bracket.id);
  const name = bracket.id === 0 ? say("New bracket, %s", say(bracket.reason)) : say("Bracket %s, %s", String(bracket.id), say(bracket.reason));
  return (
    <span class={CLASSES[piece.as]} role="group" aria-label={name}>
      {bracket.alternatives.map((a, k) => {
        const body: ComponentChildren = a.length === 0 ? <Nothing /> : <Words run={a} choices={choices} running={piece.as === "running"} />;
        return (
          <span key={k} class={stays === undefined ? "alternative" : stays === k ? "alternative stays" : "alternative goes"}>
            <bdi class="label">{bracket.id === 0 ? String(k + 1) : labelOf(bracket.id, k)}</bdi>{" "}
            {before !== "" && <span class="context">{before}</span>}
            {stays !== undefined && stays !== k ? <s>{body}</s> : <span class="open-words">{body}</span>}
            {after !== "" && <span class="context">{after}</span>}
          </span>
        );
      })}
    </span>
  );
}

/** An alternative without words: said in the reader's language, also among words of another. */
export const Nothing = () => (
  <bdi class="nothing" lang={currentLanguage()}>
    {say("(nothing)")}
  </bdi>
);

/** Number, reason and age of each bracket, below the words. */
function Ages({ run }: { run: Run }) {
  const all = bracketsOf(run).filter((p) => p.bracket.since !== null);
  if (all.length === 0) return null;
  return (
    <>
      <p class="hint">{say("1, 1 bis and 1 ter are the alternatives of bracket 1.")}</p>
      <ul class="plain ages">
        {all.map(({ bracket, depth }) => (
          <li key={bracket.id}>
            {depth > 1
              ? say("Bracket %s, inside another: %s, since %s", String(bracket.id), say(bracket.reason), day(bracket.since ?? 0))
              : say("Bracket %s: %s, since %s", String(bracket.id), say(bracket.reason), day(bracket.since ?? 0))}
          </li>
        ))}
      </ul>
    </>
  );
}

/** The same words in all their languages, side by side. */
export function Versions({ versions, ages = false }: { versions: readonly Version[]; ages?: boolean }) {
  const stale = versions.filter((v) => v.unchanged);
  const several = versions.length > 1;
  return (
    <>
      {several && <p class="hint">{say("All languages are equally authentic.")}</p>}
      {stale.length > 0 && (
        <p class="unsure">
          {say("Compare the languages: the last draft changed one and left these as they were: %s.", list(stale.map((v) => languageName(v.language))))}
        </p>
      )}
      <div class={several ? "versions" : undefined}>
        {readersFirst(versions).map((v) => (
          <div key={v.language} class="version" role="group" aria-label={languageName(v.language)}>
            {several && <p class="language">{languageName(v.language)}</p>}
            <RunView run={v.run} language={v.language} />
            {ages && <Ages run={v.run} />}
          </div>
        ))}
      </div>
    </>
  );
}
