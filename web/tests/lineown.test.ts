// A report as it is written on the page, and as the words of the command line.
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeTyped } from "../src/places/line/mapplace.ts";
import { EMPTY, draftOfReport, fitsOf, readDraft, reportOptions, sideByEarAlone, weaponWord } from "../src/places/line/own/draft.ts";
import type { OwnReport } from "../src/places/line/own/types.ts";

const heard = {
  ...EMPTY, kind: "incoming", at: "2025-02-20T10:03", own: ["47,09113", "37.75991", "5"] as [string, string, string], bearing: ["90", "3"] as [string, string],
  distance: ["3 000", "200"] as [string, string], means: ["heard"], how: "at_least", count: "3", side: "A",
};

test("what was heard, from where, in which direction", () => {
  // No side: nobody is named from sound alone, even where one was chosen before.
  assert.equal(sideByEarAlone(heard), true);
  assert.deepEqual(reportOptions(heard, false), [
    "--kind", "incoming", "--at", "2025-02-20T10:03", "--at-error", "60", "--from", "47.09113,37.75991,5", "--bearing", "90,3", "--distance", "3000,200",
    "--means", "heard", "--count", "3+",
  ]);
  const seen = { ...heard, means: ["heard", "seen"] };
  assert.equal(sideByEarAlone(seen), false);
  assert.ok(reportOptions(seen, false).join(" ").includes("--side A"));
});

test("access refused has no place for a count or weapons, whatever was written before", () => {
  const d = {
    ...EMPTY, kind: "access_refused", at: "2025-02-20T11:00", lasted: "20", clock: "", place: ["30", "20", ""] as [string, string, string], side: "B", how: "exactly", count: "4",
    weapons: [{ family: "gun", model: "", calibre: "", number: "1", serials: "" }], remark: "The gate\n stayed shut. ",
  };
  assert.deepEqual(reportOptions(d, true), [
    "--kind", "access_refused", "--flat", "--at", "2025-02-20T11:00", "--lasted", "1200", "--place", "30,20", "--side", "B", "--remark", "The gate stayed shut.",
  ]);
  assert.equal(fitsOf("access_delayed").lastedNeeded, true);
  assert.equal(fitsOf("weapons").weaponsNeeded, true);
});

test("weapons and files are one word each", () => {
  assert.equal(weaponWord({ family: "gun", model: "D-30", calibre: "122", number: "3", serials: "A-1, A-2" }), "gun/D-30:122:3:A-1:A-2");
  assert.equal(weaponWord({ family: "mortar", model: "a/b:c", calibre: "", number: "0", serials: "x:y" }), "mortar/a-b-c:0:0:x-y");
  const sha256 = "00".repeat(32);
  const options = reportOptions({ ...EMPTY, kind: "impact", attached: [{ name: "a:b.jpg", sha256, size: 12 }], corrects: 2, reason: " An echo. " }, false);
  assert.ok(options.join(" ").endsWith(`--attached ${sha256}:12:a-b.jpg --corrects 2 --reason An echo.`));
  // A reason is said of a correction alone.
  assert.equal(reportOptions({ ...EMPTY, kind: "impact", reason: "x" }, false).includes("--reason"), false);
});

test("an earlier report becomes the draft of its correction, and says the same", () => {
  const report: OwnReport = {
    number: 7, kind: "weapons", begin: 1740045780, made: 1740046000, lasted_s: 90, time_error_s: 300, flat: false, means: ["seen"], side: "A", count_how: "none", count: 0,
    verified: true, source: "post-3", site: "", weapons: [{ family: "gun", model: "D-30", calibre_mm: 122, range_m: 0, number: 3, serials: ["A-1"] }],
    attachments: [{ sha256: "ab".repeat(32), size: 5, type: "image/jpeg" }], remark: "By the mill.", reason: "", place: { x: 378000000, y: 471000000, error_cm: 1000 },
  };
  const d = draftOfReport(report);
  assert.deepEqual(reportOptions({ ...d, reason: "Four." }, false), [
    "--kind", "weapons", "--at", "2025-02-20T10:03", "--lasted", "90", "--at-error", "300", "--place", "47.1,37.8,10", "--means", "seen", "--side", "A", "--verified",
    "--weapon", "gun/D-30:122:3:A-1", "--source", "post-3", "--remark", "By the mill.", "--attached", `${"ab".repeat(32)}:5:file.jpg`, "--corrects", "7", "--reason", "Four.",
  ]);
  // What followed from bearing and distance follows again.
  const followed = draftOfReport({ ...report, own: { x: 378000000, y: 471000000, error_cm: 0 }, bearing: { degrees: 90, error: 3 }, distance: { metres: 3000, error: 0 } });
  assert.deepEqual([followed.place[0], followed.own[0], followed.bearing, followed.distance], ["", "47.1", ["90", "3"], ["3000", ""]]);
  // Kilometres of a flat map: east, then north.
  assert.deepEqual(draftOfReport({ ...report, flat: true, place: { x: 3000000, y: 2000000, error_cm: 0 } }).place, ["30", "20", ""]);
});

test("a draft of before, and places of the map as they are typed", () => {
  assert.deepEqual(readDraft(""), EMPTY);
  assert.deepEqual(readDraft(JSON.stringify({ kind: "shot" })), { ...EMPTY, kind: "shot" });
  assert.deepEqual(placeTyped({ flat: true, centre: [30000, 20000] }, 12345, -5000), ["31.235", "19.500"]);
  assert.deepEqual(placeTyped({ flat: false, centre: [37.8, 47.1] }, 0, 0), ["47.10000", "37.80000"]);
});
