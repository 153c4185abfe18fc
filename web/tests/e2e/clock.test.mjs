// Machines whose clocks are really wrong: what their pages say, what is refused, and that a sounding day comes at the relay's
// hour on all of them. Each program has the clock that the test sets for it (tests/e2e/dated_clock.c), and its browser the same.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { accessibility, closeBrowser, does, show, until } from "../browser.mjs";
import { Place, seated } from "../desks.mjs";
import { SEATS, answer, goto, press, quickTable, says } from "./sound.mjs";
import { test } from "./inturn.mjs";

const NOON = Date.UTC(2027, 0, 11, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How far a machine's clock is from the relay's: C's is behind, N's ahead. */
const apart = { A: 0, B: 0, C: 0, N: 0 };
const all = {};
let place, now = NOON;

before(async () => {
  place = await Place.make({ dated: NOON });
  const clocks = {};
  for (const id of ["C", "N"]) clocks[id] = await place.setClock(NOON, id);
  const desks = await seated(place, quickTable, clocks);
  for (const id of SEATS) {
    all[id] = await show(desks[id], { at: NOON });
    all[id].setDefaultTimeout(15_000);
  }
});
after(async () => {
  await closeBrowser();
  await place.end();
});

async function clocksGo(ms = now) {
  now = ms;
  await place.setClock(now);
  for (const id of ["C", "N"]) await place.setClock(now + apart[id], id);
  for (const id of SEATS) await all[id].clock.setFixedTime(now + apart[id]);
}

const warnings = (id) => all[id].locator(".warnings");

test("a clock that is ahead: its page says by how much, the others' say nothing; what is said counts by the relay", async () => {
  apart.N = 2 * HOUR;
  await clocksGo();
  await says(all.N, "We could count the observers first.");
  await warnings("N").getByText("This machine's clock is fast, in minutes: 120. Deadlines go by the table's own clock. Please set this one.").waitFor();
  await goto(all.A, "#/table/said");
  await all.A.getByText("We could count the observers first.").first().waitFor();
  for (const id of ["A", "B", "C"]) assert.equal(await warnings(id).getByText("clock").count(), 0, id);
  assert.deepEqual(await accessibility(all.N), []);
});

test("what still lies ahead for the others is refused there as past, in words", async () => {
  const page = all.N;
  await goto(page, "#/soundings/days/propose");
  await page.getByRole("checkbox", { name: quickTable.issues.find((x) => x.id === "observers").title.en }).check();
  const first = new Date(now + HOUR); // by the relay in an hour; by this machine an hour ago
  await page.getByLabel("Day", { exact: true }).fill(first.toISOString().slice(0, 10));
  await page.getByLabel("Hour, by your own clock").fill(first.toTimeString().slice(0, 5));
  await press(page, "Go on");
  await press(page, "I agree to these days");
  await page.getByRole("alert").getByText("The first sounding day must lie ahead.").waitFor();
});

test("a clock that is behind: its page says so, and that what others say waits; when it is set, all is there", async () => {
  apart.C = -2 * HOUR;
  await clocksGo(now + 15 * MINUTE); // later than anything that C has seen: such a thing waits
  await says(all.A, "And who counts them?");
  await warnings("C").getByText("This machine's clock is slow, in minutes: 120. What comes from others waits here, unseen, and so may your own words, until it is right. Please set it.").waitFor();
  await goto(all.B, "#/table/said");
  await all.B.getByText("And who counts them?").first().waitFor();
  await goto(all.C, "#/table/said");
  await all.C.getByText("We could count the observers first.").first().waitFor();
  assert.equal(await all.C.getByText("And who counts them?").count(), 0);
  apart.C = 0;
  await clocksGo();
  await all.C.getByText("And who counts them?").first().waitFor({ timeout: 70_000 });
  await says(all.C, "Both sides.");
  await warnings("C").getByText("clock").waitFor({ state: "detached" });
});

test("an objection from a machine that says it is not too late is refused by the relay's minute, and every record says so", async () => {
  await does(all.A, ["text", "open", "3", "Observers", "--issues", "observers"]);
  await does(all.A, ["text", "draft", "3", "The observers move freely."]);
  await does(all.A, ["text", "silence", "3", new Date(now + HOUR).toISOString().slice(0, 16)]);
  await until(all.C, ["text", "list"], (r) => r.articles[0]?.silence === "runs");
  apart.C = -5 * MINUTE; // too little for a warning
  await clocksGo(now + HOUR + 2 * MINUTE);
  await goto(all.C, "#/text/article/3/object");
  await all.C.getByLabel("Your objection, or the words that you propose").fill("And by sea.");
  await press(all.C, "Break the silence on article 3");
  await all.C.getByRole("alert").getByText("The relay received it at 2027-01-11 13:17").waitFor();
  for (const id of ["A", "B", "C"]) {
    await goto(all[id], "#/table/record");
    await all[id].getByRole("region", { name: "What is not in the record" }).getByText("Refused, from Seat C: The silence ended at 2027-01-11 13:15 UTC").waitFor();
  }
  assert.deepEqual(await accessibility(all.A), []);
  apart.C = 0;
  await clocksGo();
});

test("a sounding day is the relay's: who is two hours ahead neither seals before it nor is missing at it", async () => {
  const at = new Date(now + 5 * HOUR);
  const words = ["sound", "days", "observers", "--first", at.toISOString().slice(0, 16), "--every", "1", "--times", "3"];
  for (const id of SEATS) await does(all[id], words);
  for (const id of SEATS) {
    await until(all[id], ["sound", "status"], (r) => r.soundings.length === 1);
    if (id !== "N") await does(all[id], ["sound", "enter", "@e"], { files: { "@e": JSON.stringify({ words: { observers: ["cannot", "could live with", "welcome"] } }) } });
  }
  // By N's clock the hour is over, by the relay's it is an hour and a half away: it may still be entered, and is not sealed.
  await clocksGo(at.getTime() - 90 * MINUTE);
  await says(all.A, "Until later.");
  await goto(all.N, "#/table/said");
  await all.N.getByText("Until later.").first().waitFor();
  await goto(all.N, "#/soundings/1");
  await all.N.getByText("At the hour every desk takes part by itself").waitFor();
  await all.N.getByRole("link", { name: "Enter what I could live with" }).waitFor();
  await all.N.waitForTimeout(3000);
  const { soundings } = await does(all.A, ["sound", "status"]);
  assert.deepEqual(soundings[0].sealed_by, []);
  assert.equal((await does(all.A, ["table", "show"])).refused.length, 1, "nobody's word was refused since");
  await does(all.N, ["sound", "enter", "@e"], { files: { "@e": JSON.stringify({ words: { observers: ["cannot", "cannot", "welcome"] } }) } });
  await clocksGo(at.getTime() + MINUTE);
  for (const id of SEATS) {
    await answer(all[id], 1, "Room. There is at least one package");
  }
  assert.equal((await does(all.A, ["table", "show"])).refused.length, 1);
  for (const id of SEATS) assert.deepEqual(all[id].seen, { elsewhere: [], errors: [] }, id);
});
