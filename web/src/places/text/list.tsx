// The whole text: its articles, how far each is, and who holds the pen.
import { Help } from "../../parts/help.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say } from "../../say.ts";
import { useOwnSeat } from "../../use.ts";
import { Parts, hrefArticle, silenceText } from "./part.tsx";
import { useArticles, useTextTable } from "./read.ts";
import { heading, seatName, seatNames, type Article, type TextTable } from "./types.ts";

export function List() {
  const articles = useArticles();
  const table = useTextTable();
  const own = useOwnSeat();
  return (
    <Page title={say("Text")}>
      <Help
        place={say("Here stands the one text that all negotiate, with its open words in square brackets. Whoever holds the pen writes the drafts.")}
        others={say("All seats see each draft, and what each seat says of it. Until you say something, nobody learns what you think of it.")}
      />
      {table !== undefined && (
        <p>
          {table.pen === own ? say("You hold the pen: you write the drafts.") : say("%s holds the pen and writes the drafts.", seatName(table.seats, table.pen))}{" "}
          <a href={href("text", "pen")}>{say("The pen")}</a>
        </p>
      )}
      {articles?.length === 0 && <p>{say("The text has no article yet. Open the first: anybody can. Then whoever holds the pen writes its words.")}</p>}
      {articles !== undefined && articles.length > 0 && (
        <Parts items={articles}>
          {(shown) => (
            <ul class="plain articles">
              {shown.map((a) => (
                <Line key={a.name} article={a} table={table} />
              ))}
            </ul>
          )}
        </Parts>
      )}
      <ul class="ways">
        <li>
          <a href={href("text", "open")}>{say("Open an article")}</a>
          <p>{say("Give it a number, a title, and the issues that it is about.")}</p>
        </li>
        {articles !== undefined && articles.length > 0 && (
          <>
            <li>
              <a href={href("text", "brackets")}>{say("All open brackets")}</a>
              <p>{say("What is still open, since when, and why.")}</p>
            </li>
            <li>
              <a href={href("text", "print")}>{say("Print the text or take it along")}</a>
              <p>{say("As a page, or as a file that opens anywhere. It names no seat.")}</p>
            </li>
          </>
        )}
      </ul>
    </Page>
  );
}

function Line({ article: a, table }: { article: Article; table: TextTable | undefined }) {
  const silence = silenceText(a, table);
  return (
    <li>
      <a href={hrefArticle(a)}>
        <Theirs>{heading(a)}</Theirs>
      </a>
      <div>
        {say(a.status)}
        {a.status === "bracketed" && `; ${say("open brackets: %s", a.open_brackets)}`}
        {a.status === "could be recommended" && `: ${seatNames(table?.seats, a.could_recommend)}`}
      </div>
      {a.drafts === 0 && a.sounding === null && <div class="hint">{say("There is no draft yet.")}</div>}
      {silence !== undefined && <div class={a.silence === "runs" ? "unsure" : undefined}>{silence}</div>}
    </li>
  );
}
