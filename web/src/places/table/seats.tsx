// Who sits here: one's own standing and mandate, those of the others, and what needs the consent of all.
import { Confirm } from "../../parts/confirm.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs, Told } from "../../parts/theirs.tsx";
import { go, href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { SeatWords, Verified } from "../../shell/roster.tsx";
import { when } from "../../time.ts";
import type { Seat } from "../../types.ts";
import { useOwnSeat, useResult, useSeats } from "../../use.ts";
import { useNames, useWholeTable } from "./common.tsx";
import { MANDATE_MEANT, STANDING_MEANT } from "./meant.ts";
import type { Log } from "./types.ts";

export function Seats() {
  const table = useWholeTable();
  const self = useOwnSeat();
  if (table === undefined || self === undefined) return null;
  return (
    <Page title={say("Seats and mandates")} back={href("table")}>
      <p class="track">{table.track.text}</p>
      <p class="hint">{say("Each seat says what it is to its government (its standing) and how far those at home have sent it (its mandate). The track follows from the standings: One, officials at all ends; 1.5, officials at one end at least; Two, no official.")}</p>
      <ul class="plain seat-list">
        {table.seats.map((seat) => (
          <li key={seat.id}>
            <a href={href("table", "seat", seat.id)}>
              <Theirs>{seat.name}</Theirs>
            </a>
            {seat.id === self && <span class="mark">{say("you")}</span>}
            {table.pen === seat.id && <span class="mark">{say("writes the drafts (holds the pen)")}</span>}
            <SeatWords seat={seat} />
          </li>
        ))}
      </ul>
      <h2>{say("What you can do")}</h2>
      <ul class="ways">
        <li>
          <a href={href("table", "standing")}>{say("Your standing and mandate")}</a>
          <p>{say("When they change, say so: the track follows from them.")}</p>
        </li>
        <li>
          <a href={href("table", "keep")}>{say("How long you keep the record")}</a>
          <p>{say("All others know it.")}</p>
        </li>
        <li>
          <a href={href("table", "new-seat")}>{say("A new seat")}</a>
          <p>{say("Every seat must consent.")}</p>
        </li>
        <li>
          <a href={href("table", "device")}>{say("A new machine for a seat")}</a>
          <p>{say("When somebody's machine is old, broken or gone.")}</p>
        </li>
        {table.convenor === self && (
          <li>
            <a href={href("table", "introduce")}>{say("Introduce two seats")}</a>
            <p>{say("They can talk then, before they have met and exchanged their files.")}</p>
          </li>
        )}
      </ul>
    </Page>
  );
}

/** #/table/seat/ID */
export function OneSeat({ id }: { id: string }) {
  const table = useWholeTable();
  const self = useOwnSeat();
  const pairs = useSeats()?.seats ?? [];
  const { names } = useNames();
  // What it said of itself, the newest: its mandate has the day of that.
  const said = useResult<Log>(["log", "--kind", "seat_standing", "--seat", id, "--last", "5"]);
  const seat = table?.seats.find((s) => s.id === id);
  if (table === undefined) return null;
  if (seat === undefined) return <Missing />;
  const isOwn = id === self;
  const isSeen = self !== undefined && seat.mandate_seen.includes(self);
  const changes = said?.events ?? [];
  return (
    <Page title={seat.name} back={href("table", "seats")}>
      <SeatWords seat={seat} />
      <p class="hint">
        {say(STANDING_MEANT[seat.standing] ?? "")} {say(MANDATE_MEANT[seat.mandate.kind] ?? "")}
      </p>
      {seat.role !== "" && (
        <p>
          <Theirs>{seat.role}</Theirs>
        </p>
      )}
      <Verified pair={pairs.find((p) => p.seat === id)} table={table} />
      <p>
        {seat.mandate_seen.length > 0
          ? say("This mandate was seen by %s.", names(seat.mandate_seen))
          : say("Nobody has confirmed to have seen this mandate.")}
      </p>
      <p>{keepsText(seat)}</p>
      {changes.length > 0 && (
        <>
          <h2>{say("What changed")}</h2>
          <ul>
            {[...changes].reverse().map((line) => (
              <li key={line.number}>
                {when(line.slot)}
                {": "}
                <Theirs>{seat.name}</Theirs> <Told>{line.text}</Told>
              </li>
            ))}
          </ul>
        </>
      )}
      <ul class="ways">
        {isOwn && (
          <li>
            <a href={href("table", "standing")}>{say("Your standing and mandate")}</a>
            <p>{say("When they change, say so: the track follows from them.")}</p>
          </li>
        )}
        {!isOwn && !isSeen && (
          <li>
            <a href={href("table", "seen", id)}>{say("I have seen this mandate")}</a>
            <p>{say("You confirm that, and no more than that.")}</p>
          </li>
        )}
        <li>
          <a href={href("table", "party", id)}>{say("Another party")}</a>
          <p>{say("Propose that this seat sit for another party. Every seat must consent.")}</p>
        </li>
        <li>
          <a href={href("table", "record", "seat", id)}>{say("What this seat said and did")}</a>
          <p>{say("Its lines of the record.")}</p>
        </li>
      </ul>
    </Page>
  );
}

function keepsText(seat: Seat): string {
  if (seat.keeps_days === null) return say("This seat has not said how long it keeps the record.");
  return seat.keeps_days === 0
    ? say("This seat has to keep its records.")
    : say("Days for which this seat keeps the record: %s", seat.keeps_days);
}

export function Missing() {
  return (
    <Page title={say("Not found")} back={href("table")}>
      <Notice>{say("What you looked for is not at this table, or has another number now.")}</Notice>
    </Page>
  );
}

/** #/table/seen/ID */
export function Seen({ id }: { id: string }) {
  const seat = useWholeTable()?.seats.find((s) => s.id === id);
  if (seat === undefined) return <Missing />;
  const back = href("table", "seat", id);
  return (
    <Confirm
      title={say("Confirm that you have seen this mandate?")}
      back={back}
      others={say("All seats see that you have seen it, and no more than that: not that it is true.")}
      act={say("I have seen it")}
      undone={say("No, but it speaks of this mandate alone: when that changes, it counts no more.")}
      words={["seat", "seen", id]}
      onDone={() => go("table", "seat", id)}
    >
      <p>{sayNodes("Seat: %s", <Theirs>{seat.name}</Theirs>)}</p>
      <SeatWords seat={seat} />
    </Confirm>
  );
}
