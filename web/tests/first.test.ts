// The first run: passphrases and table files; and where one is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { strength } from "../src/first/strength.ts";
import { readTableFile } from "../src/first/tablefile.ts";
import { forgetAddresses, href, readRoute } from "../src/route.ts";

test("passphrases", () => {
  assert.equal(strength("correct horse battery staple window river"), "good");
  assert.equal(strength("тихий берег камінь вечір дорога човен"), "good");
  assert.equal(strength("g7#Qp!92xLm&4vRz0aKd"), "good");
  assert.equal(strength("correct horse battery staple"), "fair");
  assert.equal(strength("magnificent independence household"), "short"); // three words, however long
  for (const weak of ["", "secret", "aaaaaaaaaaaaaaaaaaaaaaaa", "the the the the the the the", "a b c d e f g h"])
    assert.equal(strength(weak), "short", weak);
});

test("a table's file names its seats", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const table = readTableFile(bytes('{"title":"T","seats":[{"id":"A","party":"P","name":"N"},{"party":"no id"}]}'));
  assert.deepEqual(table, { title: "T", seats: [{ id: "A", party: "P", name: "N" }] });
  for (const other of ["", "{}", "[]", "null", '{"seats":[]}', '{"seats":[null]}', "{"])
    assert.equal(readTableFile(bytes(other)), undefined);
  assert.equal(readTableFile(new Uint8Array([0xff, 0xfe])), undefined);
});

test("an address leads where it says, whatever the names in it", () => {
  assert.deepEqual(readRoute(""), { place: "table", rest: [] });
  assert.deepEqual(readRoute(href("text", "a/b %", 2)), { place: "text", rest: ["a/b %", "2"] });
  assert.equal(href("text", "a/b %", 2), href("text", "a/b %", "2"));
  assert.notEqual(href("text", "one"), href("text", "two"));
  assert.deepEqual(readRoute("#/text/%E0"), { place: "text", rest: ["%E0"] });
});

test("no address tells more than its place and numbers, and after locking none leads further than to its place", () => {
  const address = href("text", "ceasefire-line", 3, "compare");
  assert.match(address, /^#\/text\/~\w+-\d+\/3\/~\w+-\d+$/);
  assert.deepEqual(readRoute(address).rest, ["ceasefire-line", "3", "compare"]);
  forgetAddresses();
  assert.deepEqual(readRoute(address), { place: "text", rest: [] });
  assert.notEqual(href("text", "ceasefire-line", 3, "compare"), address);
  assert.deepEqual(readRoute("#/soundings/3"), { place: "soundings", rest: ["3"] });
});
