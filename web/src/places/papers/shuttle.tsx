// Words for another table of the same facilitator's: of a paper, of an article, or own words. Their origin stays behind.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { Notice, Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { go, href } from "../../route.ts";
import { currentLanguage, say, sayNodes } from "../../say.ts";
import type { TableFolder } from "../../types.ts";
import { useAnswer, useDraft, useOwnSeat, useResult, useTable } from "../../use.ts";
import { languageName, languageOptions } from "./languages.ts";
import { Findings, Select, Written } from "./parts.tsx";
import type { Finding, Paper, PaperHead } from "./types.ts";
import { bracketsOf } from "./words.ts";

const BACK = href("papers", "shuttle");

interface Carry {
  what: "paper" | "text" | "words";
  /** Of a paper its number, of an article its name. */
  which: string;
  words: string;
  /** Of each bracket the alternative that is carried; without one, the first. */
  choices: Record<string, number>;
  /** "" for all languages. */
  language: string;
  title: string;
  /** The folder of the other desk; undefined until one is chosen. */
  to?: string;
}

function useCarry(): [Carry, (part: Partial<Carry>) => void, () => void] {
  const [text, setText] = useDraft("papers/shuttle");
  const carry: Carry = { what: "words", which: "", words: "", choices: {}, language: "", title: "", ...(text === "" ? {} : (JSON.parse(text) as Partial<Carry>)) };
  return [carry, (part) => setText(JSON.stringify({ ...carry, ...part })), () => setText("")];
}

export function ShuttlePlace({ rest }: { rest: readonly string[] }) {
  const own = useOwnSeat();
  const seat = useTable()?.seats.find((s) => s.id === own);
  if (rest[0] === "carry") return <CarryOver />;
  if (seat !== undefined && seat.function !== "facilitator")
    return (
      <Page title={say("Words for another table")} back={href("papers")}>
        <p>{say("Only the facilitator of two tables carries words from one to the other.")}</p>
      </Page>
    );
  return <Form paper={rest[0] === "paper" ? rest[1] : undefined} />;
}

function Form({ paper }: { paper: string | undefined }) {
  const [c, change] = useCarry();
  const answer = useAnswer<{ tables: TableFolder[] }>(["desk", "tables"]);
  const others = answer?.ok ? answer.result.tables.filter((t) => !t.here) : [];
  const papers = [...(useResult<{ papers: PaperHead[] }>(["paper", "list"])?.papers ?? [])].reverse();
  const articles = useResult<{ articles: { name: string }[] }>(["text", "list"])?.articles ?? [];
  if (paper !== undefined && (c.what !== "paper" || c.which !== paper)) {
    change({ what: "paper", which: paper, language: "" });
    go("papers", "shuttle");
  }
  const which = c.which !== "" ? c.which : c.what === "paper" ? String(papers[0]?.number ?? "") : c.what === "text" ? (articles[0]?.name ?? "") : "";
  const not =
    c.to === undefined ? say("Please choose the other table.")
    : c.what === "words" ? (c.words.trim() === "" ? say("Please write the text.") : undefined)
    : which === "" ? say("There is nothing to carry there.")
    : undefined;
  return (
    <Page title={say("Words for another table")} back={href("papers")}>
      <p>{say("The words become a paper of yours at the other table. Author, day, numbers, names, versions and reasons stay behind. Neither table is told that there is another.")}</p>
      {answer?.ok === false && <Outcome answer={answer} />}
      {answer?.ok && others.length === 0 ? (
        <p>
          {say("There is no other desk in this folder.")} <a href={href("tables")}>{say("Another table")}</a>
        </p>
      ) : (
        <Choice
          label={say("The other table, by its folder")}
          options={others.map((t) => ({ value: t.folder, label: t.folder === "" ? say("The folder with which the program was started") : <Theirs>{t.folder}</Theirs> }))}
          value={c.to}
          onValue={(to) => change({ to })}
        />
      )}
      <Choice
        label={say("What is carried")}
        options={[
          { value: "paper", label: say("The words of a paper") },
          { value: "text", label: say("The clean text of an article"), hint: say("Of each bracket, which holds words that are not agreed, one alternative.") },
          { value: "words", label: say("Words of your own") },
        ]}
        value={c.what}
        onValue={(what) => change({ what, which: "", choices: {}, language: what === "words" ? currentLanguage() : "" })}
      />
      {c.what === "paper" && papers.length > 0 && (
        <Select
          label={say("Which paper")}
          value={which}
          options={papers.map((p) => ({ value: String(p.number), label: p.title }))}
          onValue={(v) => change({ which: v, language: "" })}
        />
      )}
      {c.what === "paper" && which !== "" && <PaperLanguage paper={papers.find((p) => String(p.number) === which)} value={c.language} onValue={(language) => change({ language })} />}
      {c.what === "text" && articles.length > 0 && (
        <Select
          label={say("Which article")}
          value={which}
          options={articles.map((a) => ({ value: a.name, label: a.name }))}
          onValue={(v) => change({ which: v, choices: {}, language: "" })}
        />
      )}
      {c.what === "text" && which !== "" && (
        <Brackets article={which} language={c.language} choices={c.choices} onChange={change} />
      )}
      {c.what === "words" && (
        <>
          <Field label={say("Words of your own")} lines={8} value={c.words} onValue={(words) => change({ words })} />
          <Select
            label={say("Language of this text")}
            value={c.language === "" ? currentLanguage() : c.language}
            options={languageOptions().map((l) => ({ value: l.tag, label: l.name }))}
            onValue={(language) => change({ language })}
          />
        </>
      )}
      <Field label={say("Title at the other table")} hint={say("Without one it is called “A paper of the facilitator”.")} value={c.title} onValue={(title) => change({ title })} />
      <Act
        busy={false}
        not={not}
        onAct={() => {
          change({ which, language: c.what === "words" && c.language === "" ? currentLanguage() : c.language });
          go("papers", "shuttle", "carry");
        }}
      >
        {say("Read it back")}
      </Act>
    </Page>
  );
}

