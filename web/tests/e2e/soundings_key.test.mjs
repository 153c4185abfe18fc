// The second key held back, and what it costs to ask: nothing is opened and nobody is named; the waiting time, the budget, and
// the reopening that needs everybody. On the clock that a test sets (tests/e2e/dated_clock.c), at the table's usual settings.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { closeBrowser, does } from "../browser.mjs";
import { SEATS, accessibility, answer, arrives, ask, card, clean, enterFile, example, follow, goto, heading, pages, press, seal, told } from "./sound.mjs";
import { test } from "./inturn.mjs";

const NOON = Date.UTC(2027, 0, 11, 12);
const HOUR = 3_600_000;
const title = (id) => example.issues.find((x) => x.id === id).title.en;
let place, all;
before(async () => ({ place, all } = await pages(example, { dated: NOON })));
after(async () => {
  await closeBrowser();
  await place.end();
});

/** The time of all machines: that of the programs, and that of the browsers. */
async function at(ms) {
  await place.setClock(ms);
  for (const page of Object.values(all)) await page.clock.setFixedTime(ms);
}

/** Each seat's key, in the words of its page; the last one's sealing brings the answer. */
async function keys(room, ways) {
  let n;
  for (const id of SEATS) {
    const page = all[id];
    await goto(page, `#/soundings/${room}`);
    await page.getByRole("main").getByRole("link", { name: /^(The second key|To the second key)$/ }).waitFor();
    await goto(page, `#/soundings/${room}/key`);
    await page.getByRole("radio", { name: ways[id] === "hold" ? "I hold it back" : "I turn it" }).check();
    await press(page, ways[id] === "hold" ? "Hold my key back" : "Turn my key");
    await heading(page, "Seal it");
    await page.getByText(ways[id] === "hold" ? "You hold your second key back." : "You turn your second key.").waitFor();
    await press(page, "Seal it");
    await page.waitForURL(/#\/soundings\/\d+$/, { timeout: 50_000 });
    n = Number(/(\d+)$/.exec(page.url())[1]);
  }
  return n;
}

test("one seat holds its key back: nothing is opened, and no page says whose it was", async () => {
  const n = await ask(all.B, "Is there room?", "all");
  for (const id of SEATS) {
    await arrives(all[id], n, "It waits for what you could live with.");
    await enterFile(all[id], n, example.profiles[id]);
    await heading(all[id], "What your entry accepts");
  }
  for (const id of SEATS) await seal(all[id], n);
  for (const id of SEATS) await answer(all[id], n, "Room. There is at least one package");
  const find = await keys(n, { N: "hold" });
  const said = [];
  for (const id of SEATS) {
    await answer(all[id], find, "Nothing was opened. It is not shown who did not turn the second key.");
    said.push(await told(all[id]));
    assert.equal(await all[id].getByRole("region", { name: "The package that was found" }).count(), 0);
    await goto(all[id], "#/soundings");
    const row = all[id].getByRole("main").getByRole("listitem").filter({ hasText: "Which package is it?" });
    assert.doesNotMatch(await row.innerText(), /Seat|Arvenia|Borea|Observer/);
  }
  assert.equal(new Set(said).size, 1);
});

test("the key costs no run; asking does, and a time of waiting that every issue shows", async () => {
  const page = all.C;
  await goto(page, "#/soundings/ask/room");
  const until = new Date(NOON + 72 * HOUR).toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  for (const issue of example.issues) {
    const option = page.locator("label.option").filter({ hasText: issue.title.en });
    assert.match(await option.innerText(), new RegExp(`It can be asked about again from .*${until.replace(" ", ".*")}`), issue.id);
  }
  assert.equal(await page.getByRole("checkbox", { name: title("observers") }).isDisabled(), true);
  await assert.rejects(does(page, ["sound", "open", "observers"]), /Between two soundings on one issue there are at least/);
  assert.deepEqual(await accessibility(page), []);
  await follow(page, "Back");
  await heading(page, "What do you want to know?");
});

test("the second key is asked for once more, and opens one package when all turn it", async () => {
  const find = await keys(1, {});
  const cards = [];
  for (const id of SEATS) {
    cards.push(await card(all[id], find));
  }
  assert.equal(new Set(cards).size, 1);
});

test("after the waiting time there are as many soundings left as the budget says; when it is used up all reopen it, or none", async () => {
  await at(NOON + 72 * HOUR + 60_000);
  const page = all.A;
  const option = (p) => p.locator("label.option").filter({ hasText: title("observers") });
  await goto(page, "#/soundings/ask/near");
  await option(page).getByText("Soundings that it can still have: 2.").waitFor();
  const n = await ask(page, "How far apart are we?", [title("observers")]);
  for (const id of SEATS) {
    await arrives(all[id], n, "It waits for what you could live with.");
    await enterFile(all[id], n, { points: { observers: [5, 5, 5] }, could_live_with_at_least: 5 });
    await heading(all[id], "What your entry accepts");
    await seal(all[id], n);
  }
  for (const id of SEATS) await answer(all[id], n, "Room. There is at least one package");
  await goto(page, "#/soundings/ask/room");
  await option(page).getByText("It has had its soundings and is closed until all whom it concerns reopen it.").waitFor();
  // It counted as two.
  for (const [k, id] of SEATS.entries()) {
    await goto(all[id], "#/soundings/ask/room");
    if (k > 0) await option(all[id]).getByText("is closed until all whom it concerns reopen it").waitFor();
    await follow(all[id], `Let it be asked about again: ${title("observers")}`);
    await heading(all[id], "Let an issue be sounded again");
    await press(all[id], "I consent");
    await all[id].getByText("Your consent is on the record.").waitFor();
  }
  await at(NOON + 150 * HOUR);
  for (const id of SEATS) {
    await goto(all[id], "#/soundings");
    await goto(all[id], "#/soundings/ask/room");
    await option(all[id]).getByText("Soundings that it can still have: 3.").waitFor();
  }
  await clean(all);
});
