// Earlier drafts; two of them word by word; the chair's clean text.
import { useState } from "preact/hooks";
import { Choice } from "../../parts/choice.tsx";
import { Field } from "../../parts/field.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { go } from "../../route.ts";
import { currentLanguage, say } from "../../say.ts";
import { when } from "../../time.ts";
import { useAnswer, useResult } from "../../use.ts";
import { Parts, hrefArticle, title, type ArticleProps } from "./part.tsx";
import { Versions } from "./run.tsx";
import { directionOf, languageName, seatName, type Shown } from "./types.ts";

export function Drafts({ article: a, table }: ArticleProps) {
  const newest = [...a.history].reverse();
  return (
    <Page title={title(say("Drafts"), a)} back={hrefArticle(a)}>
      {a.history.length > 1 && <TwoDrafts article={a} />}
      <h2>{say("All drafts, the newest first")}</h2>
      <Parts items={newest} of={20}>
        {(shown) => (
          <ul class="plain articles">
            {shown.map((h) => (
              <li key={h.number}>
                <a href={hrefArticle(a, "drafts", h.number)}>{say("Draft %s", String(h.number))}</a>
                <div>{say("%s, by %s", when(h.slot), seatName(table.seats, h.seat))}</div>
                {h.number > 1 && (
                  <a class="second" href={hrefArticle(a, "compare", h.number - 1, h.number)}>
                    {say("What changed from draft %s to draft %s", String(h.number - 1), String(h.number))}
                  </a>
                )}
              </li>
            ))}
          </ul>
        )}
      </Parts>
    </Page>
  );
}

function TwoDrafts({ article: a }: { article: Shown }) {
  const [from, setFrom] = useState(String(a.history.length - 1));
  const [to, setTo] = useState(String(a.history.length));
  const there = (text: string): boolean => a.history.some((h) => String(h.number) === text.trim());
  const wrong = (text: string): string | undefined => (there(text) ? undefined : say("There is no such draft; they are 1 to %s.", a.history.length));
  return (
    <form
      class="two"
      onSubmit={(e) => {
        e.preventDefault();
        if (there(from) && there(to)) go("text", "article", a.name, "compare", from.trim(), to.trim());
      }}
    >
      <h2>{say("Any two drafts, word by word.")}</h2>
      <div class="row">
        <Field label={say("The earlier draft, by its number")} value={from} onValue={setFrom} wrong={wrong(from)} />
        <Field label={say("The later draft, by its number")} value={to} onValue={setTo} wrong={wrong(to)} />
      </div>
      <button type="submit">{say("Show what has changed")}</button>
    </form>
  );
}

/** An earlier draft as it was. */
export function OneDraft({ article: a, number }: ArticleProps & { number: string }) {
  const answer = useAnswer<Shown>(["text", "show", "--draft", number, "--", a.name]);
  return (
    <Page title={title(say("Draft %s", number), a)} back={hrefArticle(a, "drafts")}>
      {answer?.ok === false && <Notice kind="refused">{answer.error}</Notice>}
      {answer?.ok && <Versions versions={answer.result.languages} ages />}
    </Page>
  );
}

/** Of each bracket the first alternative. */
export function Clean({ article: a }: ArticleProps) {
  const text = useResult<Shown>(["text", "show", "--clean", "--", a.name])?.text ?? {};
  const versions = Object.entries(text).map(([language, words]) => ({ language, run: words === "" ? [] : [words], unchanged: false }));
  return (
    <Page title={title(say("The clean text"), a)} back={hrefArticle(a)}>
      <p>{say("So it would read if the first alternative of every bracket stayed. Nothing is settled by reading it.")}</p>
      <Versions versions={versions} />
    </Page>
  );
}

interface Piece {
  change: "same" | "removed" | "added";
  text: string;
}

export function Compare({ article: a, from, to }: ArticleProps & { from: string; to: string }) {
  const languages = a.languages.map((v) => v.language);
  const [language, setLanguage] = useState(languages.includes(currentLanguage()) ? currentLanguage() : (languages[0] ?? "en"));
  const answer = useAnswer<{ pieces: Piece[] }>(["text", "compare", "--language", language, "--", a.name, from, to]);
  const pieces = answer?.ok ? answer.result.pieces : undefined;
  return (
    <Page title={title(say("From draft %s to draft %s", from, to), a)} back={hrefArticle(a, "drafts")}>
      {languages.length > 1 && (
        <Choice
          label={say("Language")}
          options={languages.map((l) => ({ value: l, label: languageName(l) }))}
          value={language}
          onValue={setLanguage}
        />
      )}
      {answer?.ok === false && <Notice kind="refused">{answer.error}</Notice>}
      {pieces !== undefined && (
        <>
          <p class="hint">
            <del>{say("Words that were taken out")}</del> · <ins>{say("words that were put in")}</ins>
          </p>
          {pieces.every((p) => p.change === "same") && <p>{say("In this language nothing has changed.")}</p>}
          <p class="run redline" lang={language} dir={directionOf(language)}>
            {pieces.map((p, i) =>
              p.change === "same" ? <span key={i}>{p.text}</span> : p.change === "removed" ? <del key={i}>{p.text}</del> : <ins key={i}>{p.text}</ins>,
            )}
          </p>
        </>
      )}
    </Page>
  );
}
