// All open brackets of the text, by age or by reason, with the number that the table allows.
import { useState } from "preact/hooks";
import { Choice } from "../../parts/choice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say } from "../../say.ts";
import { day } from "../../time.ts";
import { bracketRows, labelOf, plain, type Row } from "./brackets.ts";
import { Parts, hrefArticle } from "./part.tsx";
import { useArticlesWithWords, useTextTable } from "./read.ts";
import { Nothing } from "./run.tsx";
import { REASONS, directionOf, heading, languageName, type Article } from "./types.ts";

export function Brackets() {
  const articles = useArticlesWithWords();
  const table = useTextTable();
  const [by, setBy] = useState<"age" | "reason">("age");
  if (articles === undefined || table === undefined) return <p role="status">{say("One moment…")}</p>;
  const rows = bracketRows(articles, by, REASONS);
  return (
    <Page title={say("All open brackets")} back={href("text")}>
      <Budget articles={articles} most={table.settings.brackets_max} />
      {rows.length === 0 ? (
        <p>{say("No bracket is open.")}</p>
      ) : (
        <>
          <Choice<"age" | "reason">
            label={say("In which order?")}
            options={[
              { value: "age", label: say("The oldest first") },
              { value: "reason", label: say("By the reason why they are open") },
            ]}
            value={by}
            onValue={setBy}
          />
          <Parts items={rows}>{(shown) => <Table rows={shown} now={table.now_slot} />}</Parts>
        </>
      )}
    </Page>
  );
}

function Budget({ articles, most }: { articles: readonly Article[]; most: number }) {
  const full = articles.filter((a) => most > 0 && a.open_brackets >= most);
  return (
    <>
      <p>
        {most === 0
          ? say("The table sets no limit to the open brackets of an article.")
          : say("The table allows so many open brackets in one article: %s.", most)}
      </p>
      {full.length > 0 && (
        <p class="unsure">
          {say("As many as it may have:")} <Theirs>{full.map(heading).join(" · ")}</Theirs>
        </p>
      )}
    </>
  );
}

function Table({ rows, now }: { rows: readonly Row[]; now: number }) {
  const several = new Set(rows.map((r) => r.language)).size > 1;
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={say("All open brackets")}>
      <table class="brackets" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">{say("Article and bracket")}</th>
            <th scope="col" role="columnheader">{say("Alternatives")}</th>
            <th scope="col" role="columnheader">{say("Why, and since when")}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((r) => (
            <tr role="row" key={`${r.article.name} ${r.language} ${r.bracket.id}`}>
              <th scope="row" role="rowheader">
                <a href={hrefArticle(r.article)}>
                  <Theirs>{heading(r.article)}</Theirs>
                </a>
                <div>
                  {say("Bracket %s", String(r.bracket.id))}
                  {several && `, ${languageName(r.language)}`}
                </div>
              </th>
              <td role="cell" lang={r.language} dir={directionOf(r.language)}>
                {r.bracket.alternatives.map((a, k) => (
                  <div key={k}>
                    <bdi class="label">{labelOf(r.bracket.id, k)}</bdi> {a.length === 0 ? <Nothing /> : plain(a)}
                  </div>
                ))}
              </td>
              <td role="cell">
                {say(r.bracket.reason)}
                {r.bracket.since !== null && (
                  <div>{say("since %s; days: %s", day(r.bracket.since), Math.max(0, Math.floor((now - r.bracket.since) / 1440)))}</div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
