// Observations that lie so near to each other that their signs would cover one another are one sign with a number. They are
// put together in cells of the ground, of a power of two: so nothing moves while one pans, and a hundred thousand are looked
// at once for each step of the zoom and not for each frame. Pure.
import type { Observations } from "./mapdata.ts";
import type { View } from "./mapview.ts";

/** How far apart signs stand at least, in pixels. */
const APART = 18;
const MARKS = 16;

/** Groups in columns: the middle of the places, how many, and which sign. The first of each and the next of each
 *  observation lead through its members. */
export interface Groups {
  n: number;
  x: Float64Array;
  y: Float64Array;
  count: Uint32Array;
  mark: Uint8Array;
  verified: Uint8Array;
  first: Int32Array;
  next: Int32Array;
}

/** Decimetres of a cell at this scale. */
export const cellOf = (scale: number): number => 2 ** Math.ceil(Math.log2(APART * scale * 10));

export function groupsOf(o: Observations, cell: number): Groups {
  const at = new Map<number, number>();
  const g: Groups = {
    n: 0,
    x: new Float64Array(o.n),
    y: new Float64Array(o.n),
    count: new Uint32Array(o.n),
    mark: new Uint8Array(o.n),
    verified: new Uint8Array(o.n),
    first: new Int32Array(o.n),
    next: new Int32Array(o.n),
  };
  for (let i = 0; i < o.n; i++) {
    const x = o.x[i] ?? 0;
    const y = o.y[i] ?? 0;
    const mark = o.mark[i] ?? 0;
    const verified = o.verified[i] ?? 0;
    // Cells are counted from so far away that no number is negative; 2^24 of them in each direction are enough.
    const column = Math.floor(x / cell) + 2 ** 23;
    const row = Math.floor(y / cell) + 2 ** 23;
    const key = ((column * 2 ** 24 + row) * MARKS + mark) * 2 + verified;
    let k = at.get(key);
    if (k === undefined) {
      k = g.n++;
      at.set(key, k);
      g.mark[k] = mark;
      g.verified[k] = verified;
      g.first[k] = -1;
    }
    g.x[k] = (g.x[k] ?? 0) + x;
    g.y[k] = (g.y[k] ?? 0) + y;
    g.count[k] = (g.count[k] ?? 0) + 1;
    g.next[i] = g.first[k] ?? -1;
    g.first[k] = i;
  }
  for (let k = 0; k < g.n; k++) {
    g.x[k] = (g.x[k] ?? 0) / (g.count[k] ?? 1);
    g.y[k] = (g.y[k] ?? 0) / (g.count[k] ?? 1);
  }
  return g;
}

/** The observations of a group, the last first. */
export function members(g: Groups, k: number, most: number): number[] {
  const out: number[] = [];
  for (let i = g.first[k] ?? -1; i >= 0 && out.length < most; i = g.next[i] ?? -1) out.push(i);
  return out;
}

/** The group whose sign is next to the pixel, no farther than so many; -1: none. */
export function groupAt(g: Groups, v: View, px: number, py: number, reach: number): number {
  let best = -1;
  let least = reach * reach;
  for (let k = 0; k < g.n; k++) {
    const dx = v.width / 2 + ((g.x[k] ?? 0) - v.x) / 10 / v.scale - px;
    const dy = v.height / 2 - ((g.y[k] ?? 0) - v.y) / 10 / v.scale - py;
    const d = dx * dx + dy * dy;
    if (d <= least) {
      best = k;
      least = d;
    }
  }
  return best;
}

/** Groups of the last scales that were looked at. */
export class GroupsByScale {
  private readonly made = new Map<number, Groups>();
  constructor(private readonly o: Observations) {}

  at(scale: number): Groups {
    const cell = cellOf(scale);
    let g = this.made.get(cell);
    if (g === undefined) {
      g = groupsOf(this.o, cell);
      if (this.made.size > 6) this.made.clear();
      this.made.set(cell, g);
    }
    return g;
  }
}
