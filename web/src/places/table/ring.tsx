// The round table, drawn: who sits where, for whom, and who is an official. The list below says all of it in words; beside
// the drawing it is read by screen readers alone, and it is in sight where the drawing has no room for names.
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes, says } from "../../say.ts";
import { MandateText, Verified } from "../../shell/roster.tsx";
import { until } from "../../time.ts";
import type { Pair, Seat, Table } from "../../types.ts";
import { NAMED_MAX, cut, endsOf, isOfficial, ringOf, type Spot } from "./ring.ts";

interface RoundTableProps {
  table: Table;
  pairs: readonly Pair[];
}

const OF_END = {
  all: says("officials only"),
  some: says("officials and others"),
  none: says("no official"),
};

export function RoundTable({ table, pairs }: RoundTableProps) {
  const ends = endsOf(table.seats);
  const seats = ends.flatMap((e) => e.seats);
  const isNamed = seats.length <= NAMED_MAX;
  const statusOf = (id: string): Pair["status"] | undefined => pairs.find((p) => p.seat === id)?.status;
  return (
    <figure class={isNamed ? "ring named" : "ring"}>
      {isNamed && <Drawing seats={seats} table={table} statusOf={statusOf} named />}
      <Drawing seats={seats} table={table} statusOf={statusOf} />
      <figcaption>
        <p class="track">{table.track.text}</p>
        <ul class="ends">
          {ends.map((end) => (
            <li key={end.party}>
              {sayNodes("%s: %s", <Theirs>{end.party}</Theirs>, say(OF_END[end.officials]))}
            </li>
          ))}
        </ul>
        <p class="hint ring-key">
          {say("Filled: an official. With a tick: verified in person.")} {say("The track follows from who sits here: One, officials at all ends; 1.5, officials at one end at least; Two, no official.")}
        </p>
        <div class="ring-list">
          <h2>{say("Who sits here")}</h2>
          {ends.map((end) => (
            <section key={end.party}>
              <h3>
                <Theirs>{end.party}</Theirs>
              </h3>
              <ol start={seats.indexOf(end.seats[0] as Seat) + 1}>
                {end.seats.map((seat) => (
                  <li key={seat.id}>
                    <SeatInWords seat={seat} table={table} pair={pairs.find((p) => p.seat === seat.id)} />
                  </li>
                ))}
              </ol>
            </section>
          ))}
        </div>
      </figcaption>
    </figure>
  );
}

function SeatInWords({ seat, table, pair }: { seat: Seat; table: Table; pair: Pair | undefined }) {
  return (
    <>
      <a href={href("table", "seat", seat.id)}>
        <Theirs>{seat.name}</Theirs>
      </a>
      {pair?.status === "you" && <span class="mark">{say("you")}</span>}
      {table.pen === seat.id && <span class="mark">{say("writes the drafts (holds the pen)")}</span>}
      <div>
        {say(seat.standing)}
        {seat.function !== "participant" && `; ${say(seat.function)}`}
      </div>
      <div>
        <MandateText seat={seat} />
      </div>
      <Verified pair={pair} table={table} />
    </>
  );
}

interface DrawingProps {
  seats: readonly Seat[];
  table: Table;
  statusOf(id: string): Pair["status"] | undefined;
  named?: boolean;
}

/** Everything is anchored in its middle: it is the same from right to left. */
function Drawing({ seats, table, statusOf, named = false }: DrawingProps) {
  const ring = ringOf(seats.length, named);
  return (
    <svg
      class={named ? "ring-named" : "ring-small"}
      viewBox={`0 0 ${ring.width} ${ring.height}`}
      aria-hidden="true"
      focusable="false"
      direction="ltr"
    >
      <ellipse class="ring-table" cx={ring.cx} cy={ring.cy} rx={ring.rx} ry={ring.ry} />
      <text class="ring-track" x={ring.cx} y={ring.cy + 8}>
        {trackWord(table.track.value)}
      </text>
      {seats.map((seat, k) => {
        const spot = ring.spots[k] as Spot;
        return (
          <Disc
            key={seat.id}
            seat={seat}
            number={k + 1}
            spot={spot}
            r={ring.r}
            status={statusOf(seat.id)}
            hasPen={table.pen === seat.id}
            named={named}
          />
        );
      })}
    </svg>
  );
}

const trackWord = (value: string): string =>
  value === "One" ? say("Track One") : value === "1.5" ? say("Track 1.5") : value === "Two" ? say("Track Two") : "";

interface DiscProps {
  seat: Seat;
  number: number;
  spot: Spot;
  r: number;
  status: Pair["status"] | undefined;
  hasPen: boolean;
  named: boolean;
}

/** Names are set larger than the rest. */
const NAME_MAX = 20;
const LINE_MAX = 27;

function Disc({ seat, number, spot, r, status, hasPen, named }: DiscProps) {
  const { kind, expired, expires_slot } = seat.mandate;
  const marks = [status === "you" && say("you"), hasPen && say("pen")].filter((m) => m !== false).join(" · ");
  const lines: (readonly [string, string])[] = [
    ["ring-name", marks === "" ? cut(seat.name, NAME_MAX) : `${cut(seat.name, Math.max(6, NAME_MAX - marks.length - 1))} · ${marks}`],
    ["ring-party", seat.party],
    ["ring-word", say(seat.standing)],
    ["ring-word", say(kind)],
  ];
  if (expired) lines.push(["ring-warn", say("it has expired")]);
  else if (expires_slot !== null) lines.push(["ring-word", say("until %s", until(expires_slot))]);
  return (
    <g class={isOfficial(seat) ? "ring-seat official" : "ring-seat"}>
      <circle cx={spot.x} cy={spot.y} r={r} />
      <text class="ring-number" x={spot.x} y={spot.y + 0.33 * r} font-size={Math.round(0.95 * r)}>
        {number}
      </text>
      {status !== undefined && status !== "you" && <Sure spot={spot} r={r} isSure={status === "verified"} />}
      {named &&
        lines.map(([name, text], i) => (
          <text key={i} class={name} x={spot.x} y={spot.y + r + 21 + 19 * i}>
            {name === "ring-name" ? text : cut(text, LINE_MAX)}
          </text>
        ))}
    </g>
  );
}

/** A tick at the disc of whom one is sure of, a question mark at the others. */
function Sure({ spot, r, isSure }: { spot: Spot; r: number; isSure: boolean }) {
  const q = Math.max(6, 0.42 * r);
  const x = spot.x + 0.8 * r;
  const y = spot.y - 0.8 * r;
  return (
    <g class={isSure ? "ring-sure" : "ring-unsure"}>
      <circle cx={x} cy={y} r={q} />
      {isSure ? (
        <path d={`M${x - 0.45 * q} ${y} l${0.35 * q} ${0.4 * q} l${0.6 * q} ${-0.75 * q}`} />
      ) : (
        <text x={x} y={y + 0.4 * q} font-size={1.3 * q}>
          ?
        </text>
      )}
    </g>
  );
}
