// What a seat says of an article: could recommend, agrees ad referendum, its principal confirms, takes it back. Each with the
// whole text read back.
import { Confirm } from "../../parts/confirm.tsx";
import { href } from "../../route.ts";
import { say, says } from "../../say.ts";
import { SaidOf, hrefArticle, title, type ArticleProps } from "./part.tsx";
import { Versions } from "./run.tsx";

export const VERDICTS = {
  recommend: {
    title: says("I could recommend it"),
    reads: says("You say that you could recommend these words to those at home. It binds nobody."),
    others: says("All seats see that you could recommend this article. Until now nobody knew what you think of it."),
    act: says("I could recommend article %s"),
    done: says("All see that you could recommend this article."),
    undone: says("Yes: you can take it back at any time; all seats see that, too."),
  },
  agree: {
    title: says("I agree, ad referendum"),
    reads: says("You agree to these words, ad referendum: nothing binds before your principal confirms. Only an official seat under instruction can."),
    others: says("All seats see that you have agreed to this article. No new draft is made unless you withdraw."),
    act: says("I agree to article %s, ad referendum"),
    done: says("You have agreed to this article, ad referendum."),
    undone: says("Yes, until the principals of all have confirmed it: you can take it back; all seats see that, too."),
  },
  confirm: {
    title: says("My principal confirms it"),
    reads: says("You say that your principal confirms these words. When the principals of all whom it concerns have, the article stays as it is."),
    others: says("All seats see that your principal confirms this article."),
    act: says("My principal confirms article %s"),
    done: says("All see that your principal confirms this article."),
    undone: says("Yes, until the principals of all have confirmed it: you can take it back; all seats see that, too."),
  },
  withdraw: {
    title: says("Take back what I said"),
    reads: says("You take back what you said of these words. You can say it anew."),
    others: says("All seats see that you have taken it back."),
    act: says("Take back what I said of article %s"),
    done: says("What you said of this article is taken back; all see it."),
    undone: says("Yes: you can say it anew."),
  },
} as const;

export type Verdict = keyof typeof VERDICTS;

export function Say({ article: a, table, verdict }: ArticleProps & { verdict: Verdict }) {
  const v = VERDICTS[verdict];
  return (
    <Confirm
      title={title(say(v.title), a)}
      back={hrefArticle(a)}
      words={["text", verdict, "--", a.name]}
      act={say(v.act, a.name)}
      others={say(v.others)}
      done={say(v.done)}
      undone={say(v.undone)}
    >
      <p>{say(v.reads)}</p>
      <Versions versions={a.languages} />
      <SaidOf article={a} table={table} />
      {verdict === "agree" && (
        <p>
          <a href={href("table", "standing")}>{say("Your standing and mandate")}</a>
        </p>
      )}
    </Confirm>
  );
}