function PaperLanguage({ paper, value, onValue }: { paper: PaperHead | undefined; value: string; onValue(tag: string): void }) {
  if (paper === undefined || paper.languages.length < 2 || !paper.authentic) return null;
  return (
    <Select
      label={say("Which language")}
      value={value}
      options={[{ value: "", label: say("All of them") }, ...paper.languages.map((tag) => ({ value: tag, label: languageName(tag) }))]}
      onValue={onValue}
    />
  );
}

const useNotation = (article: string) => useResult<{ text: Record<string, string> }>(["text", "show", article, "--notation"])?.text ?? {};

function Brackets(p: { article: string; language: string; choices: Record<string, number>; onChange(part: Partial<Carry>): void }) {
  const text = useNotation(p.article);
  const tags = Object.keys(text);
  const tag = p.language !== "" ? p.language : tags.length === 1 ? (tags[0] ?? "") : "";
  const brackets = bracketsOf(text[tag] ?? "");
  return (
    <>
      {tags.length > 1 && (
        <Select
          label={say("Which language")}
          value={p.language}
          options={[{ value: "", label: say("All of them") }, ...tags.map((t) => ({ value: t, label: languageName(t) }))]}
          onValue={(language) => p.onChange({ language, choices: {} })}
        />
      )}
      {brackets.map((b) => (
        <Choice
          key={b.id}
          label={say("Bracket %s: what is carried", b.id)}
          options={b.alternatives.map((a, i) => ({ value: String(i + 1), label: a.trim() === "" ? say("(nothing)") : <Theirs>{a}</Theirs> }))}
          value={String(p.choices[b.id] ?? 1)}
          onValue={(v) => p.onChange({ choices: { ...p.choices, [b.id]: Number(v) } })}
        />
      ))}
    </>
  );
}

/** The words of the command line. */
export function carryWords(c: Carry, asItStands: boolean): string[] {
  const choices = c.what === "text" ? Object.entries(c.choices).filter(([, k]) => k > 1).map(([id, k]) => `${id}:${k}`) : [];
  return [
    "shuttle", c.what, "--to", c.to ?? "",
    ...(c.title.trim() === "" ? [] : ["--title", c.title.trim()]),
    ...(c.language === "" ? [] : ["--language", c.language]),
    ...(asItStands ? ["--as-it-stands"] : []),
    "--", c.what === "words" ? c.words : c.which, ...choices,
  ];
}

