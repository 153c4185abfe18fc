// Sentences and their values.
import assert from "node:assert/strict";
import { test } from "node:test";
import { list, pieces, say, sayNodes, setLanguage } from "../src/say.ts";

test("a sentence takes its values in order", () => {
  setLanguage("en", {});
  assert.equal(say("Seats left: %s, of %s", 3, "Borea"), "Seats left: 3, of Borea");
});

test("a translation may take them in another order", () => {
  setLanguage("fr", { "%s waits for %s.": "%2$s est attendu par %1$s." });
  assert.equal(say("%s waits for %s.", "A", "B"), "B est attendu par A.");
});

test("a sentence that is not translated is said in English", () => {
  setLanguage("uk", {});
  assert.equal(say("Lock"), "Lock");
});

test("a value does not turn the sentence: it is isolated in Arabic, and where it is written from the right", () => {
  setLanguage("ar", { "For %s": "إلى %s" });
  assert.equal(say("For %s", "Borea"), "إلى \u2068Borea\u2069");
  assert.equal(say("For %s", 12), "إلى 12"); // the figures of the check words
  setLanguage("en", {});
  assert.equal(say("For %s", "بوريا"), "For \u2068بوريا\u2069");
});

test("nodes stand where their values stand", () => {
  setLanguage("en", {});
  const node = { name: "node" };
  assert.deepEqual(sayNodes("By %s, not verified", node), ["By ", node, ", not verified"]);
  assert.deepEqual(sayNodes("By %s", undefined), ["By ", ""]);
});

test("pieces: text and places, nothing empty", () => {
  assert.deepEqual(pieces("%2$s%1$s!"), [1, 0, "!"]);
  assert.deepEqual(pieces(""), []);
  assert.deepEqual(pieces("100 %"), ["100 %"]);
});

test("names in a row", () => {
  setLanguage("en", {});
  assert.equal(list(["Seat A", "Seat B", "Seat C"]), "Seat A, Seat B and Seat C");
});
