// The papers of the table, the newest first, and the ways to what else is written here.
import { useState } from "preact/hooks";
import { Help } from "../../parts/help.tsx";
import { Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { day } from "../../time.ts";
import { useAnswer, useOwnSeat, useTable } from "../../use.ts";
import { useNames } from "./parts.tsx";
import type { PaperHead } from "./types.ts";

const SHOWN = 10;

export function Home() {
  const answer = useAnswer<{ papers: PaperHead[] }>(["paper", "list"]);
  const own = useOwnSeat();
  const seat = useTable()?.seats.find((s) => s.id === own);
  const [shown, setShown] = useState(SHOWN);
  const papers = answer?.ok ? [...answer.result.papers].reverse() : [];
  return (
    <Page title={say("Papers")}>
      <Help
        place={say("Here you circulate papers, put a text without an author among the others, and write to those at home (your principal).")}
        others={say("A paper goes to all seats at once, with your name. A non-paper comes out without one. A read-out is read by your principal alone; the others learn that there was one.")}
      />
      <p>
        <a href={href("papers", "circulate")}>{say("Circulate a paper")}</a>
        <small>{say("It goes to all seats at once, with your name.")}</small>
      </p>
      {answer?.ok === false && <Outcome answer={answer} />}
      {answer?.ok && papers.length === 0 && (
        <p>{say("No paper has been circulated yet. A paper is a text that you put before all seats at once, in one language or in several.")}</p>
      )}
      {papers.length > 0 && (
        <ul class="plain papers-list">
          {papers.slice(0, shown).map((p) => (
            <Row key={p.number} paper={p} />
          ))}
        </ul>
      )}
      {papers.length > shown && (
        <p>
          <button type="button" class="quiet" onClick={() => setShown(shown + 5 * SHOWN)}>
            {say("Show earlier papers")}
          </button>
        </p>
      )}
      <h2>{say("Other texts")}</h2>
      <ul class="ways">
        <li>
          <a href={href("papers", "nonpapers")}>{say("Non-papers")}</a>
          <p>{say("Texts that nobody has written: they come out of a round without an author.")}</p>
        </li>
        <li>
          <a href={href("papers", "readouts")}>{say("Read-outs")}</a>
          <p>{say("What you tell those at home to whom you answer: your principal. Nobody else can read it.")}</p>
        </li>
        <li>
          <a href={href("papers", "dossier")}>{say("The dossier")}</a>
          <p>{say("What the table has come to, as one page to hand over. It names nobody.")}</p>
        </li>
        {seat?.function === "facilitator" && (
          <li>
            <a href={href("papers", "shuttle")}>{say("Words for another table")}</a>
            <p>{say("As facilitator of two tables you carry words from one to the other, without their origin.")}</p>
          </li>
        )}
      </ul>
    </Page>
  );
}

function Row({ paper: p }: { paper: PaperHead }) {
  const names = useNames();
  return (
    <li>
      <a href={href("papers", "show", p.number)}>
        <Theirs>{p.title}</Theirs>
      </a>
      <p>
        {sayNodes("%1$s, %2$s", <Theirs>{names.one(p.seat)}</Theirs>, <bdi>{day(p.slot)}</bdi>)}
        {p.replaced_by !== 0 && <span class="mark">{say("replaced")}</span>}
        {p.attachments.length > 0 && <small>{say("Attachments: %s", p.attachments.length)}</small>}
      </p>
    </li>
  );
}
