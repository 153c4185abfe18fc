// The first page of the place: the table itself, what waits for one, what was said last, and the ways on.
import type { ComponentChildren } from "preact";
import { Help } from "../../parts/help.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say } from "../../say.ts";
import { useOwnSeat, useResult, useSeats } from "../../use.ts";
import type { SoundTable, Sounding } from "../soundings/types.ts";
import type { Article } from "../text/types.ts";
import { Lines, useWholeTable } from "./common.tsx";
import { RoundTable } from "./ring.tsx";
import type { Log, Meeting, Proposal } from "./types.ts";
import { waitingFor } from "./waiting.ts";

const LAST_SAID = ["log", "--kind", "said", "--last", "3"];

export function Home() {
  const table = useWholeTable();
  const pairs = useSeats()?.seats ?? [];
  const said = useResult<Log>(LAST_SAID);
  return (
    <Page title={say("Table")}>
      <Help
        place={say("Here you see who sits at this table, for whom each speaks and under which mandate, and what has been said.")}
        others={say("All seats of this table see what you say here, and who said it. Nobody outside does: what goes from desk to desk is sealed.")}
      />
      {table !== undefined && (
        <>
          <Waiting table={table as unknown as SoundTable} />
          <RoundTable table={table} pairs={pairs} />
        </>
      )}
      <h2>{say("What was said last")}</h2>
      {said?.events.length === 0 && <p>{say("Nothing has been said yet. Whoever likes may begin.")}</p>}
      {said !== undefined && <Lines lines={said.events} level="h3" label={say("What was said last")} />}
      <p>
        <a class="button" href={href("table", "said")}>
          {say("Say something, or read on")}
        </a>
      </p>
      <h2>{say("More about this table")}</h2>
      <ul class="ways">
        <Way to={href("table", "seats")} name={say("Seats and mandates")}>
          {say("Your own standing and mandate, those of the others, a new seat, a new machine.")}
        </Way>
        <Way to={href("table", "issues")} name={say("Issues")}>
          {say("What is talked about, with its options, and whom each issue concerns.")}
        </Way>
        <Way to={href("table", "meetings")} name={say("Meetings")}>
          {say("Call one, say whether you come, read its record.")}
        </Way>
        <Way to={href("table", "proposals")} name={say("Proposals")}>
          {say("What needs the consent of others, and what was decided.")}
        </Way>
        <Way to={href("table", "record")} name={say("The record")}>
          {say("All that was said and done, and a search in it.")}
        </Way>
        <Way to={href("table", "rules")} name={say("Rules and settings")}>
          {say("What holds at this table, and how it is changed.")}
        </Way>
        <Way to={href("table", "pause")} name={say("Pause, and the press")}>
          {say("Stop for a while, when the world has changed, or when something is in the press.")}
        </Way>
      </ul>
    </Page>
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

/** What waits for this seat, at all places. */
function Waiting({ table }: { table: SoundTable }) {
  const self = useOwnSeat();
  const proposals = useResult<{ proposals: Proposal[] }>(["proposal", "list"])?.proposals;
  const meetings = useResult<{ meetings: Meeting[] }>(["meeting", "list"])?.meetings;
  const soundings = useResult<{ soundings: Sounding[] }>(["sound", "status"])?.soundings;
  const articles = useResult<{ articles: Article[] }>(["text", "list"])?.articles;
  if (self === undefined || proposals === undefined || meetings === undefined || soundings === undefined || articles === undefined) return null;
  const waiting = waitingFor(self, { table, proposals, meetings, soundings, articles });
  return (
    <section aria-labelledby="waiting-heading">
      <h2 id="waiting-heading">{say("What waits for you")}</h2>
      {waiting.length === 0 ? (
        <p>{say("Nothing waits for you.")}</p>
      ) : (
        <ul class="plain waiting">
          {waiting.map((w, i) => (
            <li key={`${i} ${w.to}`}>
              <a href={w.to}>{w.text}</a>
              {w.more !== undefined && (
                <small>
                  {w.by !== undefined && <Theirs>{w.by}</Theirs>} <Theirs>{w.more}</Theirs>
                </small>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
