// Who is here, beside the place where one writes: party, standing, mandate, whether one is sure of it; and the track.
import { useEffect, useState } from "preact/hooks";
import { Theirs } from "../parts/theirs.tsx";
import { href } from "../route.ts";
import { say, sayNodes } from "../say.ts";
import { until } from "../time.ts";
import type { Pair, Seat, Table } from "../types.ts";
import { useSeats, useTable } from "../use.ts";

/** Folded up where it would stand in the way of the place; also when the page is made larger while it is read. */
function useWide(): boolean {
  const [query] = useState(() => matchMedia("(min-width: 64rem)"));
  const [wide, setWide] = useState(query.matches);
  useEffect(() => {
    const changed = (): void => setWide(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, [query]);
  return wide;
}

export function Roster() {
  const table = useTable();
  const pairs = useSeats()?.seats;
  const open = useWide();
  if (table === undefined || !table.open) return null;
  return (
    <aside class="roster" aria-labelledby="roster-heading">
      <details open={open}>
        <summary>
          <h2 id="roster-heading">{say("Who is here")}</h2>
        </summary>
        <p class="track">{table.track.text}</p>
        <ul class="plain">
          {table.seats.map((seat) => (
            <RosterSeat key={seat.id} seat={seat} table={table} pair={pairs?.find((p) => p.seat === seat.id)} />
          ))}
        </ul>
      </details>
    </aside>
  );
}

function RosterSeat({ seat, table, pair }: { seat: Seat; table: Table; pair: Pair | undefined }) {
  return (
    <li>
      <strong>
        <Theirs>{seat.name}</Theirs>
      </strong>
      {pair?.status === "you" && <span class="mark">{say("you")}</span>}
      {table.pen === seat.id && <span class="mark">{say("writes the drafts (holds the pen)")}</span>}
      <SeatWords seat={seat} />
      <Verified pair={pair} table={table} />
    </li>
  );
}

/** Party, standing and mandate. */
export function SeatWords({ seat }: { seat: Seat }) {
  return (
    <>
      <div>
        <Theirs>{seat.party}</Theirs>
      </div>
      <div>
        {say(seat.standing)}
        {seat.function !== "participant" && `; ${say(seat.function)}`}
      </div>
      <div>
        <MandateText seat={seat} />
      </div>
    </>
  );
}

export function MandateText({ seat }: { seat: Seat }) {
  const { kind, expired, expires_slot } = seat.mandate;
  if (expired) return <strong>{say("mandate: %s; it has expired", say(kind))}</strong>;
  if (expires_slot !== null) return <>{say("mandate: %s, until %s", say(kind), until(expires_slot))}</>;
  return <>{say("mandate: %s", say(kind))}</>;
}

/** How sure one is that the other is who it says; marked until it is certain. */
export function Verified({ pair, table }: { pair: Pair | undefined; table: Table }) {
  if (pair === undefined || pair.status === "you") return null;
  if (pair.status === "verified") return <div class="sure">{say("verified in person")}</div>;
  const by = table.seats.find((s) => s.id === pair.introduced_by)?.name ?? pair.introduced_by ?? "";
  return (
    <div class="unsure">
      {pair.status === "introduced" ? sayNodes("introduced by %s, not verified", <Theirs>{by}</Theirs>) : say("not verified yet")}{" "}
      <a href={href("verify")}>{say("Make sure")}</a>
    </div>
  );
}
