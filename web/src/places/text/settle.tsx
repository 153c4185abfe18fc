// Settling brackets: of each, in each language, the alternative that stays, or that it stays open.
import { Choice, Choices } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Page } from "../../parts/page.tsx";
import { Act } from "../../parts/act.tsx";
import { setDraft } from "../../drafts.ts";
import { go } from "../../route.ts";
import { say } from "../../say.ts";
import { useDraft } from "../../use.ts";
import { labelOf, plain, settleWords, undecided, type Choices as Chosen } from "./brackets.ts";
import { hrefArticle, title, type ArticleProps } from "./part.tsx";
import { Reopens, reopenWords } from "./reopen.tsx";
import { RunView } from "./run.tsx";
import { directionOf, languageName, type Shown } from "./types.ts";

/** Kept by draft: what was chosen in one draft says nothing about the next. */
function useChoices(a: Shown): [Chosen, (id: number, k: number | undefined) => void, boolean, (rest: boolean) => void] {
  const [text, setText] = useDraft(`text/settle/${a.name}/${a.drafts}`);
  const [rest, setRest] = useDraft(`text/settle-rest/${a.name}/${a.drafts}`);
  const chosen = new Map((text === "" ? [] : (JSON.parse(text) as [number, number][])));
  const choose = (id: number, k: number | undefined): void => {
    if (k === undefined) chosen.delete(id);
    else chosen.set(id, k);
    setText(chosen.size === 0 ? "" : JSON.stringify([...chosen]));
  };
  return [chosen, choose, rest !== "", (on) => setRest(on ? "rest" : "")];
}

/** With the rest settled, what is not chosen is the first alternative. */
function whole(a: Shown, chosen: Chosen, rest: boolean): Chosen {
  if (!rest) return chosen;
  const all = new Map(chosen);
  for (const v of a.languages)
    for (const { bracket } of undecided(v.run, new Map())) if (!all.has(bracket.id)) all.set(bracket.id, 0);
  return all;
}

export function Settle({ article: a }: ArticleProps) {
  const [chosen, choose, rest, setRest] = useChoices(a);
  const several = a.languages.length > 1;
  if (a.languages.every((v) => undecided(v.run, new Map()).length === 0))
    return (
      <Page title={title(say("Settle brackets"), a)} back={hrefArticle(a)}>
        <p>{say("There are no brackets in this article: nothing is to be settled.")}</p>
      </Page>
    );
  return (
    <Page title={title(say("Settle brackets"), a)} back={hrefArticle(a)}>
      <p>{say("Choose the alternative that stays. What you leave open stays in brackets, with its number and its age.")}</p>
      {a.languages.map((v) => (
        <section key={v.language}>
          {several && <h2>{languageName(v.language)}</h2>}
          <RunView run={v.run} language={v.language} choices={whole(a, chosen, rest)} />
          {undecided(v.run, chosen).map(({ bracket }) => (
            <Choice
              key={bracket.id}
              label={say("Bracket %s, %s", String(bracket.id), say(bracket.reason))}
              options={[
                ...bracket.alternatives.map((alt, k) => ({
                  value: String(k),
                  label: (
                    <>
                      <bdi class="label">{labelOf(bracket.id, k)}</bdi>{" "}
                      {alt.length === 0 ? (
                        say("(nothing)")
                      ) : (
                        <bdi lang={v.language} dir={directionOf(v.language)}>
                          {plain(alt)}
                        </bdi>
                      )}
                    </>
                  ),
                })),
                { value: "open", label: rest ? say("the first alternative, as all others") : say("stays open") },
              ]}
              value={String(chosen.get(bracket.id) ?? "open")}
              onValue={(k) => choose(bracket.id, k === "open" ? undefined : Number(k))}
            />
          ))}
        </section>
      ))}
      <Choices
        label={say("All others")}
        options={[{ value: "rest", label: say("Of all others the first alternative stays: the clean text.") }]}
        values={rest ? ["rest"] : []}
        onValues={(v) => setRest(v.length > 0)}
      />
      <Act
        busy={false}
        not={chosen.size === 0 && !rest ? say("Please choose at least one alternative.") : undefined}
        onAct={() => go("text", "article", a.name, "settle", "send")}
      >
        {say("Go on: read it back")}
      </Act>
    </Page>
  );
}

export function SendSettle({ article: a, table }: ArticleProps) {
  const [chosen, , rest] = useChoices(a);
  const words = settleWords(a.languages.map((v) => v.run), chosen);
  return (
    <Confirm
      title={title(say("Settle brackets"), a)}
      back={hrefArticle(a, "settle")}
      words={["text", "settle", ...(rest ? ["--rest"] : []), ...reopenWords(a), "--", a.name, ...words]}
      act={say("Send this draft of article %s", a.name)}
      undone={say("A later draft can open a bracket again, as a new one: its age begins anew. This draft stays in the record.")}
      others={say("All seats get the new draft at once, and see what has changed in it.")}
      not={words.length === 0 && !rest ? say("Please choose at least one alternative.") : undefined}
      onDone={() => {
        setDraft(`text/settle/${a.name}/${a.drafts}`, undefined);
        setDraft(`text/settle-rest/${a.name}/${a.drafts}`, undefined);
        go("text", "article", a.name);
      }}
    >
      <p>{say("A new draft of article %s, in which these words stay and those that are struck out go:", a.name)}</p>
      {a.languages.map((v) => (
        <section key={v.language}>
          {a.languages.length > 1 && <h2>{languageName(v.language)}</h2>}
          <RunView run={v.run} language={v.language} choices={whole(a, chosen, rest)} />
        </section>
      ))}
      <Reopens article={a} table={table} />
    </Confirm>
  );
}
