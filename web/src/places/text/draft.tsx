// Writing a draft: one language at a time; what is written stays until it is sent or thrown away.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { ofDraft } from "../../parts/undone.ts";
import { go } from "../../route.ts";
import { LANGUAGES, currentLanguage, list, say } from "../../say.ts";
import type { Texts } from "../../types.ts";
import { useAnswer } from "../../use.ts";
import { Editor } from "./editor.tsx";
import { countOpen, isTorn, readNotation, someAlike, toRun, words, writeNotation, type Sheet } from "./notation.ts";
import { hrefArticle, title, type ArticleProps } from "./part.tsx";
import { Agreed, Reopens, reopenWords } from "./reopen.tsx";
import { RunView } from "./run.tsx";
import { languageName, type Shown } from "./types.ts";
import { forgetWritten, rebase, useWritten } from "./written.ts";

const sheetOf = (text: string): Sheet => readNotation(text) ?? [words(text)];

export function Draft(p: ArticleProps) {
  const answer = useAnswer<Shown>(["text", "show", "--notation", "--", p.article.name]);
  if (answer === undefined) return <p role="status">{say("One moment…")}</p>;
  if (!answer.ok) return <Notice kind="refused">{answer.error}</Notice>;
  // Draft and notation are of one reading. A draft that comes meanwhile does not touch what is being written: the page says so.
  return <Write {...p} article={answer.result} present={answer.result.text} />;
}

function Write({ article: a, table, holdsPen, present }: ArticleProps & { present: Texts }) {
  const { written, write } = useWritten(a);
  const texts: Texts = { ...present, ...written.texts };
  const first = texts[currentLanguage()] !== undefined ? currentLanguage() : (Object.keys(texts)[0] ?? currentLanguage());
  const [language, setLanguage] = useState(first);
  const languages = [...new Set([...Object.keys(texts), language])];
  const stale = Object.keys(written.texts).length > 0 && written.base !== a.drafts;
  const change = (tag: string, text: string): void => {
    const { [tag]: _, ...rest } = written.texts;
    const same = readNotation(present[tag] ?? "");
    write(same !== undefined && writeNotation(same) === text ? rest : { ...rest, [tag]: text });
  };
  const sheets = Object.values(texts).map(sheetOf);
  const most = table.settings.brackets_max;
  const open = Math.max(0, ...sheets.map(countOpen));
  const not =
    !holdsPen ? say("You do not hold the pen. What you wrote is kept here.")
    : Object.keys(written.texts).length === 0 ? say("Nothing has been changed yet.")
    : sheets.some(isTorn) ? say("A bracket is opened and not closed, or closed and not opened.")
    : sheets.some(someAlike) ? say("Two alternatives of a bracket are alike.")
    : undefined;
  return (
    <Page title={title(say("Write a draft"), a)} back={hrefArticle(a)}>
      <Agreed article={a} table={table} />
      <p>{say("Write the words. Select those that are not agreed and put them in brackets; then add the other wordings as alternatives.")}</p>
      {stale && (
        <Notice kind="warning">
          <p>{say("Another draft has come since you began. Yours was made on draft %s, and draft %s is there.", String(written.base), String(a.drafts))}</p>
          <p>
            <a href={hrefArticle(a, "compare", Math.max(1, written.base), a.drafts)}>{say("Show what has changed")}</a>
          </p>
          <button type="button" onClick={() => rebase(a, written.texts)}>
            {say("Go on with mine")}
          </button>
        </Notice>
      )}
      {languages.length > 1 && (
        <Choice
          label={say("Language")}
          options={languages.map((l) => ({
            value: l,
            label: languageName(l),
            hint: written.texts[l] !== undefined ? say("changed") : undefined,
          }))}
          value={language}
          onValue={setLanguage}
        />
      )}
      <OneLanguage key={`${language} ${written.base}`} text={texts[language] ?? ""} language={language} onText={(text) => change(language, text)} />
      <p class="hint">
        {most === 0 ? say("Open brackets: %s.", open) : say("Open brackets: %s. The table allows so many in one article: %s.", open, most)}
      </p>
      <Act busy={false} not={not} onAct={() => go("text", "article", a.name, "draft", "send")}>
        {say("Go on: read it back")}
      </Act>
      <AddLanguage taken={languages} onAdd={setLanguage} />
      {Object.keys(written.texts).length > 0 && (
        <p>
          <a href={hrefArticle(a, "draft", "forget")}>{say("Throw away what you wrote")}</a>
        </p>
      )}
    </Page>
  );
}

