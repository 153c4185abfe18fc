// The other questions: yes to a text, a number, who is ready, this for that. And what the page forgets when it is locked.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeBrowser } from "../browser.mjs";
import { passphrase } from "../desks.mjs";
import { SEATS, answer, arrives, ask, clean, enterWord, example, follow, goto, heading, pages, press, seal } from "./sound.mjs";

let place, all;
const title = (id) => example.issues.find((x) => x.id === id).title.en;
before(async () => ({ place, all } = await pages()));
after(async () => {
  await closeBrowser();
  await place.end();
});

test("yes to a text, a number, and those alone who are ready", async () => {
  const yes = await ask(all.N, "Do all say yes to a text?", [title("observers")], (page) =>
    page.getByLabel("The text to which they say yes or no").fill("Shall we meet again in December?"));
  for (const id of SEATS) {
    await arrives(all[id], yes, "Shall we meet again in December?");
    await enterWord(all[id], yes, "Yes");
    await seal(all[id], yes);
  }
  for (const id of SEATS) await answer(all[id], yes, "All said yes. The required seats could recommend it, ad referendum.");

  const range = await ask(all.A, "Is there room on a number?", [title("zone")], async (page) => {
    await page.getByLabel("The question").fill("How wide should the zone be?");
    await page.getByLabel("Numbers from").fill("0");
    await page.getByLabel("to", { exact: true }).fill("40");
    await page.getByLabel("Unit, such as km").fill("km");
  });
  const ranges = { A: [3, 12], B: [8, 25], C: [5, 20], N: [10, 40] };
  const needed = example.issues.find((x) => x.id === "zone").concerns;
  for (const id of needed) {
    await arrives(all[id], range, "How wide should the zone be?");
    await goto(all[id], `#/soundings/${range}/enter`);
    await all[id].getByLabel("From, at the least").fill(String(ranges[id][0]));
    await all[id].getByLabel("To, at the most").fill(String(ranges[id][1]));
    await press(all[id], "See what this accepts");
    await heading(all[id], "What your entry accepts");
    await seal(all[id], range);
  }
  for (const id of SEATS) await answer(all[id], range, "Room. There is at least one number that every required seat could live with.");

  const ready = await ask(all.A, "Are enough of us ready?", [title("observers")], (page) =>
    page.getByLabel("The text to which they say yes or no").fill("We would come to the house by the lake."));
  for (const id of SEATS) {
    await arrives(all[id], ready, "We would come to the house by the lake.");
    await enterWord(all[id], ready, "Yes");
    await seal(all[id], ready);
  }
  for (const id of SEATS) await answer(all[id], ready, "Enough seats are ready, and you are one of them.");
  await all.A.reload();
  await answer(all.A, ready, "Enough seats are ready, and you are one of them."); // no record has it; the desk has
});

test("two seats: this for that, and a third is refused", async () => {
  await goto(all.A, "#/soundings/ask/exchange");
  for (const id of ["line", "prisoners"]) await all.A.getByRole("checkbox", { name: title(id) }).check();
  await all.A.getByText("This is asked between two seats alone, and these issues concern more: Seat A, Seat B and Seat N.").waitFor(); // the line's
  assert.equal(await all.A.getByRole("button", { name: "Go on", exact: true }).getAttribute("aria-disabled"), "true");
  await all.A.getByRole("checkbox", { name: title("line") }).uncheck();
  await all.A.getByRole("checkbox", { name: title("territory") }).check();
  await press(all.A, "Go on");
  await press(all.A, "Ask it");
  await heading(all.A, "Would we give this for that?");
  await all.A.waitForURL(/#\/soundings\/\d+$/);
  const n = Number(/(\d+)$/.exec(all.A.url())[1]);
  const option = (issue, id) => example.issues.find((x) => x.id === issue).options.find((o) => o.id === id).text;
  const pair = { A: [option("territory", "t2"), option("prisoners", "p2")], B: [option("prisoners", "p2"), option("territory", "t2")] };
  for (const id of ["A", "B"]) {
    await arrives(all[id], n, "It waits for what you could live with.");
    await goto(all[id], `#/soundings/${n}/enter`);
    await all[id].getByRole("group", { name: "I would give" }).getByRole("radio", { name: pair[id][0] }).check();
    await all[id].getByRole("group", { name: "if I got" }).getByRole("radio", { name: pair[id][1] }).check();
    await press(all[id], "Enter it");
    await heading(all[id], "Seal it");
    await seal(all[id], n);
  }
  for (const id of ["A", "B"]) {
    const card = await all[id].getByRole("region", { name: "The pair that both have named" }).innerText();
    for (const text of pair.A) assert.ok(card.includes(text));
  }
});

test("what was entered is forgotten by the page when the desk is locked, and kept by the desk", async () => {
  const page = all.B;
  const n = await ask(page, "Is there room?", [title("talks")]);
  await follow(page, "Enter what I could live with");
  await press(page, "Begin with the first issue");
  await heading(page, title("talks"));
  for (const word of await page.getByRole("radio", { name: "welcome" }).all()) await word.check();
  await press(page, "To the overview");
  await page.getByText("welcome: 3, could live with: 0, cannot: 0").waitFor();
  await press(page, "See what this accepts");
  await heading(page, "What your entry accepts");
  await press(page, "Lock");
  await page.getByLabel("Your passphrase").fill(passphrase);
  await press(page, "Unlock");
  await goto(page, `#/soundings/${n}`);
  await page.getByText("Your entry is on this desk and is not sealed yet.").waitFor();
  await follow(page, "Change what I entered");
  await page.getByText("not said yet", { exact: true }).waitFor();
  assert.equal(await page.getByText("welcome: 3").count(), 0);
  // What is filled in and not entered is lost by locking: the person is asked first.
  await press(page, "Begin with the first issue");
  await page.getByRole("radio", { name: "cannot" }).first().check();
  await press(page, "Lock");
  await heading(page, "Lock the desk");
  await press(page, "Lock, and forget what is not sent");
  await page.getByLabel("Your passphrase").fill(passphrase);
  await press(page, "Unlock");
  await goto(page, `#/soundings/${n}/enter/1`);
  await heading(page, title("talks"));
  assert.equal(await page.getByRole("radio", { checked: true }).count(), 0);
  await clean(all);
});
