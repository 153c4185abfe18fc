// The data of a map, as docs/protocol/line_map.md has it ("Data for a canvas"). Pure. Observations may be a hundred
// thousand, so they lie in columns and not in objects; places are decimetres east and north of the centre.

export const KINDS = { line: 0, edge: 1, zone: 2, limit: 3, settlement: 4, seen: 5, published: 6 } as const;
export const NO_SIDE = 2;
export const DEMILITARIZED = 10;
export const NO_CLASS = 255;
export const NO_MARK = 12;
export const RUN = { line: 0, outline: 1, hole: 2, point: 3 } as const;

/** Lines, zones, squares. */
export interface Shape {
  kind: number;
  side: number;
  classIndex: number;
  classId: string;
  name: string;
  mark: number;
  distanceM: number;
  n: number;
  /** x, y, x, y, … of all runs. */
  at: Int32Array;
  /** One past the last point of each run. */
  ends: number[];
  what: number[];
}

export interface Settlement {
  name: string;
  people: number;
  x: number;
  y: number;
}

/** A column for each thing that an observation has; those without a place are not in them. */
export interface Observations {
  n: number;
  x: Int32Array;
  y: Int32Array;
  mark: Uint8Array;
  verified: Uint8Array;
  side: Uint8Array;
  count: Uint32Array;
  errorCm: Uint32Array;
  from: Float64Array;
  to: Float64Array;
  /** Index into `kinds`. */
  kind: Uint16Array;
  kinds: string[];
  /** Its number in the record; 0: in none. */
  report: Uint32Array;
  /** How many there are without a place. */
  unplaced: number;
}

export interface MapData {
  flat: boolean;
  /** Degrees east and north, or metres of a flat map. */
  centre: [number, number];
  sides: [string, string];
  territory: string;
  /** Metres of a publication's squares; 0 for none. */
  gridM: number;
  shapes: Shape[];
  settlements: Settlement[];
  seen: Observations;
  /** Least and greatest x and y of all that is drawn. */
  box: [number, number, number, number];
}

const MAGIC = "tracktwo map 2\n";
const text = new TextDecoder("utf-8", { fatal: true });

class Reader {
  at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    const b = this.bytes[this.at++];
    if (b === undefined) throw new RangeError("the data of the map ends too early");
    return b;
  }

  s32(): number {
    return (this.u8() << 24) | (this.u8() << 16) | (this.u8() << 8) | this.u8();
  }

  raw(n: number): Uint8Array {
    if (n > this.left) throw new RangeError("the data of the map ends too early");
    this.at += n;
    return this.bytes.subarray(this.at - n, this.at);
  }

  private readonly texts = new Map<number, { bytes: Uint8Array; text: string }>();

  /** One byte up to 63, two up to 16,383, else four; the two highest bits say which. */
  private length(): number {
    const b = this.u8();
    if (b < 0x40) return b;
    if (b < 0x80) return ((b & 0x3f) << 8) | this.u8();
    if (b >= 0xc0) throw new RangeError("a text of the map has no length");
    return ((b & 0x3f) << 24) | (this.u8() << 16) | (this.u8() << 8) | this.u8();
  }

  /** A text; the same few stand in most shapes and are read once. */
  vec(): string {
    const n = this.length();
    if (n === 0) return "";
    const bytes = this.raw(n);
    let hash = n;
    for (let i = 0; i < n; i++) hash = (Math.imul(hash, 31) + (bytes[i] ?? 0)) | 0;
    const known = this.texts.get(hash);
    if (known !== undefined && known.bytes.length === n && known.bytes.every((b, i) => b === bytes[i])) return known.text;
    const decoded = text.decode(bytes);
    this.texts.set(hash, { bytes, text: decoded });
    return decoded;
  }

  /** Seven bits a byte, the least first. Times go beyond 32 bits. */
  number(): number {
    let b = this.u8();
    if (b < 0x80) return b;
    let x = b & 0x7f;
    for (let unit = 128; ; unit *= 128) {
      b = this.u8();
      x += (b & 0x7f) * unit;
      if (b < 0x80) break;
      if (unit > 2 ** 56) throw new RangeError("a number of the map is too long");
    }
    return x;
  }

  delta(): number {
    const d = this.number();
    return d % 2 === 0 ? d / 2 : -(d + 1) / 2;
  }
}

/** Columns that grow. */
class Columns {
  private max = 256;
  readonly o: Observations = {
    n: 0,
    x: new Int32Array(this.max),
    y: new Int32Array(this.max),
    mark: new Uint8Array(this.max),
    verified: new Uint8Array(this.max),
    side: new Uint8Array(this.max),
    count: new Uint32Array(this.max),
    errorCm: new Uint32Array(this.max),
    from: new Float64Array(this.max),
    to: new Float64Array(this.max),
    kind: new Uint16Array(this.max),
    report: new Uint32Array(this.max),
    kinds: [],
    unplaced: 0,
  };
  private readonly known = new Map<string, number>();

