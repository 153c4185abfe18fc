// What the signs of the map mean, in words; with what each side gives up, as `line zones` has it.
import type { ComponentChildren } from "preact";
import { say, sayNodes } from "../../say.ts";
import { Theirs } from "../../parts/theirs.tsx";
import { DEMILITARIZED, KINDS, type MapData, type Shape } from "./mapdata.ts";
import { DASHES, SIGNS, SIZE_RADIUS, sizeOf } from "./signs.ts";
import type { Zone } from "./types.ts";
import { km2, markText, plainKm } from "./words.ts";

export function Legend({ data, zones }: { data: MapData; zones?: readonly Zone[] | undefined }) {
  const has = (kind: number): boolean => data.shapes.some((s) => s.kind === kind);
  const marks = marksOf(data);
  const sizes = [4, 3, 2, 1, 0].filter((size) => data.settlements.some((s) => sizeOf(s.people) === size));
  return (
    <section class="legend" aria-labelledby="legend-heading">
      <h2 id="legend-heading">{say("What the signs mean")}</h2>
      <ul class="plain">
        {has(KINDS.line) && <Row sign={<Stroke width={4} />}>{say("Line of contact")}</Row>}
        {[0, 1].map(
          (side) =>
            data.shapes.some((s) => s.kind === KINDS.edge && s.side === side) && (
              <Row key={side} sign={<Stroke side={side} width={3} />}>
                {sayNodes("Forward edge of %s", <Theirs>{data.sides[side as 0 | 1]}</Theirs>)}
              </Row>
            ),
        )}
        {data.shapes
          .filter((s) => s.kind === KINDS.zone)
          .map((s) => (
            <Row key={`${s.side} ${s.classIndex}`} sign={<Stroke side={s.side} width={2.4} dash={DASHES[s.classIndex] ?? []} />}>
              <ZoneWords data={data} shape={s} zone={zoneOf(s, zones)} />
            </Row>
          ))}
      </ul>
      {sizes.length > 0 && (
        <>
          <h3>{say("Settlements")}</h3>
          <ul class="plain">
            {sizes.map((size) => (
              <Row key={size} sign={<Town size={size} />}>
                {SIZES[size]?.()}
              </Row>
            ))}
          </ul>
        </>
      )}
      {(marks.length > 0 || data.seen.unplaced > 0) && (
        <>
          <h3>{say("Observers' reports")}</h3>
          <ul class="plain">
            {marks.map(([mark, n]) => (
              <Row key={mark} sign={<Sign mark={mark} />}>
                {say("%s: %s", markText(mark), n)}
              </Row>
            ))}
          </ul>
          <p class="hint">{say("With a question mark: not verified.")}</p>
          <p class="hint">{say("With a number: so many reports lie too near to each other to be drawn apart at this size. The sign is that of most of them.")}</p>
          {data.seen.errorCm.some((e) => e > 0) && (
            <p class="hint">{say("Dashed circle: the place lies in it with a probability of 95 in 100.")}</p>
          )}
          {data.seen.unplaced > 0 && <p class="hint">{say("Reports without a place, not drawn: %s", data.seen.unplaced)}</p>}
        </>
      )}
      <p>{sayNodes("Which territory counts, as declared: %s", <Theirs>{data.territory}</Theirs>)}</p>
      <p class="hint">{say("Where observers stood is on no map.")}</p>
    </section>
  );
}

const SIZES: readonly (() => string)[] = [
  () => say("number of people not known"),
  () => say("fewer than 1,000 people"),
  () => say("1,000 to 10,000 people"),
  () => say("10,000 to 100,000 people"),
  () => say("100,000 people and more"),
];

export const zoneOf = (s: Shape, zones: readonly Zone[] | undefined): Zone | undefined =>
  zones?.find(
    (z) => z.side === (s.side === 0 ? "A" : "B") && z.metres === s.distanceM && (s.classIndex === DEMILITARIZED || z.zone === s.classId),
  );

/** "Withdrawal line of Arvenia for forces: 15 km. Gives up 612.40 km²." */
function ZoneWords({ data, shape, zone }: { data: MapData; shape: Shape; zone: Zone | undefined }) {
  const side = <Theirs>{data.sides[shape.side as 0 | 1]}</Theirs>;
  const far = say("%s km", plainKm(shape.distanceM));
  return (
    <>
      {shape.classIndex === DEMILITARIZED
        ? sayNodes("Demilitarized zone on the ground of %s: %s", side, far)
        : sayNodes("Withdrawal line of %s for %s: %s", side, <Theirs>{shape.classId}</Theirs>, far)}
      {zone !== undefined && <small>{say("gives up %s km²", km2(zone.area_m2))}</small>}
    </>
  );
}

/** Which marks are on the map, and of how many observations. */
export function marksOf(data: MapData): [number, number][] {
  const n = new Array<number>(SIGNS.length).fill(0);
  for (let i = 0; i < data.seen.n; i++) n[data.seen.mark[i] ?? 0] = (n[data.seen.mark[i] ?? 0] ?? 0) + 1;
  for (const s of data.shapes) if (s.kind === KINDS.published) n[s.mark] = (n[s.mark] ?? 0) + s.n;
  return n.map((count, mark): [number, number] => [mark, count]).filter(([, count]) => count > 0);
}

function Row({ sign, children }: { sign: ComponentChildren; children: ComponentChildren }) {
  return (
    <li>
      <svg class="sign" viewBox="-24 -12 48 24" width="48" height="24" aria-hidden="true" focusable="false">
        {sign}
      </svg>
      <span>{children}</span>
    </li>
  );
}

function Stroke({ side, width, dash = [] }: { side?: number; width: number; dash?: readonly number[] }) {
  return (
    <path
      class={side === 0 ? "of-a" : side === 1 ? "of-b" : "of-none"}
      d="M-22 0H22"
      fill="none"
      stroke-width={width}
      stroke-dasharray={dash.length > 0 ? dash.join(" ") : undefined}
    />
  );
}

export function Sign({ mark }: { mark: number }) {
  const sign = SIGNS[mark];
  if (sign === undefined) return null;
  return (
    <path
      class={sign.filled > 0 ? "filled" : "hollow"}
      d={sign.path}
      transform="scale(.055)"
      fill={sign.filled < 0 ? "none" : undefined}
      stroke-width={sign.filled > 0 ? 22 : 32}
      stroke-linejoin="round"
    />
  );
}

function Town({ size }: { size: number }) {
  const r = SIZE_RADIUS[size as 0 | 1 | 2 | 3 | 4];
  return (
    <g stroke-width="1.2">
      <circle class={size === 1 ? "filled" : "hollow"} r={r} />
      {size >= 3 && <circle class="filled" r={size === 3 ? r / 3 : r / 2} />}
    </g>
  );
}
