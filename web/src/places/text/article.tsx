// One article: its words, how far it is, its silence, and what one can do with it.
import type { ComponentChildren } from "preact";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { when } from "../../time.ts";
import { SaidOf, hrefArticle, silenceText, type ArticleProps } from "./part.tsx";
import { Versions } from "./run.tsx";
import { STATUS_MEANS, heading, seatName } from "./types.ts";

export function ArticlePage(p: ArticleProps) {
  const { article: a, table } = p;
  const last = a.history[a.history.length - 1];
  return (
    <Page title={heading(a)} back={href("text")}>
      <p>
        <strong>{say(a.status)}</strong>
        {last !== undefined && <> · {say("draft %s, by %s, %s", String(last.number), seatName(table.seats, last.seat), when(last.slot))}</>}
      </p>
      <p class="hint">{say(STATUS_MEANS[a.status] ?? "")}</p>
      {a.sounding !== null && a.drafts === 0 && (
        <p class="hint">{say("A sounding found this package: every seat that took part could live with it. It entered the text by itself.")}</p>
      )}
      <Silence {...p} />
      {a.languages.length > 0 && <Versions versions={a.languages} ages />}
      {a.languages.length === 0 && <p>{p.holdsPen ? say("There are no words yet. You hold the pen: write the first draft.") : say("There are no words yet. Whoever holds the pen writes the first draft.")}</p>}
      <SaidOf article={a} table={table} />
      <Ways {...p} />
    </Page>
  );
}

function Silence({ article: a, table, own }: ArticleProps) {
  const text = silenceText(a, table);
  if (text === undefined) return null;
  const mayObject = a.silence === "runs" && a.concerns.includes(own);
  return (
    <Notice kind={a.silence === "adopted" ? "done" : "warning"}>
      <p>{text}</p>
      {a.objections.map((o) => (
        <p key={o.seat}>{sayNodes("%s: %s", <Theirs>{seatName(table.seats, o.seat)}</Theirs>, <Theirs>{o.remark}</Theirs>)}</p>
      ))}
      {mayObject && (
        <p>
          <a href={hrefArticle(a, "object")}>{say("Break the silence")}</a>
        </p>
      )}
    </Notice>
  );
}

function Way({ to, name, children }: { to: string; name: string; children: ComponentChildren }) {
  return (
    <li>
      <a href={to}>{name}</a>
      <p>{children}</p>
    </li>
  );
}

function Ways({ article: a, own, holdsPen }: ArticleProps) {
  const concerned = a.concerns.includes(own);
  const hasWords = a.languages.some((v) => v.run.length > 0);
  const isClean = hasWords && a.open_brackets === 0;
  const final = a.status === "confirmed by principals";
  return (
    <>
      {concerned && isClean && !final && (
        <section>
          <h2>{say("What do you say of it?")}</h2>
          <ul class="ways">
            {!a.could_recommend.includes(own) && (
              <Way to={hrefArticle(a, "recommend")} name={say("I could recommend it")}>
                {say("You would recommend it to those at home. It binds nobody.")}
              </Way>
            )}
            {!a.agreed.includes(own) && (
              <Way to={hrefArticle(a, "agree")} name={say("I agree, ad referendum")}>
                {say("For an official under instruction: yes, until those at home have confirmed it.")}
              </Way>
            )}
            {a.agreed.includes(own) && !a.confirmed.includes(own) && (
              <Way to={hrefArticle(a, "confirm")} name={say("My principal confirms it")}>
                {say("Those at home, to whom you answer, say yes. When all whom it concerns have agreed.")}
              </Way>
            )}
            {a.could_recommend.includes(own) && (
              <Way to={hrefArticle(a, "withdraw")} name={say("Take back what I said")}>
                {say("Your word on this article is taken back; all see it.")}
              </Way>
            )}
          </ul>
        </section>
      )}
      {concerned && !holdsPen && !final && (
        <section>
          <h2>{isClean ? say("Would you have other words?") : say("What you can do")}</h2>
          <ul class="ways">
            <Way to={href("table", "said")} name={say("Say which words you would have")}>
              {say("Whoever holds the pen can put them in brackets beside the others.")}
            </Way>
            <Way to={href("text", "pen")} name={say("Propose that another seat holds the pen")}>
              {say("It changes hands when every seat consents.")}
            </Way>
          </ul>
        </section>
      )}
      {holdsPen && !final && (
        <section>
          <h2>{say("With the pen")}</h2>
          <ul class="ways">
            <Way to={hrefArticle(a, "draft")} name={say("Write a draft")}>
              {say("Change the words, put words in brackets, add alternatives.")}
            </Way>
            {a.open_brackets > 0 && (
              <Way to={hrefArticle(a, "settle")} name={say("Settle brackets")}>
                {say("Choose the alternative that stays.")}
              </Way>
            )}
            {a.drafts > 0 && hasWords && (a.silence === "none" || a.silence === "broken") && (
              <Way to={hrefArticle(a, "silence")} name={say("Set a silence")}>
                {say("If nobody objects until an hour that you name, the draft stands adopted.")}
              </Way>
            )}
            {hasWords && (
              <Way to={hrefArticle(a, "leave-out")} name={say("Leave the article out")}>
                {say("It goes out of the text; its earlier drafts stay on the record.")}
              </Way>
            )}
          </ul>
        </section>
      )}
      {a.languages.length > 0 && (
        <section>
          <h2>{say("To read")}</h2>
          <ul class="ways">
            {a.open_brackets > 0 && (
              <Way to={hrefArticle(a, "clean")} name={say("The clean text")}>
                {say("How it reads when the first alternative of every bracket stays.")}
              </Way>
            )}
            {a.drafts > 0 && (
              <Way to={hrefArticle(a, "drafts")} name={say("Earlier drafts, and what has changed")}>
                {say("Any two drafts, word by word.")}
              </Way>
            )}
          </ul>
        </section>
      )}
    </>
  );
}
