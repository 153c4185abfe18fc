// The editor's text with brackets: read from the notation, changed, written so that the program reads the same draft.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bracketRows, bracketsOf, labelOf, plain, reading, settleWords, undecided } from "../src/places/text/brackets.ts";
import {
  countOpen, isOpen, isTorn, keepOnly, putInBrackets, readNotation, someAlike, takeTyped, toRun, tidy, words, writeNotation, type Sheet,
} from "../src/places/text/notation.ts";
import { REASONS, type Article } from "../src/places/text/types.ts";

const read = (text: string): Sheet => readNotation(text) ?? assert.fail(text);
const ARTICLE = "The observers [shall] [should]{#1 trading} move [, with [six] [twelve]{#3 uncertain} hours]{#2 contentious}.";

test("what the program writes is read, and written so that it means the same", () => {
  const once = writeNotation(read(ARTICLE));
  assert.equal(once, "The observers [shall | should]{#1 trading} move [ | , with [six | twelve]{#3 uncertain} hours]{#2 contentious}.");
  assert.equal(writeNotation(read(once)), once);
  assert.equal(countOpen(read(ARTICLE)), 3);
  assert.deepEqual(toRun(read("a [b] [c]"))[1], {
    id: 0, reason: "contentious", since: null, alternatives: [["b"], ["c"]],
  });
});

test("groups with a space between them are one bracket, with more between them two; a bar keeps to its own", () => {
  assert.equal(countOpen(read("[a] [b] [c]")), 1);
  assert.equal(countOpen(read("[a]  [b]")), 2);
  assert.equal(countOpen(read("[a | b] [c | d]")), 2);
  assert.equal(countOpen(read("[a] [b | c]")), 2);
});

test("what is no notation is none, and a real bracket keeps its backslash", () => {
  for (const wrong of ["[a", "a]", "[a [b]", "[[[[[a]]]]]"]) assert.equal(readNotation(wrong), undefined, wrong);
  const sheet = read("see \\[1\\] and \\\\");
  assert.equal(writeNotation(sheet), "see \\[1\\] and \\\\");
  assert.deepEqual(toRun(sheet), ["see [1] and \\"]);
});

test("selected words go into brackets without the spaces around them", () => {
  const sheet = tidy([words("They shall meet.")]);
  const done = putInBrackets(sheet, sheet[0]?.key ?? 0, 4, 11);
  assert.equal(writeNotation(done?.run ?? []), "They [shall]{contentious} meet.");
  assert.equal(putInBrackets(sheet, sheet[0]?.key ?? 0, 4, 5), undefined); // a space alone
  assert.equal(putInBrackets(sheet, 0, 0, 4), undefined);
});

test("a new bracket without a second wording may be left out; an old one keeps its order", () => {
  assert.equal(writeNotation(read("a [b]{trading}")), "a [b]{trading}");
  assert.equal(writeNotation(read("a [b | ]{#4 trading}")), "a [b | ]{#4 trading}");
});

test("brackets that were typed become structure; torn ones wait", () => {
  const sheet = tidy([words("a [b] [c] d")]);
  const taken = takeTyped(sheet, sheet[0]?.key ?? 0);
  assert.equal(taken.filter(isOpen).length, 1);
  const torn = tidy([words("a [b")]);
  assert.equal(takeTyped(torn, torn[0]?.key ?? 0), torn);
  assert.ok(isTorn(torn));
  assert.ok(!isTorn(taken));
});

test("keeping one alternative joins the words again", () => {
  const sheet = read("a [b] [c [d]]{#1} e");
  const open = sheet.find(isOpen);
  assert.equal(writeNotation(keepOnly(sheet, open?.key ?? 0, 0)), "a b e");
  assert.equal(keepOnly(sheet, open?.key ?? 0, 0).length, 1);
  assert.equal(countOpen(keepOnly(sheet, open?.key ?? 0, 1)), 1);
  assert.ok(someAlike(read("[a | a]")));
  assert.ok(!someAlike(read("[a | b]")));
});

