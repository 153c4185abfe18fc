// Entries and questions: from what the person fills in to the words and files of the program.
import assert from "node:assert/strict";
import { test } from "node:test";
import { askWords, concerned, emptyAsked, hindrance } from "../src/places/soundings/asked.ts";
import { emptyEntry, entryFile, packageOf, pairsFile, pointsOf, rangeFile, setPoints, setWord, unsaid, type Entry } from "../src/places/soundings/entry.ts";
import type { Issue } from "../src/types.ts";

const issue = (id: string, concerns: string[], options: string[]): Issue => ({
  id, title: { en: id }, concerns, options: options.map((o) => ({ id: o, text: { en: o } })),
  budget: { runs_used: 0, runs_left: 3, running: false, next_slot: 0, open_now: true, closed: false, may_reopen: false, reopen_by: [] }, early_harvest: false,
});
const territory = issue("territory", ["B", "A"], ["t1", "t2"]);
const line = issue("line", ["A", "N"], ["l1", "l2", "l3"]);
const both = [territory, line];
const seats = ["A", "B", "C", "N"].map((id) => ({ id }));

function said(byPoints = false): Entry {
  let e = emptyEntry(byPoints);
  e = setWord(e, territory, 0, "cannot");
  e = setWord(e, territory, 1, "welcome");
  e = setWord(e, line, 0, "could live with");
  e = setWord(e, line, 1, "could live with");
  return setWord(e, line, 2, "cannot");
}

test("three words are given as they are said", () => {
  assert.deepEqual(JSON.parse(entryFile(said(), both)), {
    words: { territory: ["cannot", "welcome"], line: ["could live with", "could live with", "cannot"] },
    could_live_with_at_least: 0,
  });
});

test("what is not said yet is named", () => {
  const e = setWord(emptyEntry(false), territory, 1, "welcome");
  assert.deepEqual(unsaid(e, both), both);
  assert.deepEqual(unsaid(said(), both), []);
});

test("points begin as the words count, and a cannot is a red line", () => {
  const e = { ...setPoints(said(true), territory, 1, "34"), atLeast: "35" };
  assert.equal(pointsOf(e, line, 0), "0");
  assert.deepEqual(JSON.parse(entryFile(e, both)), { points: { territory: [null, 34], line: [0, 0, null] }, could_live_with_at_least: 35 });
  assert.deepEqual(unsaid(setPoints(e, line, 0, "4.5"), both), [line]);
  assert.deepEqual(unsaid(setPoints(e, line, 2, "no number"), both), [], "a red line needs none");
});

test("an only-if goes along while both its issues are asked about", () => {
  const e = { ...said(), onlyIf: [{ issue: "territory", options: ["t2"], then: "line", thenOptions: ["l1", "l2"] }] };
  assert.deepEqual(JSON.parse(entryFile(e, both)).linkages, [{ if: { territory: ["t2"] }, then: { line: ["l1", "l2"] } }]);
  assert.equal(JSON.parse(entryFile(e, [territory])).linkages, undefined);
});

test("changing an entry leaves the one before as it was", () => {
  const before = said();
  const text = JSON.stringify(before);
  setWord(before, line, 0, "cannot");
  setPoints(before, line, 0, "5");
  assert.equal(JSON.stringify(before), text);
});

test("a package's name is its options, issue by issue", () => {
  assert.deepEqual(packageOf("t2-l3", both).map((p) => p.option.id), ["t2", "l3"]);
  assert.deepEqual(packageOf("35 km", [territory]), []);
});

test("ranges and pairs", () => {
  assert.equal(rangeFile("3", "12"), '{"range":[3,12]}');
  assert.equal(pairsFile([{ give: "t2", get: "l1" }, { give: "", get: "" }]), '{"pairs":[{"give":"t2","get":"l1"}]}');
});

test("whom the issues concern, in the order of the table", () => {
  assert.deepEqual(concerned(both, ["line", "territory"], seats), ["A", "B", "N"]);
  assert.deepEqual(concerned(both, [], seats), []);
});

test("what the program refuses at the end is known at the choice: another sounding, closed, too few left, too early", () => {
  const with_ = (part: Partial<Issue["budget"]>): Issue => ({ ...line, budget: { ...line.budget, ...part } });
  assert.equal(hindrance("room", line, 100), undefined);
  assert.equal(hindrance("room", with_({ running: true, closed: true }), 100), "running");
  assert.equal(hindrance("room", with_({ closed: true, runs_left: 2 }), 100), "closed");
  assert.equal(hindrance("near", with_({ runs_left: 1 }), 100), "few");
  assert.equal(hindrance("room", with_({ runs_left: 1 }), 100), undefined);
  assert.equal(hindrance("yes", with_({ next_slot: 101 }), 100), "early");
  assert.equal(hindrance("yes", with_({ next_slot: 100 }), 100), undefined);
});

test("the words that ask", () => {
  const a = { ...emptyAsked, issues: ["territory"] };
  assert.deepEqual(askWords("room", a, ["A", "B"]), ["sound", "open", "--", "territory"]);
  assert.deepEqual(askWords("room", { ...a, seats: ["B", "A"] }, ["A", "B"]), ["sound", "open", "--", "territory"]);
  assert.deepEqual(askWords("room", { ...a, seats: ["B", "C"] }, ["A", "B"]), ["sound", "open", "--seats", "B,C", "--", "territory"]);
  assert.deepEqual(askWords("yes", { ...a, text: "--yes is a text ", day: "2026-12-01T10:00" }, ["A", "B"]),
    ["sound", "yes", "--day", "2026-12-01T10:00", "--", "--yes is a text", "territory"]);
  assert.deepEqual(askWords("range", { ...a, text: "How wide?", from: "0", to: "40", unit: "km" }, []),
    ["sound", "range", "--from", "0", "--to", "40", "--step", "1", "--unit", "km", "--", "How wide?", "territory"]);
  assert.deepEqual(askWords("near", a, []), ["sound", "near", "--steps", "0,1,2,5,10", "--", "territory"]);
  assert.deepEqual(askWords("ready", { ...a, text: "We come.", atLeast: "4" }, []), ["sound", "ready", "--at-least", "4", "--", "We come.", "territory"]);
  assert.deepEqual(askWords("exchange", { ...a, issues: ["territory", "line"], seats: ["A", "B"] }, ["A", "B", "N"]),
    ["sound", "exchange", "--seats", "A,B", "--", "territory", "line"]);
  assert.deepEqual(askWords("better", emptyAsked, [], 5), ["sound", "better", "--of", "5"]);
});
