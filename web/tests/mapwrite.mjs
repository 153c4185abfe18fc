// Writes data of a map as docs/protocol/line_map.md has it, for tests: the other half of src/places/line/mapdata.ts.
const text = new TextEncoder();

class Writer {
  bytes = [];
  u8(b) { this.bytes.push(b & 255); }
  u32(n) { for (const shift of [24, 16, 8, 0]) this.u8(n >>> shift); }
  number(x) {
    for (; x >= 128; x = Math.floor(x / 128)) this.u8((x % 128) | 128);
    this.u8(x);
  }
  delta(d) { this.number(d >= 0 ? 2 * d : -2 * d - 1); }
  vec(s) {
    const b = text.encode(s);
    if (b.length < 64) this.u8(b.length);
    else {
      this.u8(0x40 | (b.length >> 8));
      this.u8(b.length);
    }
    this.bytes.push(...b);
  }
}

/** shapes: {kind, side, classIndex, mark, verified, classId, name, distanceM, n, errorCm, from, lasted, report, runs: [[what, [[x, y], …]], …]} */
export function writeMap({ flat = true, centre = [30000, 20000], sides = ["Arvenia", "Borea"], territory = "The plain.", shapes = [] }) {
  const w = new Writer();
  w.bytes.push(...text.encode("tracktwo map 2\n"));
  w.u8(flat ? 1 : 0);
  for (const c of centre) w.u32(Math.round(c * (flat ? 100 : 1e7)));
  for (const s of [...sides, territory]) w.vec(s);
  w.number(0);
  for (const s of shapes) {
    for (const b of [s.kind + 1, s.side ?? 2, s.classIndex ?? 255, s.mark ?? 12, s.verified ?? 0]) w.u8(b);
    w.vec(s.classId ?? "");
    w.vec(s.name ?? "");
    for (const n of [s.distanceM ?? 0, s.n ?? 0, s.errorCm ?? 0, s.from ?? 0, s.lasted ?? 0, s.report ?? 0]) w.number(n);
    const runs = s.runs ?? [];
    w.number(runs.length);
    let x = 0, y = 0;
    for (const [what, points] of runs) {
      w.u8(what);
      w.number(points.length);
      for (const [px, py] of points) {
        w.delta(px - x);
        w.delta(py - y);
        [x, y] = [px, py];
      }
    }
  }
  w.u8(0);
  return new Uint8Array(w.bytes);
}

/** A line of 40 km with a zone on each side, and so many reports about it; the same each time. */
export function manyReports(n) {
  let state = 12345;
  const random = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
  const line = Array.from({ length: 400 }, (_, i) => [Math.round(20000 * Math.sin(i / 20)), Math.round(-200000 + 1000 * i)]);
  const zone = (side) => ({ kind: 2, side, classIndex: 0, classId: "forces", name: "", distanceM: 15000,
    runs: [[1, [...line, ...[...line].reverse().map(([x, y]) => [x + (side === 0 ? -150000 : 150000), y])]]] });
  const limit = (side) => ({ kind: 3, side, classIndex: 0, classId: "forces", distanceM: 15000, runs: [[0, line.map(([x, y]) => [x + (side === 0 ? -150000 : 150000), y])]] });
  const kinds = ["impact", "burst", "weapons", "access_refused", "watch", "ordnance"];
  const marks = [0, 2, 4, 8, 10, 7];
  const shapes = [{ kind: 0, runs: [[0, line]] }, zone(0), zone(1), limit(0), limit(1)];
  for (let i = 0; i < n; i++) {
    const k = Math.floor(random() * kinds.length);
    shapes.push({ kind: 5, mark: marks[k], verified: random() < 0.5 ? 1 : 0, name: kinds[k], n: 1, errorCm: 5000, from: 1_790_000_000 + i * 60, lasted: 60,
      runs: [[3, [[Math.round((random() - 0.5) * 400000), Math.round((random() - 0.5) * 400000)]]]] });
  }
  return writeMap({ shapes });
}
