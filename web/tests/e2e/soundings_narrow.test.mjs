// The soundings' pages in every state, 320 px wide and in Arabic.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeBrowser, show } from "../browser.mjs";
import { furnished, looked } from "./sound.mjs";

let place, desks;
before(async () => ({ place, desks } = await furnished()));
after(async () => {
  await closeBrowser();
  await place.end();
});

test("320 px wide, as at 400 %", async () => looked(await show(desks.A, { width: 320 }), "narrow"));
test("in Arabic, from the right", async () => {
  const page = await show(desks.A, { lang: "ar", width: 390 });
  await looked(page, "ar");
  assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
});