function OneLanguage({ text, language, onText }: { text: string; language: string; onText(text: string): void }) {
  const [sheet, setSheet] = useState(() => sheetOf(text));
  return (
    <>
      <Editor
        run={sheet}
        language={language}
        onRun={(run) => {
          setSheet(run);
          onText(writeNotation(run));
        }}
      />
      <h2>{say("So it reads")}</h2>
      <RunView run={toRun(sheet)} language={language} />
    </>
  );
}

function AddLanguage({ taken, onAdd }: { taken: readonly string[]; onAdd(tag: string): void }) {
  const [tag, setTag] = useState("");
  const free = LANGUAGES.filter((l) => !taken.includes(l.tag));
  const ok = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$/.test(tag) && !taken.includes(tag);
  return (
    <details>
      <summary>{say("Another language")}</summary>
      <p class="hint">{say("All languages of an article are equally authentic. Write in each what the others say.")}</p>
      <div class="under-words">
        {free.map((l) => (
          <button key={l.tag} type="button" class="quiet" onClick={() => onAdd(l.tag)}>
            {languageName(l.tag)}
          </button>
        ))}
      </div>
      <Field label={say("Or by its short name, such as es or de")} value={tag} onValue={(t) => setTag(t.trim())} />
      <Act
        busy={false}
        quiet
        not={tag === "" || ok ? undefined : say("This is no short name of a language, or the article has it already.")}
        onAct={() => {
          if (!ok) return;
          onAdd(tag);
          setTag("");
        }}
      >
        {say("Add this language")}
      </Act>
    </details>
  );
}

export function SendDraft({ article: a, table }: ArticleProps) {
  const { written } = useWritten(a);
  const changed = Object.keys(written.texts);
  const unchanged = a.languages.map((v) => v.language).filter((l) => !changed.includes(l));
  return (
    <Confirm
      title={title(say("Send this draft"), a)}
      back={hrefArticle(a, "draft")}
      words={["text", "draft", "--file", "@draft", ...reopenWords(a), "--", a.name]}
      files={{ "@draft": JSON.stringify(written.texts) }}
      act={say("Send this draft of article %s", a.name)}
      undone={ofDraft()}
      others={say("All seats get the new draft at once, and see what has changed in it.")}
      not={
        changed.length === 0 ? say("Nothing has been changed yet.")
        : written.base !== a.drafts ? say("Another draft has come since you began. Go back and look at it first.")
        : undefined
      }
      onDone={() => {
        forgetWritten(a);
        go("text", "article", a.name);
      }}
    >
      <p>{say("Draft %s of article %s:", String(a.drafts + 1), a.name)}</p>
      {changed.map((l) => (
        <section key={l}>
          <h2>{languageName(l)}</h2>
          <RunView run={toRun(sheetOf(written.texts[l] ?? ""))} language={l} />
        </section>
      ))}
      {unchanged.length > 0 && <p class="unsure">{say("These languages stay as they are, and are equally authentic: %s.", list(unchanged.map(languageName)))}</p>}
      <Reopens article={a} table={table} />
    </Confirm>
  );
}

/** Throwing away has a page of its own, too: it is the one thing here that is lost. */
export function ForgetDraft({ article: a }: ArticleProps) {
  return (
    <Page title={title(say("Throw away what you wrote"), a)} back={hrefArticle(a, "draft")}>
      <p>{say("What you wrote and did not send is lost. The drafts that were sent stay as they are.")}</p>
      <Act
        busy={false}
        onAct={() => {
          forgetWritten(a);
          go("text", "article", a.name);
        }}
      >
        {say("Throw it away")}
      </Act>
    </Page>
  );
}

export function LeaveOut({ article: a, table }: ArticleProps) {
  return (
    <Confirm
      title={title(say("Leave the article out"), a)}
      back={hrefArticle(a)}
      words={["text", "draft", "--leave-out", ...reopenWords(a), "--", a.name]}
      act={say("Leave article %s out", a.name)}
      undone={say("Yes: a later draft can bring the article back. That it was left out stays in the record.")}
      others={say("All see that the article is left out. Its earlier drafts stay on the record.")}
      done={say("The article is left out.")}
    >
      <p>{say("Article %s goes out of the text. A later draft can bring it back.", a.name)}</p>
      <Reopens article={a} table={table} />
    </Confirm>
  );
}
