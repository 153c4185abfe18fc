// Observations that lie so near to each other that their signs would cover one another are one sign, that of most of them,
// with a number. They are put together in cells of the ground, of a power of two: so nothing moves while one pans, and a
// hundred thousand are looked at once for each step of the zoom and not for each frame. Pure.
import type { Observations } from "./mapdata.ts";
import type { View } from "./mapview.ts";

/** How far apart signs stand at least, in pixels. */
const APART = 18;
/** So many signs are never too many. */
const CROWD = 150;
/** Marks, each verified or not. */
const SORTS = 32;
/** Cells that may lie in a table; more are looked up. */
const DENSE = 2 ** 21;

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

/** A number for each cell that holds something, from 0 on, and how many there are. */
function numbered(o: Observations, cell: number): { of: Int32Array; n: number } {
  const of = new Int32Array(o.n);
  let x0 = Infinity;
  let x1 = -Infinity;
  let y0 = Infinity;
  let y1 = -Infinity;
  for (let i = 0; i < o.n; i++) {
    const x = Math.floor((o.x[i] ?? 0) / cell);
    const y = Math.floor((o.y[i] ?? 0) / cell);
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
  }
  const wide = x1 - x0 + 1;
  const dense = wide * (y1 - y0 + 1) <= DENSE ? new Int32Array(wide * (y1 - y0 + 1)) : undefined; // the number and one
  const sparse = new Map<number, number>();
  let n = 0;
  for (let i = 0; i < o.n; i++) {
    const at = (Math.floor((o.y[i] ?? 0) / cell) - y0) * wide + Math.floor((o.x[i] ?? 0) / cell) - x0;
    let k = (dense === undefined ? sparse.get(at) : dense[at]) ?? 0;
    if (k === 0) {
      k = ++n;
      if (dense === undefined) sparse.set(at, k);
      else dense[at] = k;
    }
    of[i] = k - 1;
  }
  return { of, n };
}

export function groupsOf(o: Observations, cell: number): Groups {
  const { of, n } = numbered(o, cell);
  const g: Groups = {
    n,
    x: new Float64Array(n),
    y: new Float64Array(n),
    count: new Uint32Array(n),
    mark: new Uint8Array(n),
    verified: new Uint8Array(n),
    first: new Int32Array(n).fill(-1),
    next: new Int32Array(o.n),
  };
  const sorts = new Uint32Array(n * SORTS);
  for (let i = 0; i < o.n; i++) {
    const k = of[i] ?? 0;
    g.x[k] = (g.x[k] ?? 0) + (o.x[i] ?? 0);
    g.y[k] = (g.y[k] ?? 0) + (o.y[i] ?? 0);
    g.count[k] = (g.count[k] ?? 0) + 1;
    g.next[i] = g.first[k] ?? -1;
    g.first[k] = i;
    const sort = k * SORTS + 2 * (o.mark[i] ?? 0) + (o.verified[i] ?? 0);
    sorts[sort] = (sorts[sort] ?? 0) + 1;
  }
  for (let k = 0; k < n; k++) {
    g.x[k] = (g.x[k] ?? 0) / (g.count[k] ?? 1);
    g.y[k] = (g.y[k] ?? 0) / (g.count[k] ?? 1);
    let most = 0;
    for (let s = 1; s < SORTS; s++) if ((sorts[k * SORTS + s] ?? 0) > (sorts[k * SORTS + most] ?? 0)) most = s;
    g.mark[k] = most >> 1;
    g.verified[k] = most & 1;
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

/** Whether more than a quarter of the cells between the outermost hold a sign. */
function crowded(g: Groups, cell: number): boolean {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let k = 0; k < g.n; k++) {
    x0 = Math.min(x0, g.x[k] ?? 0);
    x1 = Math.max(x1, g.x[k] ?? 0);
    y0 = Math.min(y0, g.y[k] ?? 0);
    y1 = Math.max(y1, g.y[k] ?? 0);
  }
  return g.n > (((x1 - x0) / cell + 1) * ((y1 - y0) / cell + 1)) / 4;
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
      // Where signs would stand side by side all over, fewer say more: the line is seen between them.
      if (g.n > CROWD && crowded(g, cell)) g = groupsOf(this.o, 2 * cell);
      if (this.made.size > 6) this.made.clear();
      this.made.set(cell, g);
    }
    return g;
  }
}
