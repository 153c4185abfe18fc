// Days as they are entered and as the command line takes them, where the clock is not the universal one.
process.env["TZ"] = "Europe/Kyiv"; // read at the first use of a date, below

import assert from "node:assert/strict";
import { test } from "node:test";
import { setLanguage } from "../src/say.ts";
import { slotInputs, slotOf, slotWords, until, when, whenUniversal } from "../src/time.ts";

test("an hour by the own clock becomes one in universal time", () => {
  const slot = slotOf("2026-12-01", "12:00");
  assert.equal(slot, Date.UTC(2026, 11, 1, 10) / 60_000);
  assert.equal(slotWords(slot ?? 0), "2026-12-01T10:00"); // winter: two hours
  assert.equal(slotWords(slotOf("2026-07-01", "12:00") ?? 0), "2026-07-01T09:00"); // summer: three
  assert.equal(slotWords(slotOf("2026-12-01", "01:30") ?? 0), "2026-11-30T23:30"); // the day before
});

test("what the inputs show leads back to the same slot", () => {
  for (const slot of [29_934_138, 0, Date.UTC(2026, 9, 25, 1, 30) / 60_000 - 600]) {
    const { date, time } = slotInputs(slot);
    assert.equal(slotOf(date, time), slot);
  }
});

test("what is no time is none", () => {
  for (const [date, time] of [["", "12:00"], ["2026-12-01", ""], ["2026-02-31", "12:00"], ["1.12.2026", "12:00"]] as const)
    assert.equal(slotOf(date, time), undefined);
});

test("times are read in the reader's language, with the same figures in all", () => {
  const slot = Date.UTC(2026, 11, 1, 10) / 60_000;
  setLanguage("en", {});
  assert.match(when(slot), /1 December 2026.*12:00/);
  assert.match(whenUniversal(slot), /1 December 2026.*10:00 UTC/);
  setLanguage("fr", {});
  assert.match(when(slot), /1 décembre 2026.*12:00/);
  setLanguage("ar", {});
  assert.match(when(slot), /2026/);
});

test("a whole day in universal time is told by its last day, an hour by itself", () => {
  setLanguage("en", {});
  assert.equal(until(Date.UTC(2027, 5, 2) / 60_000), "1 June 2027");
  assert.equal(until(Date.UTC(2027, 5, 2, 10) / 60_000), "2 June 2027 at 13:00");
});
