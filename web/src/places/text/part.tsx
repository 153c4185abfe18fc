// What several pages of the text need: the article of the address, its silence in words, long lists in parts.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { href } from "../../route.ts";
import { say } from "../../say.ts";
import { when, whenUniversal } from "../../time.ts";
import { useAnswer, useOwnSeat } from "../../use.ts";
import { useTextTable } from "./read.ts";
import { heading, seatNames, type Article, type Shown, type TextTable } from "./types.ts";

export interface ArticleProps {
  article: Shown;
  table: TextTable;
  /** The id of this desk's own seat. */
  own: string;
  holdsPen: boolean;
}

/** Reads the article that the address names. Until it is there the page says so; where there is none, why. */
export function WithArticle({ name, children }: { name: string; children(p: ArticleProps): ComponentChildren }) {
  const answer = useAnswer<Shown>(["text", "show", "--", name]);
  const table = useTextTable();
  const own = useOwnSeat();
  if (answer?.ok === false)
    return (
      <Page title={say("Text")} back={href("text")}>
        <Notice kind="refused">{answer.error}</Notice>
      </Page>
    );
  if (answer === undefined || table === undefined || own === undefined) return <p role="status">{say("One moment…")}</p>;
  return <>{children({ article: answer.result, table, own, holdsPen: table.pen === own })}</>;
}

export const hrefArticle = (a: Pick<Article, "name">, ...rest: (string | number)[]): string => href("text", "article", a.name, ...rest);

/** How a silence stands; nothing where there is none. */
export function silenceText(a: Article, table: TextTable | undefined): string | undefined {
  if (a.silence === "none" || a.silence_until === null) return undefined;
  const hour = when(a.silence_until);
  if (a.silence === "runs")
    return say("If nobody objects until %s (%s), the draft stands adopted.", hour, whenUniversal(a.silence_until));
  if (a.silence === "adopted") return say("Nobody objected until %s: the draft stands adopted.", hour);
  return a.objected.length > 0
    ? say("The silence was broken by %s.", seatNames(table?.seats, a.objected))
    : say("The silence was broken by a pause of the table.");
}

/** Who has said what of it, a line each; only where somebody has. */
export function SaidOf({ article, table }: { article: Article; table: TextTable | undefined }) {
  const lines = [
    [say("concerns"), article.concerns],
    [say("could be recommended by"), article.could_recommend],
    [say("agreed ad referendum by"), article.agreed],
    [say("confirmed by the principals of"), article.confirmed],
  ] as const;
  return (
    <dl class="said">
      {lines.map(([what, seats]) =>
        seats.length === 0 ? null : (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{seatNames(table?.seats, seats)}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

export const title = (act: string, a: Article): string => say("%s: article %s", act, heading(a));

/** A long list is shown in parts. */
export function Parts<T>({ items, of = 40, children }: { items: readonly T[]; of?: number; children(shown: readonly T[]): ComponentChildren }) {
  const [n, setN] = useState(of);
  return (
    <>
      {children(items.slice(0, n))}
      {items.length > n && (
        <button type="button" class="quiet" onClick={() => setN(n + of)}>
          {say("Show more: %s of %s are shown", n, items.length)}
        </button>
      )}
    </>
  );
}