test("what stands in an alternative that goes is not asked for any more", () => {
  const run = toRun(read(ARTICLE));
  assert.deepEqual(bracketsOf(run).map((p) => [p.bracket.id, p.depth]), [[1, 1], [2, 1], [3, 2]]);
  assert.deepEqual(undecided(run, new Map([[2, 0]])).map((p) => p.bracket.id), [1, 2]);
  assert.deepEqual(settleWords([run], new Map([[1, 1], [2, 0], [3, 1]])), ["1:2", "2:1"]);
  assert.deepEqual(settleWords([run], new Map([[2, 1], [3, 1]])), ["2:2", "3:2"]);
  assert.equal(labelOf(1, 1), "1 bis");
  assert.equal(plain(run), "The observers [shall] [should] move [, with [six] [twelve] hours].");
});

test("the table of brackets is by age, or by reason and then by age", () => {
  const run = (id: number, since: number, reason: string) => [{ id, since, reason, alternatives: [["a"], ["b"]] }];
  const article = { languages: [
    { language: "en", unchanged: false, run: [...run(1, 30, "trading"), ...run(2, 10, "uncertain"), ...run(3, 20, "contentious")] },
  ] } as unknown as Article;
  assert.deepEqual(bracketRows([article], "age", REASONS).map((r) => r.bracket.id), [2, 3, 1]);
  assert.deepEqual(bracketRows([article], "reason", REASONS).map((r) => r.bracket.id), [3, 1, 2]);
});

test("a long bracket that is alone in its sentence is read as whole sentences, and no words stand alone behind it", () => {
  const shown = (text: string): unknown[] =>
    reading(toRun(read(text))).map((p) => (typeof p === "string" ? p : p.as === "sentences" ? [p.before, p.bracket.alternatives.map(plain), p.after] : p.as));
  assert.deepEqual(shown("They come first. They stay for [as long as both sides want it to be so] [one year from the first day on]. They report daily."),
    ["They come first. ", ["They stay for ", ["as long as both sides want it to be so", "one year from the first day on"], "."], " They report daily."]);
  // The last sentence has no mark, the first no sentence before it; two long ones in a row are two sentences.
  assert.deepEqual(shown("[As long as both sides want it to be so] [One year from the first day on], they stay. They go [when one of the sides wants it so] [when all is done as agreed]"),
    [["", ["As long as both sides want it to be so", "One year from the first day on"], ", they stay."], " ",
      ["They go ", ["when one of the sides wants it so", "when all is done as agreed"], ""]]);
  // Short ones stand beside the words; of two in one sentence a long one runs along, and what it holds, too.
  assert.deepEqual(shown("They [shall] [should] go."), ["They ", "short", " go."]);
  assert.deepEqual(shown("They [shall] [should] go [as soon as one of the sides wants it so] [when all is done as agreed]. Then rest."),
    ["They ", "short", " go ", "running", ". Then rest."]);
  const inner = toRun(read("They go [as soon as [one] [two] of the sides want it to be so, and not before] [never]."));
  const alternatives = reading(inner).flatMap((p) => (typeof p === "string" ? [] : p.bracket.alternatives));
  assert.deepEqual(reading(alternatives[0] ?? [], true).map((p) => (typeof p === "string" ? p : p.as)), ["as soon as ", "short", " of the sides want it to be so, and not before"]);
  // All words are there once, in their order.
  for (const text of ["A [b b b b b b b b b b b b b b b b b b b b b] [c c c c c c c c c c]. D.", "[x]{#1 trading}", ARTICLE]) {
    const words_ = reading(toRun(read(text))).map((p) => (typeof p === "string" ? p : (p.as === "sentences" ? p.before : "") + plain([p.bracket]) + (p.as === "sentences" ? p.after : "")));
    assert.equal(words_.join(""), plain(toRun(read(text))));
  }
});
