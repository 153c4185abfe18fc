// The Papers place: where marks stand in a text, brackets of an article, and the call that circulates a paper.
import assert from "node:assert/strict";
import { test } from "node:test";
import { circulateCall, lookCall } from "../src/places/papers/circulated.ts";
import type { Finding } from "../src/places/papers/types.ts";
import { bracketsOf, bytesOf, carried, marksOf, readText, segments } from "../src/places/papers/words.ts";

/** As the program finds the words: in bytes. */
function finding(text: string, words: string): Finding {
  const at = text.indexOf(words);
  return { kind: "seat", start: bytesOf(text.slice(0, at)), length: bytesOf(words), words, suggestion: words };
}

test("marks stand at their words, whatever letters stand before them", () => {
  const text = "Було сказано 🕊 ﷲ: Seat B could accept. Місце Б також.";
  const marks = marksOf(text, [finding(text, "Місце Б"), finding(text, "Seat B")]);
  assert.deepEqual(marks.map((m) => text.slice(m.from, m.to)), ["Seat B", "Місце Б"]);
  assert.equal(segments(text, marks).map((s) => s.text).join(""), text);
  assert.deepEqual(segments(text, marks).filter((s) => s.mark !== undefined).map((s) => s.mark), [0, 1]);
  assert.deepEqual(segments("", []), []);
  // In the midst of a letter, beyond the end, within another mark: no mark.
  const odd = { kind: "x", words: "", suggestion: "" };
  assert.deepEqual(marksOf("є", [{ ...odd, start: 1, length: 1 }, { ...odd, start: 0, length: 9 }, { ...odd, start: 0, length: 0 }]), []);
  assert.equal(marksOf("abc", [{ ...odd, start: 0, length: 3 }, { ...odd, start: 1, length: 1 }]).length, 1);
});

test("while one types on, marks stay at their words", () => {
  const before = "Seat A spoke. Seat B was silent.";
  const marks = marksOf(before, [finding(before, "Seat A"), finding(before, "Seat B")]);
  const words = (now: string): string[] => carried(marks, before, now).map((m) => now.slice(m.from, m.to));
  assert.deepEqual(words(before), ["Seat A", "Seat B"]);
  assert.deepEqual(words("Seat A spoke long. Seat B was silent."), ["Seat A", "Seat B"]);
  assert.deepEqual(words("It was said. Seat B was silent."), ["Seat B"]);
  assert.deepEqual(words("Seat A spoke."), ["Seat A"]);
  assert.deepEqual(words(""), []);
});

test("texts of files", () => {
  const bytes = (t: string): Uint8Array => new TextEncoder().encode(t);
  assert.equal(readText(bytes("Один.\r\nДва.\r")), "Один.\nДва.\n");
  assert.equal(readText(bytes("\ufeffText")), "Text"); // the mark that Windows puts before it
  assert.equal(readText(new Uint8Array([0xff, 0xfe, 0x41])), undefined);
});

test("brackets of an article, by the numbers that the program gives them", () => {
  assert.deepEqual(bracketsOf("They report [daily] [weekly]{#1} to all [, with [six] [twelve]{trading #3} hours notice]{#2}. \\[not one\\]"), [
    { id: 1, alternatives: ["daily", "weekly"] },
    { id: 2, alternatives: [", with [six] [twelve]{trading #3} hours notice"] },
    { id: 3, alternatives: ["six", "twelve"] },
  ]);
  assert.deepEqual(bracketsOf("No bracket."), []);
  assert.deepEqual(bracketsOf("[open"), []);
});

test("the call that circulates a paper: what a person wrote is never an option or another file", () => {
  const form = { title: "--replaces", pages: [{ lang: "en", text: "A" }, { lang: "uk", text: "Б" }], authentic: false };
  const { words, files } = circulateCall(form, [
    { file: "a=b/c.txt", name: " The note ", base64: "eA==", removed: [], turned: false },
    { file: "d.pdf", name: "", base64: "eQ==", removed: ["date"], turned: false },
  ], "3");
  assert.deepEqual(words, ["paper", "circulate", "--replaces", "3", "--first-prevails", "--attach", "@1 a_b_c.txt=The note",
    "--attach", "@2 d.pdf", "--", "--replaces", "en=@en", "uk=@uk"]);
  assert.deepEqual(Object.keys(files).sort(), ["@1 a_b_c.txt", "@2 d.pdf", "@en", "@uk"]);
  assert.ok(!circulateCall({ ...form, authentic: true }, [], undefined).words.some((w) => w === "--first-prevails"));
  const look = lookCall("--out=x/y.jpg", new Uint8Array([1]));
  assert.deepEqual(look.words, ["paper", "look", "--", "@--out_x_y.jpg"]);
  assert.deepEqual(Object.keys(look.files), ["@--out_x_y.jpg"]);
});
