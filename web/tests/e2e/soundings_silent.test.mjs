// A sounding day on which one desk is not there: the others can go on working, see whom they wait for, and the answer comes
// when it is; a day that is stopped; a desk that is lost while it runs. On the clock that a test sets.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { closeBrowser, does, show, until } from "../browser.mjs";
import { passphrase } from "../desks.mjs";
import { SEATS, accessibility, answer, example, goto, heading, pages, press, quickTable, says } from "./sound.mjs";
import { test } from "./inturn.mjs";

const NOON = Date.UTC(2027, 0, 11, 12);
const DAY = 24 * 3_600_000;
const FIRST = "2027-01-12T12:00";
let place, all;
const desk = (id) => ({
  do: (words, more) => does(all[id], words, more),
  until: (words, wanted) => until(all[id], words, wanted),
  stop: () => all[id].desk.stop(),
});
before(async () => {
  ({ place, all } = await pages(quickTable, { dated: NOON }));
  for (const id of SEATS) await desk(id).do(["sound", "days", "observers", "--first", FIRST, "--every", "1", "--times", "3"]);
  for (const id of SEATS) await desk(id).until(["sound", "status"], (r) => r.soundings.length === 1);
});
after(async () => {
  await closeBrowser();
  await place.end();
});

async function at(ms, which = SEATS) {
  await place.setClock(ms);
  for (const id of which) await all[id].clock.setFixedTime(ms);
}

const enter = (id, n) => desk(id).do(["sound", "enter", "@e", "--sounding", String(n)], {
  files: { "@e": JSON.stringify({ words: { observers: ["cannot", "could live with", "could live with"] } }) } });

test("a desk that is away at the hour: the others see whom they wait for, and can do everything else", async () => {
  for (const id of ["A", "B", "C", "N"]) await enter(id, 1);
  await desk("N").stop();
  await at(NOON + DAY + 60_000, ["A", "B", "C"]);
  for (const id of ["A", "B", "C"]) {
    await goto(all[id], "#/soundings/1");
    await all[id].getByText("Yours is sealed. Not sealed yet: Seat N.").waitFor();
    assert.equal(await all[id].getByText("A sounding is under way.").count(), 0, "nothing runs yet");
  }
  assert.deepEqual(await accessibility(all.A), []);
  // Whoever waits is not held up.
  await says(all.A, "Could the line be frozen first?");
  await goto(all.B, "#/table/said");
  await all.B.getByText("Could the line be frozen first?").first().waitFor();
});

test("when it comes back it seals by itself, what was entered counts, and the answer comes to all", async () => {
  const back = await place.desk("N");
  all.N = await show(back, { at: NOON + DAY + 120_000 });
  await all.N.getByLabel("Your passphrase").fill(passphrase);
  await all.N.keyboard.press("Enter");
  for (const id of SEATS) await answer(all[id], 1, "Room. There is at least one package");
});

test("a day is stopped after the hour while one is awaited: all see it, and the next day stands", async () => {
  await desk("A").until(["sound", "status"], (r) => r.soundings.length === 2);
  await desk("N").stop();
  await at(NOON + 2 * DAY + 60_000, ["A", "B", "C"]);
  await goto(all.B, "#/soundings/2");
  await all.B.getByText("Yours is sealed. Not sealed yet: Seat N.").waitFor();
  await all.B.getByRole("link", { name: "Stop the sounding", exact: true }).click();
  await heading(all.B, "Stop the sounding");
  await all.B.getByText("They see that the sounding was stopped.").waitFor();
  await press(all.B, "Stop the sounding");
  await all.B.getByText("Stopped. Your entry is gone from this desk.").waitFor();
  for (const id of ["A", "C"]) {
    await answer(all[id], 2, "It was stopped, and there is no answer.");
    assert.doesNotMatch(await all[id].locator("main .stand").innerText(), /Seat/);
  }
  for (const id of ["A", "B", "C"]) {
    await goto(all[id], "#/soundings/3");
    await all[id].getByText("At the hour every desk takes part by itself").waitFor();
  }
});

test("a desk that is lost while it runs is named as not heard, and nothing else is said of it", async () => {
  const back = await place.desk("N");
  all.N = await show(back, { at: NOON + 2 * DAY + 120_000 });
  await all.N.getByLabel("Your passphrase").fill(passphrase);
  await all.N.keyboard.press("Enter");
  await answer(all.N, 2, "It was stopped, and there is no answer.");
  const others = example.issues.map((x) => x.id).filter((id) => id !== "observers"); // the third day stands for that one
  const n = (await desk("A").do(["sound", "near", ...others])).sounding;
  for (const id of SEATS) {
    await desk(id).until(["sound", "status"], (r) => r.soundings.length >= n);
    await desk(id).do(["sound", "enter", "@e", "--sounding", String(n)], {
      files: { "@e": JSON.stringify({ points: Object.fromEntries(others.map((x) => [x, example.profiles[id].points[x]])), could_live_with_at_least: 65 }) } });
  }
  for (const id of SEATS.slice(0, 3)) await desk(id).do(["sound", "seal", "--sounding", String(n), "--only-seal"]);
  const last = desk("N").do(["sound", "seal", "--sounding", String(n), "--only-seal"]).catch(() => {});
  // While they meet a desk that is lost is waited for; here all have met.
  await Promise.all(["A", "B", "C"].map(async (id) => {
    await goto(all[id], `#/soundings/${n}`);
    await all[id].getByRole("progressbar", { name: "How far it is" }).waitFor();
    await all[id].locator("main").getByText("meeting the other desks").waitFor({ state: "detached" });
  }));
  back.run.child.kill("SIGKILL");
  await last;
  for (const id of ["A", "B", "C"]) {
    await answer(all[id], n, "It was stopped, and there is no answer. Not heard: Seat N.");
  }
  assert.deepEqual(await accessibility(all.A), []);
  for (const id of ["A", "B", "C"]) assert.deepEqual([all[id].seen.elsewhere, all[id].seen.errors], [[], []], id);
});
