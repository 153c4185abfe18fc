// To ask for room without asking first: days that all have agreed on, and every desk takes part by itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeBrowser } from "../browser.mjs";
import { SEATS, accessibility, answer, clean, example, follow, goto, heading, pages, press } from "./sound.mjs";

let place, all;
before(async () => ({ place, all } = await pages()));
after(async () => {
  await closeBrowser();
  await place.end();
});

const two = (n) => String(n).padStart(2, "0");

test("on the day there is an answer, and nobody has asked; who entered nothing looks like the others", async () => {
  // The next whole minute that leaves time for four people to agree.
  const first = new Date(Math.ceil((Date.now() + 20_000) / 60_000) * 60_000);
  const title = example.issues.find((x) => x.id === "observers").title.en;
  await goto(all.A, "#/soundings/days");
  await follow(all.A, "Propose days");
  await all.A.getByRole("checkbox", { name: title }).check();
  await all.A.getByLabel("Day", { exact: true }).fill(`${first.getFullYear()}-${two(first.getMonth() + 1)}-${two(first.getDate())}`);
  await all.A.getByLabel("Hour, by your own clock").fill(`${two(first.getHours())}:${two(first.getMinutes())}`);
  await press(all.A, "Go on");
  await heading(all.A, "Agree to these days");
  await press(all.A, "I agree to these days");
  await heading(all.A, "Sounding days");
  for (const id of ["B", "C", "N"]) {
    await goto(all[id], "#/soundings/days");
    await follow(all[id], "Agree to these days");
    await press(all[id], "I agree to these days");
    await heading(all[id], "Sounding days");
  }
  for (const id of SEATS) {
    await all[id].getByText("All whom it concerns have agreed.").waitFor();
    await goto(all[id], "#/soundings/1");
    await all[id].getByText("At the hour every desk takes part by itself").waitFor();
    assert.doesNotMatch(await all[id].locator("main").innerText(), /has asked|opened by/);
  }
  // Three enter what they could live with, by the three words; N enters nothing.
  const alone = { A: ["o2", "o3"], B: ["o1", "o2"], C: ["o2", "o3"] };
  for (const [id, options] of Object.entries(alone)) {
    const page = all[id];
    await follow(page, "Enter what I could live with");
    await press(page, "Begin with the first issue");
    await heading(page, title);
    for (const o of example.issues.find((x) => x.id === "observers").options) {
      const group = page.getByRole("group", { name: o.text });
      await group.getByRole("radio", { name: options.includes(o.id) ? "could live with" : "cannot" }).check();
    }
    await press(page, "To the overview");
    await press(page, "See what this accepts");
    await heading(page, "What your entry accepts");
    assert.match(await page.locator(".stand").innerText(), /accepts 2 of 3/);
    await follow(page, "This is right: at the hour it is sealed by itself");
    await page.getByText("Your entry is on this desk. At the hour it is sealed by itself").waitFor();
  }
  // From outside the seats do not differ.
  await all.N.getByText("nobody sees which").waitFor();
  assert.ok(Date.now() < first.getTime(), "the four were done before the hour");
  const deadline = first.getTime() + 60_000 - Date.now();
  await all.A.getByText("No room was found.").first().waitFor({ timeout: deadline });
  const said = [];
  for (const id of SEATS) {
    await answer(all[id], 1, "No room was found.");
    said.push(await all[id].locator("main .stand").innerText());
    assert.deepEqual(await accessibility(all[id]), []);
  }
  assert.equal(new Set(said).size, 1);
  await clean(all, ["o2", "o3"]);
});
