import assert from "node:assert/strict";
import { test } from "node:test";
import { readRoute } from "../src/route.ts";
import { freeIssueId, freeSeatId, issueFile, readIssueFile } from "../src/places/table/marks.ts";
import { NAMED_MAX, cut, endsOf, ringOf } from "../src/places/table/ring.ts";
import type { Meeting, Proposal } from "../src/places/table/types.ts";
import { waitingFor } from "../src/places/table/waiting.ts";
import { EVERYTHING, oneLine, recordWords } from "../src/places/table/words.ts";
import type { Seat, Table } from "../src/types.ts";

const seat = (id: string, party: string, standing = "private"): Seat => ({
  id, party, standing, name: `Seat ${id}`, role: "", function: "participant", mandate_seen: [], keeps_days: null,
  mandate: { kind: "own initiative", expires_slot: null, expired: false },
});

test("the ends of a table: seats of one party beside each other, and whether an official is among them", () => {
  const ends = endsOf([seat("A", "Arvenia", "former official"), seat("B", "Borea", "official"), seat("C", "Arvenia"),
    seat("D", "Borea", "official in a personal capacity"), seat("E", "Others", "official"), seat("F", "Others")]);
  assert.deepEqual(ends.map((e) => [e.party, e.seats.map((s) => s.id).join(""), e.officials]),
    [["Arvenia", "AC", "none"], ["Borea", "BD", "all"], ["Others", "EF", "some"]]);
});

test("from 2 to 50 seats the discs stand in the drawing, apart from each other and from the table", () => {
  for (const named of [true, false])
    for (let n = 2; n <= (named ? NAMED_MAX : 50); n++) {
      const ring = ringOf(n, named);
      assert.equal(ring.spots.length, n);
      assert.ok(ring.r >= 8, `a number can be read among ${n}`);
      ring.spots.forEach((a, i) => {
        assert.ok(a.x - ring.r >= 0 && a.x + ring.r <= ring.width && a.y - ring.r >= 0 && a.y + ring.r <= ring.height);
        const [u, v] = [(a.x - ring.cx) / (ring.rx + ring.r * 0.9), (a.y - ring.cy) / (ring.ry + ring.r * 0.9)];
        assert.ok(u * u + v * v >= 1, `${i} of ${n} lies on the table`);
        ring.spots.slice(i + 1).forEach((b) => assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > 2 * ring.r, `${n} touch`));
      });
    }
});

test("a long name is cut by letters", () => {
  assert.equal(cut("Seat A", 10), "Seat A");
  assert.equal(cut("Міністерство", 6), "Мініс…");
});

test("marks that no person has to think of are new ones", () => {
  assert.equal(freeSeatId(["A", "B", "D"]), "C");
  assert.equal(freeSeatId([..."ABCDEFGHIJKLMNOPQRSTUVWXYZ", "S1"]), "S2");
  assert.equal(freeIssueId("Return of the archives", ["return"]), "archives");
  assert.equal(freeIssueId("Архіви", ["issue1"]), "issue2");
  for (const id of [freeIssueId("Élargissement", []), freeIssueId("الأرشيف", [])]) assert.match(id, /^[A-Za-z0-9_.:]{1,32}$/);
});

test("an issue of the form is a file that is read back the same", () => {
  const file = issueFile({ title: " Archives ", language: "fr", options: ["Tous", "", " En trois parts "], concerns: ["A", "B"] }, []);
  assert.deepEqual(readIssueFile(file), { title: { fr: "Archives" }, options: [{ fr: "Tous" }, { fr: "En trois parts" }], concerns: ["A", "B"] });
  assert.deepEqual(readIssueFile('{"title":"T","options":[{"text":"a"}],"concerns":["A"]}')?.options, [{ en: "a" }]);
  for (const wrong of ["", "[]", "null", '{"title":"T"}', "not JSON"]) assert.equal(readIssueFile(wrong), undefined);
});

test("what is searched goes behind a word --, so that nothing typed is an option", () => {
  assert.deepEqual(recordWords(EVERYTHING, ["--last", "30"]), ["log", "--last", "30"]);
  assert.deepEqual(recordWords({ ...EVERYTHING, words: " --seat zone ", seat: "B", kind: "said", since: "2026-12-01" }, []),
    ["search", "--seat", "B", "--kind", "said", "--since", "2026-12-01", "--", "--seat zone"]);
  assert.equal(oneLine(" a\n  b \r\n c "), "a b c");
});

test("what the others wait for from one seat, and nothing that is not its to do", () => {
  const table = { to_reconfirm: ["A"], now_slot: 100, seats: [seat("A", "x")] } as unknown as Table;
  const proposal = (number: number, waits_for: string[], status = "open") => ({ number, waits_for, status }) as Proposal;
  const meeting = (number: number, part: Partial<Meeting>): Meeting =>
    ({ number, start_slot: 50, record: "open", invited: ["A"], coming: [], not_coming: [], was_there: [], read_back_by: [], ...part }) as Meeting;
  const waiting = waitingFor("A", table, [proposal(1, ["A"]), proposal(2, ["B"]), proposal(3, ["A"], "declined")], [
    meeting(1, { start_slot: 200 }), meeting(2, { start_slot: 200, coming: ["A"] }), meeting(3, { coming: ["A"] }),
    meeting(4, { record: "read-back", was_there: ["A"] }), meeting(5, { record: "read-back", was_there: ["A"], read_back_by: ["A"] }),
    meeting(6, { record: "closed", was_there: ["A"] }), meeting(7, { start_slot: 200, invited: ["B"] })]);
  const ways = waiting.map((w) => readRoute(w.to)).map((r) => [r.place, ...r.rest].join("/"));
  assert.deepEqual(ways, ["table/reconfirm", "table/proposals/1", "table/meetings/1", "table/meetings/3", "table/meetings/4"]);
});
