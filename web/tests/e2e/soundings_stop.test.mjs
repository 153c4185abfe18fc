// A sounding that runs for a while: how far it is, on every page; and one person stops it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { closeBrowser } from "../browser.mjs";
import { SEATS, accessibility, answer, arrives, ask, clean, enterFile, example, goto, heading, pages, press } from "./sound.mjs";

let place, all;
before(async () => ({ place, all } = await pages()));
after(async () => {
  await closeBrowser();
  await place.end();
});

test("while it runs the page says how far it is, and still answers; stopped, four pages say so and nothing about anybody", async () => {
  const n = await ask(all.B, "How far apart are we?", "all");
  for (const id of SEATS) {
    await arrives(all[id], n, "It waits for what you could live with.");
    await enterFile(all[id], n, example.profiles[id]);
    await heading(all[id], "What your entry accepts");
    await goto(all[id], `#/soundings/${n}/seal`);
    await press(all[id], "Seal it");
    if (id !== "N") await all[id].getByText("Yours is sealed. Not sealed yet:").waitFor();
  }
  // The last one's own call is under way; the others' desks have begun by themselves.
  const page = all.A;
  await page.getByRole("region", { name: "The sounding is under way" }).waitFor();
  await page.getByRole("progressbar", { name: "How far it is" }).waitFor();
  if (process.env.T2_SHOTS) await page.screenshot({ path: join(process.env.T2_SHOTS, "progress.png"), fullPage: true });
  if (process.env.T2_SHOTS) await all.N.screenshot({ path: join(process.env.T2_SHOTS, "progress-seal.png"), fullPage: true });
  assert.deepEqual(await accessibility(page), []);
  await press(page, "Stop the sounding");
  await press(page, "Stop it now");
  for (const id of SEATS) {
    await answer(all[id], n, "It was stopped, and there is no answer.");
    assert.doesNotMatch(await all[id].locator("main .stand").innerText(), /Seat [BCN]/);
  }
  for (const p of Object.values(all)) p.seen.errors.length = 0;
  await clean(all);
});
