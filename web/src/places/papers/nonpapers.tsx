// Texts without an author: what is prepared here, the rounds, and what came out of them.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Help } from "../../parts/help.tsx";
import { Notice, Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { when } from "../../time.ts";
import { useAnswer, useCall, useOwnSeat, useTable } from "../../use.ts";
import { Written, useNames } from "./parts.tsx";
import { Drop, Prepare } from "./prepare.tsx";
import { OpenRound, RoundForm, TakePart } from "./round.tsx";
import { isOver, type NonPaper, type NonPapers, type Prepared, type Round } from "./types.ts";

const SHOWN = 5;

export function NonPapersPlace({ rest }: { rest: readonly string[] }) {
  switch (rest[0]) {
    case "write":
      return <Prepare />;
    case "drop":
      return <Drop />;
    case "round":
      return <RoundForm />;
    case "open":
      return <OpenRound />;
    case "take-part":
      return <TakePart key={rest[1]} round={rest[1] ?? ""} />;
    default:
      return <All />;
  }
}

export const useNonPapers = () => useAnswer<NonPapers>(["nonpaper", "list"]);

function All() {
  const answer = useNonPapers();
  const [shown, setShown] = useState(SHOWN);
  const all = answer?.ok ? answer.result : undefined;
  const papers = [...(all?.non_papers ?? [])].reverse();
  const rounds = [...(all?.rounds ?? [])].reverse();
  return (
    <Page title={say("Non-papers")} back={href("papers")}>
      <Help
        place={say("A non-paper is a text that nobody has written: no author, no heading, no date. It lets an idea be read for what it says.")}
        others={say("All that anybody learns is that it was one of the seats of the round. Your style can name you, and so can what only you could know.")}
      />
      {answer?.ok === false && <Outcome answer={answer} />}
      {all !== undefined && (
        <>
          <h2>{say("Prepared on this desk")}</h2>
          {all.prepared === null ? (
            <p>
              {say("You have prepared nothing.")} <a href={href("papers", "nonpapers", "write")}>{say("Write a non-paper")}</a>
            </p>
          ) : (
            <Waiting prepared={all.prepared} />
          )}
          <h2>{say("Rounds")}</h2>
          <p>
            {say("A non-paper comes out in a round of three to eight seats. Each of them takes part, with a text or without, and from outside all look alike. It is best opened by the facilitator or the convenor, for a fixed hour: then nobody asks for it.")}
          </p>
          {rounds.filter((r) => !isOver(r)).map((r) => (
            <OpenRow key={r.round} round={r} />
          ))}
          {all.prepared !== null && rounds.every(isOver) && (
            <p>{say("No round is open at present. Your text waits; if you ask for a round yourself, the others may guess why.")}</p>
          )}
          <p>
            <a href={href("papers", "nonpapers", "round")}>{say("Open a round")}</a>
          </p>
          {rounds.some(isOver) && (
            <details>
              <summary>{say("Rounds that are over")}</summary>
              <ul class="plain papers-list">
                {rounds.filter(isOver).slice(0, 4 * SHOWN).map((r) => (
                  <li key={r.round}>
                    {when(r.ended_slot)}
                    <p>{r.text}</p>
                  </li>
                ))}
              </ul>
            </details>
          )}
          <h2>{say("What came out")}</h2>
          {papers.length === 0 && <p>{say("No non-paper has come out of a round yet.")}</p>}
          {papers.slice(0, shown).map((p) => (
            <One key={p.number} paper={p} round={rounds.find((r) => r.round === p.round)} />
          ))}
          {papers.length > shown && (
            <p>
              <button type="button" class="quiet" onClick={() => setShown(shown + 4 * SHOWN)}>
                {say("Show earlier ones")}
              </button>
            </p>
          )}
        </>
      )}
    </Page>
  );
}

function One({ paper: p, round: r }: { paper: NonPaper; round: Round | undefined }) {
  const names = useNames();
  return (
    <article aria-labelledby={`non-paper-${p.number}`}>
      <h3 id={`non-paper-${p.number}`}>{say("Non-paper %s", p.number)}</h3>
      {r !== undefined && <p class="hint">{say("From the round of %1$s, among %2$s", when(r.ended_slot), names.all(r.seats))}</p>}
      <div class="readback">
        <Written text={p.text} />
      </div>
    </article>
  );
}

function Waiting({ prepared: p }: { prepared: Prepared }) {
  return (
    <>
      <div class="readback">
        <Written text={p.text} />
      </div>
      <p>{say("It is sealed on this desk and goes into the next round. Nothing outside tells that you have one.")}</p>
      {p.seats !== "" && (
        <p>{sayNodes("It has gone into a round of %s, and goes into no round without all of these.", <Theirs>{p.seats}</Theirs>)}</p>
      )}
      {p.tries > 0 && (
        <Notice>
          {say("Rounds in a row in which its place was broken: %s. Another text fell into the same place, or somebody broke it on purpose; the next round will tell.", p.tries)}
          {p.tries > 1 && <> {say("If every other seat had written each time, chance would do this once in %s times. The more often it happens, the surer it is that somebody breaks the rounds.", Math.round(p.once_in))}</>}
        </Notice>
      )}
      <p class="act">
        <a href={href("papers", "nonpapers", "write")}>{say("Change it")}</a>
        <a href={href("papers", "nonpapers", "drop")}>{say("Forget it")}</a>
      </p>
    </>
  );
}

function OpenRow({ round: r }: { round: Round }) {
  const names = useNames();
  const own = useOwnSeat();
  const doing = useCall();
  const now = useTable()?.now_slot ?? 0;
  const mine = own !== undefined && r.seats.includes(own);
  const still = r.seats.filter((s) => !r.sealed_by.includes(s));
  return (
    <Notice>
      <p>
        {sayNodes("%1$s has opened a round among %2$s.", <Theirs>{names.one(r.opened_by)}</Theirs>, <bdi>{names.all(r.seats)}</bdi>)}
      </p>
      {r.day_slot !== 0 && <p>{say("Its hour: %s. Every desk that is open and unlocked then takes part by itself.", when(r.day_slot))}</p>}
      {r.sealed_by.length > 0 && still.length > 0 && <p>{say("Still to take part: %s", names.all(still))}</p>}
      {!mine && <p>{say("Your seat is not in this round. You will read what comes out of it.")}</p>}
      {mine && !r.sealed && r.day_slot <= now && (
        <p>
          <a href={href("papers", "nonpapers", "take-part", r.round)}>{say("Take part")}</a>
        </p>
      )}
      {r.opened_by === own && r.sealed_by.length === 0 && (
        <>
          <Outcome answer={doing.answer} />
          <Act quiet busy={doing.busy} onAct={() => void doing.run(["sound", "stop", "--sounding", String(r.round)])}>
            {say("Withdraw the round")}
          </Act>
        </>
      )}
    </Notice>
  );
}
