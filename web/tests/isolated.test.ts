import assert from "node:assert/strict";
import { test } from "node:test";
import { isolatedParts } from "../src/parts/isolated.ts";

test("titles and days of a sentence stand apart, and nothing of it is lost", () => {
  const sentence = "حدد صمتًا على المادة «3. Observers» حتى 2099-12-01 10:00 UTC";
  const parts = isolatedParts(sentence);
  assert.equal(parts.join(""), sentence);
  assert.deepEqual(parts.filter((_, k) => k % 2 === 1), ["«3. Observers»", "2099-12-01 10:00 UTC"]);
  assert.deepEqual(isolatedParts("a plain sentence"), ["a plain sentence"]);
  assert.deepEqual(isolatedParts("until 2027-06-01").filter((_, k) => k % 2 === 1), ["2027-06-01"]);
});
