// The one text that is negotiated. Its pages, by the address behind #/text.
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { href } from "../route.ts";
import { say } from "../say.ts";
import type { PlaceProps } from "../shell/places.ts";
import { ArticlePage } from "./text/article.tsx";
import { Clean, Compare, Drafts, OneDraft } from "./text/compare.tsx";
import { Draft, ForgetDraft, LeaveOut, SendDraft } from "./text/draft.tsx";
import { List } from "./text/list.tsx";
import { OpenArticle, SendArticle } from "./text/open.tsx";
import { WithArticle, type ArticleProps } from "./text/part.tsx";
import { GivePen, Pen } from "./text/pen.tsx";
import { Print } from "./text/print.tsx";
import { SendSettle, Settle } from "./text/settle.tsx";
import { BreakSilence, SetSilence } from "./text/silence.tsx";
import { Brackets } from "./text/table.tsx";
import { VERDICTS, Say, type Verdict } from "./text/verdict.tsx";
import "./text/text.css";

export function TextPlace({ rest }: PlaceProps) {
  const [page, name, ...more] = rest;
  switch (page) {
    case undefined:
      return <List />;
    case "open":
      return name === "send" ? <SendArticle /> : <OpenArticle />;
    case "pen":
      return name === undefined ? <Pen /> : <GivePen seat={name} />;
    case "brackets":
      return <Brackets />;
    case "print":
      return <Print />;
    case "article":
      // Another article is another page: nothing of the one before stays in its fields.
      return name === undefined ? <List /> : <WithArticle key={name} name={name}>{(p) => <OfArticle {...p} rest={more} />}</WithArticle>;
    default:
      return <NoPage />;
  }
}

function OfArticle({ rest, ...p }: ArticleProps & { rest: readonly string[] }) {
  const [page, first, second] = rest;
  switch (page) {
    case undefined:
      return <ArticlePage {...p} />;
    case "draft":
      return first === "send" ? <SendDraft {...p} /> : first === "forget" ? <ForgetDraft {...p} /> : <Draft {...p} />;
    case "settle":
      return first === "send" ? <SendSettle {...p} /> : <Settle {...p} />;
    case "drafts":
      return first === undefined ? <Drafts {...p} /> : <OneDraft {...p} number={first} />;
    case "compare":
      return first === undefined || second === undefined ? <Drafts {...p} /> : <Compare {...p} from={first} to={second} />;
    case "clean":
      return <Clean {...p} />;
    case "silence":
      return <SetSilence {...p} />;
    case "object":
      return <BreakSilence {...p} />;
    case "leave-out":
      return <LeaveOut {...p} />;
    default:
      return page in VERDICTS ? <Say {...p} verdict={page as Verdict} /> : <NoPage />;
  }
}

function NoPage() {
  return (
    <Page title={say("Text")} back={href("text")}>
      <Notice>{say("There is no such page.")}</Notice>
    </Page>
  );
}
