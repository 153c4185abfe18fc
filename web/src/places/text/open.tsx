// Opening an article: its number, its title in one or more languages, what it is about, whom it concerns.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choices } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { setDraft } from "../../drafts.ts";
import { go, href } from "../../route.ts";
import { LANGUAGES, currentLanguage, list, say } from "../../say.ts";
import { textIn, type Texts } from "../../types.ts";
import { useDraft } from "../../use.ts";
import { useArticles, useTextTable } from "./read.ts";
import { languageName, seatNames } from "./types.ts";

const NAME = "text/open/name";
const TITLES = "text/open/titles";
const ISSUES = "text/open/issues";
const SEATS = "text/open/seats";

const words = (text: string): string[] => text.split(",").filter((w) => w !== "");

/** What stands on the form; kept when its page is left. */
function useForm() {
  const [name, setName] = useDraft(NAME);
  const [titles, setTitles] = useDraft(TITLES);
  const [issues, setIssues] = useDraft(ISSUES);
  const [seats, setSeats] = useDraft(SEATS);
  return {
    name,
    setName,
    titles: (titles === "" ? {} : JSON.parse(titles)) as Texts,
    setTitles: (t: Texts) => setTitles(JSON.stringify(t)),
    issues: words(issues),
    setIssues: (v: string[]) => setIssues(v.join(",")),
    seats: words(seats),
    setSeats: (v: string[]) => setSeats(v.join(",")),
  };
}

const filled = (titles: Texts): Texts => Object.fromEntries(Object.entries(titles).filter(([, t]) => t.trim() !== ""));

export function OpenArticle() {
  const table = useTextTable();
  const articles = useArticles();
  const form = useForm();
  const [more, setMore] = useState(false);
  if (table === undefined || articles === undefined) return <p role="status">{say("One moment…")}</p>;
  const next = String(articles.filter((a) => a.sounding === null).length + 1);
  const own = currentLanguage();
  const others = LANGUAGES.map((l) => l.tag).filter((t) => t !== own);
  const shown = more ? others : others.filter((t) => (form.titles[t] ?? "") !== "");
  const titled = Object.keys(filled(form.titles)).length > 0;
  const not =
    !titled ? say("Please give it a title.")
    : form.issues.length === 0 && form.seats.length === 0 ? say("Please choose what it is about, or whom it concerns.")
    : undefined;
  const title = (tag: string) => (
    <Field
      key={tag}
      label={say("Title in this language: %s", languageName(tag))}
      value={form.titles[tag] ?? ""}
      onValue={(t) => form.setTitles({ ...form.titles, [tag]: t })}
      lang={tag}
    />
  );
  return (
    <Page title={say("Open an article")} back={href("text")}>
      <p>{say("Anybody can open an article. Its words are written by whoever holds the pen.")}</p>
      <Field label={say("Number or short name")} hint={say("Without one it is %s.", next)} value={form.name} onValue={form.setName} />
      {title(own)}
      {shown.map(title)}
      {shown.length < others.length && (
        <p>
          <button type="button" class="quiet" onClick={() => setMore(true)}>
            {say("Title in other languages")}
          </button>
        </p>
      )}
      <Choices
        label={say("What is it about?")}
        hint={say("Whom these issues concern, the article concerns: nothing is agreed without them.")}
        options={table.issues.map((i) => ({
          value: i.id,
          label: <Theirs>{textIn(i.title, own).text}</Theirs>,
          hint: <Theirs>{seatNames(table.seats, i.concerns)}</Theirs>,
        }))}
        values={form.issues}
        onValues={form.setIssues}
      />
      <Choices
        label={form.issues.length === 0 ? say("Whom does it concern?") : say("Whom does it concern besides?")}
        hint={say("An article about no issue concerns all seats.")}
        options={table.seats
          .filter((s) => s.function !== "facilitator")
          .map((s) => ({ value: s.id, label: <Theirs>{s.name}</Theirs>, hint: <Theirs>{s.party}</Theirs> }))}
        values={form.seats}
        onValues={form.setSeats}
      />
      <Act
        busy={false}
        not={not}
        onAct={() => {
          if (form.name.trim() === "") form.setName(next);
          go("text", "open", "send");
        }}
      >
        {say("Go on")}
      </Act>
    </Page>
  );
}

export function SendArticle() {
  const table = useTextTable();
  const form = useForm();
  if (table === undefined) return <p role="status">{say("One moment…")}</p>;
  const issues = table.issues.filter((i) => form.issues.includes(i.id));
  const concerned = table.seats.filter((s) => form.seats.includes(s.id) || issues.some((i) => i.concerns.includes(s.id)));
  const titles = filled(form.titles);
  return (
    <Confirm
      title={say("Open an article")}
      back={href("text", "open")}
      words={[
        "text", "open", "--file", "@titles",
        ...(form.issues.length > 0 ? ["--issues", form.issues.join(",")] : []),
        ...(form.seats.length > 0 ? ["--seats", form.seats.join(",")] : []),
        "--", form.name.trim(),
      ]}
      files={{ "@titles": JSON.stringify(titles) }}
      act={say("Open article %s", form.name.trim())}
      undone={say("Whoever holds the pen can leave the article out of the text later. That it was opened stays in the record.")}
      others={say("All seats see the article and that you opened it.")}
      not={Object.keys(titles).length === 0 ? say("Please give it a title.") : undefined}
      onDone={() => {
        const name = form.name.trim();
        for (const d of [NAME, TITLES, ISSUES, SEATS]) setDraft(d, undefined);
        go("text", "article", name);
      }}
    >
      <p>{say("Article %s", form.name.trim())}</p>
      <ul class="plain">
        {Object.entries(titles).map(([tag, t]) => (
          <li key={tag}>
            {languageName(tag)}: <Theirs lang={tag}>{t}</Theirs>
          </li>
        ))}
      </ul>
      <p>
        {issues.length === 0
          ? say("It is about no issue of the table.")
          : say("It is about: %s.", list(issues.map((i) => textIn(i.title, currentLanguage()).text)))}
      </p>
      <p>{say("It concerns %s.", seatNames(table.seats, concerned.map((s) => s.id)))}</p>
    </Confirm>
  );
}

