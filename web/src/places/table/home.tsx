// The first page of the place: the table itself, what waits for one, what was said last, and the ways on.
import type { ComponentChildren } from "preact";
import { Help } from "../../parts/help.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { href } from "../../route.ts";
import { say } from "../../say.ts";
import { useOwnSeat, useResult, useSeats } from "../../use.ts";
import { Lines, useWholeTable } from "./common.tsx";
import { RoundTable } from "./ring.tsx";
import type { Log, Meeting, Proposal, WholeTable } from "./types.ts";
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
        others={say("All seats of this table see what you say here, and who said it. Nobody outside does, and the relay reads nothing.")}
      />
      {table !== undefined && (
        <>
          <RoundTable table={table} pairs={pairs} />
          <Waiting table={table} />
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

/** What the others wait for from this seat. */
function Waiting({ table }: { table: WholeTable }) {
  const self = useOwnSeat();
  const proposals = useResult<{ proposals: Proposal[] }>(["proposal", "list"])?.proposals;
  const meetings = useResult<{ meetings: Meeting[] }>(["meeting", "list"])?.meetings;
  if (self === undefined) return null;
  const waiting = waitingFor(self, table, proposals ?? [], meetings ?? []);
  if (waiting.length === 0) return null;
  return (
    <Notice>
      <p>
        <strong>{say("The others wait for you")}</strong>
      </p>
      <ul class="plain">
        {waiting.map((w) => (
          <li key={w.to}>
            <a href={w.to}>{w.text}</a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
