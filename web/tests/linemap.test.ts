// The map: its data, its scale, which signs are drawn as one, and where a place is in words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { manyReports, writeMap } from "./mapwrite.mjs";
import { readMap } from "../src/places/line/mapdata.ts";
import { cellOf, groupAt, groupsOf, members } from "../src/places/line/mapgroups.ts";
import { degreesAt, placeNumbers } from "../src/places/line/mapplace.ts";
import { barM, fit, fromScreen, moved, round125, toScreen, zoomed } from "../src/places/line/mapview.ts";

// PROJ 9.1: +proj=laea +lat_0=48.5 +lon_0=37.5 +ellps=WGS84
const PROJ: readonly [number, number, number, number][] = [
  [37.5000, 48.9000, 0.0000, 44481.3056],
  [38.2500, 48.5000, 55424.9991, 270.8899],
  [36.0000, 47.0000, -114081.8605, -165667.1314],
  [40.1000, 50.3000, 185232.4548, 203340.5925],
  [37.5001, 48.5001, 7.3901, 11.1200],
];
const long = "Territory. ".repeat(20).trim(); // longer than a length of one byte

test("what the program writes is read", () => {
  const data = readMap(
    writeMap({
      territory: long,
      shapes: [
        { kind: 0, runs: [[0, [[-100, 5], [300, -70000]]]] },
        { kind: 2, side: 1, classIndex: 0, classId: "forces", distanceM: 15000, runs: [[1, [[0, 0], [10, 0], [10, 10]]], [2, [[4, 4], [5, 4], [5, 5]]]] },
        { kind: 4, name: "Ольм", n: 700, runs: [[3, [[-5, -6]]]] },
        { kind: 5, mark: 0, verified: 1, name: "impact", n: 3, errorCm: 5000, from: 1_790_000_000, lasted: 90, report: 300, runs: [[3, [[7, -8]]]] },
        { kind: 5, mark: 8, name: "access_refused", from: 2 ** 33 },
      ],
    }),
  );
  assert.equal(data.flat, true);
  assert.deepEqual(data.centre, [30000, 20000]);
  assert.deepEqual(data.sides, ["Arvenia", "Borea"]);
  assert.equal(data.territory, long);
  assert.deepEqual([...(data.shapes[0]?.at ?? [])], [-100, 5, 300, -70000]);
  assert.deepEqual(data.shapes[1]?.ends, [3, 6]);
  assert.deepEqual(data.shapes[1]?.what, [1, 2]);
  assert.deepEqual(data.settlements, [{ name: "Ольм", people: 700, x: -5, y: -6 }]);
  const o = data.seen;
  assert.deepEqual([o.n, o.unplaced, o.x[0], o.y[0], o.mark[0], o.verified[0], o.count[0], o.errorCm[0], o.from[0], o.to[0], o.report[0]], [1, 1, 7, -8, 0, 1, 3, 5000, 1_790_000_000, 1_790_000_090, 300]);
  assert.equal(o.kinds[o.kind[0] ?? 9], "impact");
  assert.deepEqual(data.box, [-100, 300, -70000, 10]);
});

test("a map that is cut anywhere, or goes on, is refused and not guessed", () => {
  const bytes = writeMap({ shapes: [{ kind: 0, runs: [[0, [[1, 2], [3, 4]]]] }, { kind: 5, name: "impact", mark: 0, runs: [[3, [[7, -8]]]] }] });
  readMap(bytes);
  for (let n = 0; n < bytes.length; n++) assert.throws(() => readMap(bytes.subarray(0, n)), RangeError, String(n));
  assert.throws(() => readMap(new Uint8Array([...bytes, 0])), RangeError);
  assert.throws(() => readMap(Uint8Array.of(...bytes).fill(49, 13, 14)), RangeError);
});

test("metres are true, and what is under the pointer stays there", () => {
  const v = fit([-300000, 300000, -200000, 200000], 800, 600); // 60 km by 40
  assert.ok(Math.abs(v.scale - 60000 / (0.92 * 800)) < 1e-9);
  assert.deepEqual(fromScreen(v, ...toScreen(v, 1234, -567)).map(Math.round), [1234, -567]);
  const [ax] = toScreen(v, 0, 0);
  const [bx] = toScreen(v, 10 * v.scale * 100, 0); // a hundred pixels
  assert.ok(Math.abs(bx - ax - 100) < 1e-9);
  const near = zoomed(v, 0.5, 200, 100);
  assert.deepEqual(fromScreen(near, 200, 100).map(Math.round), fromScreen(v, 200, 100).map(Math.round));
  const far = moved(v, 1e9, 0, [-300000, 300000, -200000, 200000]);
  assert.ok(far.x < 1e7); // one never loses the map
  assert.deepEqual([9.99, 10, 49, 5000].map(round125), [5, 10, 20, 5000]);
  assert.ok(barM(v, 200) / v.scale <= 200);
});

test("signs that would cover each other are one with a number, and nothing is lost", () => {
  const { seen } = readMap(manyReports(5000));
  for (const scale of [1, 30, 500]) {
    const g = groupsOf(seen, cellOf(scale));
    let n = 0;
    for (let k = 0; k < g.n; k++) {
      const list = members(g, k, 1e6);
      assert.equal(list.length, g.count[k]);
      n += list.length;
      const as = (i: number): number => 2 * (seen.mark[i] ?? 0) + (seen.verified[i] ?? 0);
      const own = list.filter((i) => as(i) === 2 * (g.mark[k] ?? 0) + (g.verified[k] ?? 0)).length;
      for (const i of list) assert.ok(list.filter((j) => as(j) === as(i)).length <= own); // the sign of most of them
    }
    assert.equal(n, 5000);
  }
  assert.ok(groupsOf(seen, cellOf(500)).n < 50);
  const g = groupsOf(seen, cellOf(1));
  const v = { ...fit([0, 1000, 0, 1000], 100, 100), x: g.x[3] ?? 0, y: g.y[3] ?? 0, scale: 1 };
  assert.equal(groupAt(g, v, 50, 50, 20), 3);
  assert.equal(groupAt(g, { ...v, x: 1e8 }, 50, 50, 20), -1);
});

test("a place in the words of reports: the inverse of Lambert's map on the ellipsoid", () => {
  assert.deepEqual(placeNumbers({ flat: true, centre: [30000, 20000] }, 12340, -5000), ["31.23", "19.50"]);
  for (const [lon, lat, east, north] of PROJ) {
    const [x, y] = degreesAt(37.5, 48.5, east, north);
    assert.ok(Math.abs(x - lon) < 2e-7 && Math.abs(y - lat) < 2e-7, `${x} ${y} of ${lon} ${lat}`);
  }
});
