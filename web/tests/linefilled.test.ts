// What is filled in about a cease-fire, as the files that the program reads; and its times in words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { criteriaFile, criteriaWrong, publicationFile, publicationWrong, readPlaces, type CriteriaDraft } from "../src/places/line/filled.ts";
import { countingText, dayD, slotOfText } from "../src/places/line/words.ts";

const good: CriteriaDraft = {
  first_day: "2027-03-02", quiet_days: "30", window_days: "30", uncounted_days: "5", watched_percent: "50", needs: "verified", counting: "run 30 3600 0",
  day_ends: "19:30", local_minutes: "-90", sectors: "",
};

test("criteria", () => {
  assert.equal(criteriaWrong(good), undefined);
  assert.deepEqual(criteriaFile(good, true), {
    first_day: "2027-03-02", quiet_days: 30, window_days: 30, uncounted_days: 5, watched_percent: 50, needs: "verified", counting: "run 30 3600 0",
    day_ends_hour: 19.5, local_minutes: -90,
  });
  assert.equal("counting" in criteriaFile(good, false), false);
  assert.equal(criteriaFile({ ...good, day_ends: "00:00" }, true).day_ends_hour, 24); // midnight ends the day
  assert.deepEqual(criteriaFile({ ...good, sectors: "30000, 20000\n\n 1 2" }, true).sectors, [[30000, 20000], [1, 2]]);
  for (const wrong of [
    { first_day: "" }, { quiet_days: "0" }, { quiet_days: "3.5" }, { window_days: "x" }, { uncounted_days: "30" }, { watched_percent: "101" },
    { day_ends: "" }, { local_minutes: "1e3" }, { counting: "run 30" }, { sectors: "30000" }, { sectors: "1,2,3" },
  ])
    assert.equal(typeof criteriaWrong({ ...good, ...wrong }), "string", JSON.stringify(wrong));
  assert.equal(readPlaces("1;2\nthere"), undefined);
});

test("what may be published: nothing finer than the program takes", () => {
  const draft = { grid_km: "10", delay_hours: "72", period_hours: "24", least: "3", marks: "", corner: "" };
  assert.equal(publicationWrong(draft), undefined);
  assert.deepEqual(publicationFile(draft), { grid_m: 10000, delay_hours: 72, period_hours: 24, least: 3 });
  assert.deepEqual(publicationFile({ ...draft, marks: "explosion,heavy" }).marks, ["explosion", "heavy"]);
  for (const wrong of [{ grid_km: "4" }, { grid_km: "x" }, { delay_hours: "23" }, { period_hours: "" }, { least: "2" }])
    assert.equal(typeof publicationWrong({ ...draft, ...wrong }), "string");
});

test("times and counting rules in words", () => {
  assert.equal(slotOfText("2027-03-06 10:00 UTC"), Date.UTC(2027, 2, 6, 10) / 60_000);
  for (const other of ["", "2027-03-06", "soon"]) assert.equal(slotOfText(other), undefined);
  assert.deepEqual([dayD(5), dayD(0), dayD(-1)], ["D+5", "D+0", "D−1"]);
  assert.match(countingText("run 30 3600 0"), /3,600 seconds is counted once if it is 30/);
  assert.match(countingText("each"), /ten in a row are ten/);
});