  kind(name: string): number {
    let i = this.known.get(name);
    if (i === undefined) {
      i = this.o.kinds.push(name) - 1;
      this.known.set(name, i);
    }
    return i;
  }

  room(): number {
    const o = this.o;
    if (o.n === this.max) {
      this.max *= 2;
      const more = <A extends { set(a: A): void }>(make: new (n: number) => A, old: A): A => {
        const a = new make(this.max);
        a.set(old);
        return a;
      };
      o.x = more(Int32Array, o.x);
      o.y = more(Int32Array, o.y);
      o.mark = more(Uint8Array, o.mark);
      o.verified = more(Uint8Array, o.verified);
      o.side = more(Uint8Array, o.side);
      o.count = more(Uint32Array, o.count);
      o.errorCm = more(Uint32Array, o.errorCm);
      o.from = more(Float64Array, o.from);
      o.to = more(Float64Array, o.to);
      o.kind = more(Uint16Array, o.kind);
      o.report = more(Uint32Array, o.report);
    }
    return o.n++;
  }
}

function readRuns(r: Reader): Pick<Shape, "at" | "ends" | "what"> {
  const nRuns = r.number();
  if (nRuns > r.left / 4) throw new RangeError("the data of the map ends too early");
  const ends: number[] = [];
  const what: number[] = [];
  let at = new Int32Array(8);
  let n = 0;
  let x = 0;
  let y = 0;
  for (let run = 0; run < nRuns; run++) {
    what.push(r.u8());
    const points = r.number();
    if (points > r.left / 2) throw new RangeError("the data of the map ends too early");
    if (2 * (n + points) > at.length) {
      const more = new Int32Array(Math.max(2 * at.length, 2 * (n + points)));
      more.set(at);
      at = more;
    }
    for (let i = 0; i < points; i++, n++) {
      x += r.delta();
      y += r.delta();
      at[2 * n] = x;
      at[2 * n + 1] = y;
    }
    ends.push(n);
  }
  return { at: at.subarray(0, 2 * n), ends, what };
}

/** Reads a map. Throws where the bytes are none: the program makes them, so that is a fault and no refusal. */
export function readMap(bytes: Uint8Array): MapData {
  const r = new Reader(bytes);
  for (const c of MAGIC) if (r.u8() !== c.charCodeAt(0)) throw new RangeError("the data of the map is of another version");
  const flat = r.u8() === 1;
  const per = flat ? 100 : 1e7;
  const centre: [number, number] = [r.s32() / per, r.s32() / per];
  const sides: [string, string] = [r.vec(), r.vec()];
  const territory = r.vec();
  const gridM = r.number();
  const shapes: Shape[] = [];
  const settlements: Settlement[] = [];
  const columns = new Columns();
  const seen = columns.o;
  const box: MapData["box"] = [Infinity, -Infinity, Infinity, -Infinity];
  const reach = (x: number, y: number): void => {
    if (x < box[0]) box[0] = x;
    if (x > box[1]) box[1] = x;
    if (y < box[2]) box[2] = y;
    if (y > box[3]) box[3] = y;
  };
  for (let kind = r.u8(); kind !== 0; kind = r.u8()) {
    const side = r.u8();
    const classIndex = r.u8();
    const mark = r.u8();
    const verified = r.u8();
    const classId = r.vec();
    const name = r.vec();
    const distanceM = r.number();
    const n = r.number();
    const errorCm = r.number();
    const from = r.number();
    const to = from + r.number();
    const report = r.number();
    if (kind - 1 === KINDS.seen) {
      const runs = r.number();
      if (runs === 0) {
        seen.unplaced++;
        continue;
      }
      r.u8(); // a point
      r.number(); // one
      const i = columns.room();
      const x = r.delta();
      const y = r.delta();
      seen.x[i] = x;
      seen.y[i] = y;
      seen.mark[i] = mark;
      seen.verified[i] = verified;
      seen.side[i] = side;
      seen.count[i] = n;
      seen.errorCm[i] = errorCm;
      seen.from[i] = from;
      seen.to[i] = to;
      seen.kind[i] = columns.kind(name);
      seen.report[i] = report;
      continue;
    }
    const runs = readRuns(r);
    if (kind - 1 === KINDS.settlement) {
      const x = runs.at[0];
      const y = runs.at[1];
      if (x !== undefined && y !== undefined) settlements.push({ name, people: n, x, y });
      continue;
    }
    shapes.push({ kind: kind - 1, side, classIndex, classId, name, mark, distanceM, n, ...runs });
    for (let i = 0; i + 1 < runs.at.length; i += 2) reach(runs.at[i] ?? 0, runs.at[i + 1] ?? 0);
  }
  if (r.left !== 0) throw new RangeError("the data of the map goes on behind its end");
  // Line and zones say what is in sight at first; what was seen far away is gone to.
  if (box[0] > box[1]) for (let i = 0; i < seen.n; i++) reach(seen.x[i] ?? 0, seen.y[i] ?? 0);
  if (box[0] > box[1]) reach(0, 0);
  return { flat, centre, sides, territory, gridM, shapes, settlements, seen, box };
}
