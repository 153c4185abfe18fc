import assert from "node:assert/strict";
import { test } from "node:test";
import { readRoute } from "../src/route.ts";
import { freeIssueId, freeSeatId, issueFile, readIssueFile } from "../src/places/table/marks.ts";
import { NAMED_MAX, cut, endsOf, ringOf } from "../src/places/table/ring.ts";
import type { Meeting, Proposal } from "../src/places/table/types.ts";
import { waitingFor } from "../src/places/table/waiting.ts";
import { EVERYTHING, newestFirst, oneLine, recordWords } from "../src/places/table/words.ts";
import type { SoundTable, Sounding } from "../src/places/soundings/types.ts";
import type { Article } from "../src/places/text/types.ts";
import type { Seat } from "../src/types.ts";

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

test("the record has the newest first, a non-paper that a search found among them by its hour", () => {
  const line = (number: number | undefined, slot: number) => ({ ...(number !== undefined && { number }), slot, seat: "A", kind: "said", text: "" });
  assert.deepEqual(newestFirst([line(1, 50), line(2, 40), line(3, 60)]).map((l) => l.number), [3, 2, 1]);
  assert.deepEqual(newestFirst([line(1, 40), line(3, 60), line(undefined, 50)]).map((l) => l.slot), [60, 50, 40]);
});

test("what waits for one seat at every place, and nothing that is not its to do", () => {
  const issue = (id: string, budget = {}) => ({ id, title: { en: `The ${id}` }, concerns: ["A", "B"], options: [], early_harvest: false,
    budget: { may_reopen: false, reopen_by: [], ...budget } });
  const table = { to_reconfirm: ["A"], now_slot: 100, seats: [seat("A", "x"), seat("B", "y")],
    issues: [issue("zone"), issue("line", { may_reopen: true, reopen_by: ["B"] }), issue("talks", { may_reopen: true, reopen_by: ["A", "B"] }), issue("rest", { may_reopen: true })],
    days: [{ issues: ["zone"], agreed: ["B"], holds: false }, { issues: ["zone"], agreed: ["A"], holds: false }, { issues: ["line"], agreed: ["A", "B"], holds: true }] } as unknown as SoundTable;
  const proposal = (number: number, waits_for: string[], part: Partial<Proposal> = {}) => ({ number, waits_for, status: "open", kind: "pen_given", by: "B", text: "proposes it", ...part }) as Proposal;
  const meeting = (number: number, part: Partial<Meeting>): Meeting =>
    ({ number, start_slot: 50, record: "open", place: "A house", invited: ["A"], coming: [], not_coming: [], was_there: [], read_back_by: [], readouts_by: [], readouts_due_slot: 0, ...part }) as Meeting;
  const sounding = (n: number, part: Partial<Sounding> = {}) =>
    ({ sounding: n, kind: "room", status: "open", question: "", issues: ["zone"], required: ["A", "B"], entered: false, sealed: false, day: 0, of: 0, ...part }) as Sounding;
  const article = (name: string, part: Partial<Article>) =>
    ({ name, title: { en: "Observers" }, sounding: null, silence: "runs", silence_until: 200, concerns: ["A"], ...part }) as Article;
  const waiting = waitingFor("A", {
    table,
    proposals: [proposal(1, ["A"]), proposal(2, ["B"]), proposal(3, ["A"], { status: "declined" }), proposal(4, ["A"], { kind: "field_document" })],
    soundings: [sounding(1), sounding(2, { sealed: true }), sounding(3, { required: ["B", "C"] }), sounding(4, { status: "answered" }), sounding(5, { entered: true }),
      sounding(6, { kind: "yes", question: "Shall we meet?" }), sounding(7, { kind: "find", of: 1 }), sounding(8, { day: 300 }), sounding(9, { day: 300, entered: true }),
      sounding(10, { day: 99 }), sounding(11, { kind: "non-paper", issues: [] }), sounding(12, { kind: "non-paper", day: 300, issues: [] })],
    articles: [article("3", {}), article("4", { silence: "broken" }), article("5", { concerns: ["B"] })],
    meetings: [meeting(1, { start_slot: 200 }), meeting(2, { start_slot: 200, coming: ["A"] }), meeting(3, { coming: ["A"] }),
      meeting(4, { record: "read-back", was_there: ["A"] }), meeting(5, { record: "read-back", was_there: ["A"], read_back_by: ["A"] }),
      meeting(6, { record: "closed", was_there: ["A"] }), meeting(7, { start_slot: 200, invited: ["B"] }),
      meeting(8, { record: "closed", was_there: ["A"], readouts_due_slot: 300 }), meeting(9, { record: "closed", was_there: ["A"], readouts_due_slot: 300, readouts_by: ["A"] })],
  });
  const way = (to: string): string => [readRoute(to).place, ...readRoute(to).rest].join("/");
  assert.deepEqual(waiting.map((w) => way(w.to)), ["table/reconfirm", "table/proposals/1", "line/proposal/4",
    "soundings/1", "soundings/5", "soundings/6", "soundings/7", "soundings/8", "papers/nonpapers/take-part/11", "soundings/days/1", "soundings/reopen/line",
    "text/article/3", "table/meetings/1", "table/meetings/3", "table/meetings/4", "papers/readouts/write"]);
  assert.deepEqual([waiting[1]?.by, waiting[1]?.more], ["Seat B", "proposes it"]);
  assert.equal(waiting[3]?.more, "The zone");
  assert.equal(waiting[5]?.more, "Shall we meet?");
  assert.match(waiting[11]?.text ?? "", /^Object until .*1970/);
  assert.equal(waiting[11]?.more, "3. Observers");
});