function CarryOver() {
  const [carry, , forget] = useCarry();
  const [c] = useState(carry);
  const [passphrase, setPassphrase] = useState("");
  const [findings, setFindings] = useState<Finding[]>([]);
  const [asItStands, setAsItStands] = useState(false);
  return (
    <Confirm
      title={say("Carry the words over")}
      back={BACK}
      others={say("The other table gets a paper of yours. At this table nothing is posted, and neither learns of the other.")}
      act={say("Carry them over")}
      undone={say("No. At the other table you can put a new version in the place of this paper.")}
      words={carryWords(c, asItStands)}
      passphrase={passphrase}
      not={
        c.to === undefined ? say("Please choose the other table.")
        : passphrase === "" ? say("Please enter the passphrase.")
        : findings.length > 0 && !asItStands ? say("Please change what is marked, or say that you have looked at each.")
        : undefined
      }
      done={say("The words are at the other table, as a paper of yours. Wait a while before you speak of them: what comes at once tells where it came from.")}
      onDone={() => {
        forget();
        setFindings([]);
      }}
      onRefused={(answer) => setFindings((answer.result as { findings?: Finding[] } | null)?.findings ?? [])}
    >
      <p>{sayNodes("To the table in the folder %s", <Theirs>{c.to ?? ""}</Theirs>)}</p>
      {c.title !== "" && (
        <h2>
          <Theirs>{c.title}</Theirs>
        </h2>
      )}
      {c.what === "paper" && <OfPaper number={c.which} language={c.language} />}
      {c.what === "text" && <OfArticle article={c.which} language={c.language} choices={c.choices} />}
      {c.what === "words" && <Written text={c.words} lang={c.language} />}
      {findings.length > 0 && (
        <Notice kind="warning">
          <p>{say("This could tell who said something:")}</p>
          <Findings findings={findings} />
          <label class="option">
            <input type="checkbox" checked={asItStands} onChange={(e) => setAsItStands(e.currentTarget.checked)} />
            <span>{say("I have looked at each mark, and the text is to stay as it is")}</span>
          </label>
        </Notice>
      )}
      <Field label={say("Passphrase of the other desk")} type="password" autocomplete="off" value={passphrase} onValue={setPassphrase} />
    </Confirm>
  );
}

function OfPaper({ number, language }: { number: string; language: string }) {
  const paper = useResult<{ paper: Paper }>(["paper", "show", number])?.paper;
  const tags = paper === undefined ? [] : language !== "" ? [language] : paper.authentic ? paper.languages : paper.languages.slice(0, 1);
  return (
    <>
      {tags.map((tag) => (
        <section key={tag}>
          <h3>{languageName(tag)}</h3>
          <Written text={paper?.text[tag] ?? ""} lang={tag} />
        </section>
      ))}
    </>
  );
}

function OfArticle({ article, language, choices }: { article: string; language: string; choices: Record<string, number> }) {
  const clean = useResult<{ text: Record<string, string> }>(["text", "show", article, "--clean"])?.text ?? {};
  const notation = useNotation(article);
  const tags = language !== "" ? [language] : Object.keys(clean);
  const chosen = bracketsOf(notation[tags[0] ?? ""] ?? "").filter((b) => (choices[b.id] ?? 1) > 1);
  return (
    <>
      {tags.map((tag) => (
        <section key={tag}>
          <h3>{languageName(tag)}</h3>
          <Written text={clean[tag] ?? ""} lang={tag} />
        </section>
      ))}
      {chosen.length > 0 && (
        <>
          <p>{say("But for these brackets, of which another alternative is carried:")}</p>
          <ul>
            {chosen.map((b) => (
              <li key={b.id}>
                {sayNodes("Bracket %1$s: %2$s", <bdi>{b.id}</bdi>, <Theirs>{b.alternatives[(choices[b.id] ?? 1) - 1] ?? ""}</Theirs>)}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
