// Where the seats stand around the table, and in which order: those of one end beside each other. Pure.
import type { Seat } from "../../types.ts";

export interface End {
  party: string;
  seats: Seat[];
  /** Who speaks for this end: officials only, officials and others, others only. */
  officials: "all" | "some" | "none";
}

/** The ends of the table, in the order in which their first seats come. */
export function endsOf(seats: readonly Seat[]): End[] {
  const byParty = new Map<string, Seat[]>();
  for (const seat of seats) byParty.set(seat.party, [...(byParty.get(seat.party) ?? []), seat]);
  return [...byParty].map(([party, own]) => {
    const n = own.filter((s) => isOfficial(s)).length;
    return { party, seats: own, officials: n === 0 ? "none" : n === own.length ? "all" : "some" };
  });
}

export const isOfficial = (seat: Seat): boolean => seat.standing.startsWith("official");

export interface Spot {
  x: number;
  y: number;
}

export interface Ring {
  width: number;
  height: number;
  /** The table itself. */
  cx: number;
  cy: number;
  rx: number;
  ry: number;
  /** Of the discs. */
  r: number;
  spots: Spot[];
}

/** Up to so many seats have their names beside them. */
export const NAMED_MAX = 8;
const BESIDE = { width: 760, height: 660, cx: 380, cy: 290, rx: 130, ry: 78, orbitX: 262, orbitY: 230, r: 24 };
const ALONE = { width: 420, height: 330, cx: 210, cy: 165, rx: 120, ry: 80, orbitX: 180, orbitY: 135, r: 26 };
const MANY = { width: 520, height: 430, cx: 260, cy: 215, rx: 165, ry: 120, orbitX: 232, orbitY: 187, r: 24 };
const MANY_FROM = 20;

/** Seats at equal angles, the first at the top and on clockwise; discs never touch. */
export function ringOf(n: number, named: boolean): Ring {
  const f = named ? BESIDE : n < MANY_FROM ? ALONE : MANY;
  const spots = Array.from({ length: n }, (_, k) => {
    const angle = (2 * Math.PI * k) / n - Math.PI / 2;
    return { x: round(f.cx + f.orbitX * Math.cos(angle)), y: round(f.cy + f.orbitY * Math.sin(angle)) };
  });
  const gaps = spots.map((a, k) => distance(a, spots[(k + 1) % n] ?? a));
  const r = n < 2 ? f.r : Math.min(f.r, Math.floor(0.45 * Math.min(...gaps)));
  const lowest = Math.max(f.cy + f.ry, ...spots.map((s) => s.y)); // below it as much room as below a seat that sits opposite the first
  return { width: f.width, height: lowest + f.height - f.cy - f.orbitY, cx: f.cx, cy: f.cy, rx: f.rx, ry: f.ry, r, spots };
}

const round = (v: number): number => Math.round(10 * v) / 10;
const distance = (a: Spot, b: Spot): number => Math.hypot(a.x - b.x, a.y - b.y);

/** A name that fits beside its disc; whole in the list below. */
export function cut(text: string, max: number): string {
  const letters = [...text];
  return letters.length <= max ? text : `${letters.slice(0, max - 1).join("")}…`;
}
