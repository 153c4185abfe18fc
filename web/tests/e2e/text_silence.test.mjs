// A silence by the pages of two seats: set, broken, set again, and over at its minute, on the clock that a test sets
// (tests/e2e/dated_clock.c).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before } from "node:test";
import { closeBrowser, show } from "../browser.mjs";
import { Place, seated } from "../desks.mjs";
import { test } from "./inturn.mjs";

const table = JSON.parse(await readFile(new URL("../../../examples/example_table.json", import.meta.url)));
const NOON = Date.UTC(2026, 11, 31, 12);
const MINUTE = 60_000;
let place, a, b;

before(async () => {
  place = await Place.make({ dated: NOON });
  const desks = await seated(place, table);
  await desks.A.do(["text", "open", "3", "Observers", "--issues", "observers"]);
  await desks.A.do(["text", "draft", "3", "The observers move freely."]);
  await desks.B.until(["text", "show", "3"], (x) => x.drafts === 1);
  [a, b] = await Promise.all([show(desks.A, { timezoneId: "Europe/Kyiv" }), show(desks.B, { timezoneId: "UTC" })]);
  for (const page of [a, b]) page.setDefaultTimeout(10_000);
});
after(async () => {
  await closeBrowser();
  await place.end();
});

const link = (page, name) => page.getByRole("main").getByRole("link", { name, exact: true }).click();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const sees = (page, text) => page.getByRole("main").getByText(text).first().waitFor();

async function article(page) {
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Text" }).click();
  await link(page, "3. Observers");
  await page.getByRole("heading", { name: "3. Observers", level: 1 }).waitFor();
}

/** At an hour by the clock of the person at A, two hours ahead of the universal one. */
async function silenceUntil(hour) {
  await article(a);
  await link(a, "Set a silence");
  await a.getByLabel("Day").fill("2026-12-31");
  await a.getByLabel("Hour, by your own clock").fill(hour);
  await press(a, "Set the silence on article 3");
}

test("a silence of less than an hour is refused, in the program's words", async () => {
  await silenceUntil("14:50");
  await a.getByRole("alert").getByText("A silence lasts an hour at least").waitFor();
  await article(b);
  await sees(b, "The observers move freely.");
  assert.equal(await b.getByText("If nobody objects").count(), 0);
});

test("both seats read until when, each by its own clock and the universal one", async () => {
  await silenceUntil("15:30");
  await sees(a, "If nobody objects until 31 December 2026 at 15:30 (31 December 2026 at 13:30 UTC), the draft stands adopted.");
  await sees(b, "If nobody objects until 31 December 2026 at 13:30 (31 December 2026 at 13:30 UTC), the draft stands adopted.");
});

test("a seat breaks the silence with a remark; the other reads who and why", async () => {
  await link(b, "Break the silence");
  await b.getByLabel("Your objection, or the words that you propose").fill("On both sides of the line, please.");
  await press(b, "Break the silence on article 3");
  await b.getByRole("heading", { name: "3. Observers", level: 1 }).waitFor();
  for (const page of [a, b]) {
    await sees(page, "The silence was broken by Seat B.");
    await sees(page, "On both sides of the line, please.");
  }
});

test("another silence lapses at its minute, on every page, and nobody has to look again", async () => {
  await silenceUntil("15:30");
  await sees(b, "If nobody objects until 31 December 2026 at 13:30");
  await place.setClock(NOON + 89 * MINUTE);
  await a.waitForTimeout(1000);
  await sees(b, "If nobody objects until");
  await place.setClock(NOON + 90 * MINUTE);
  await sees(a, "Nobody objected until 31 December 2026 at 15:30: the draft stands adopted.");
  await sees(b, "Nobody objected until 31 December 2026 at 13:30: the draft stands adopted.");
  assert.equal(await b.getByRole("link", { name: "Break the silence" }).count(), 0);
});

test("an objection that comes too late is refused with the hour", async () => {
  await b.evaluate(() => (location.hash = "#/text/article/3/object"));
  await b.getByLabel("Your objection, or the words that you propose").fill("Too late.");
  await press(b, "Break the silence on article 3");
  await b.getByRole("alert").getByText("The silence ended at 2026-12-31 13:30 UTC").waitFor();
  await sees(a, "Nobody objected until");
});

test("a draft after it says that it sets the adopted one aside", async () => {
  await link(a, "Write a draft");
  await a.getByRole("textbox", { name: "Words in English", exact: true }).fill("The observers move freely on both sides.");
  await press(a, "Go on: read it back");
  await sees(a, "The present draft stands adopted by silence. A new draft sets this aside.");
  await press(a, "Send this draft of article 3");
  await a.getByRole("heading", { name: "3. Observers", level: 1 }).waitFor();
  await sees(a, "The observers move freely on both sides.");
  await sees(a, "draft 2, by Seat A");
  assert.equal(await a.getByText("Nobody objected").count(), 0);
});

test("nothing was asked of anybody else, and nothing went wrong", () => {
  for (const page of [a, b]) assert.deepEqual(page.seen, { elsewhere: [], errors: [] });
});
