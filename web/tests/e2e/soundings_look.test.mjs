// The soundings' pages in every state, light and dark, on paper. T2_SHOTS names a folder for pictures of them.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { closeBrowser, show } from "../browser.mjs";
import { accessibility, example, furnished, goto, looked } from "./sound.mjs";

const shots = process.env.T2_SHOTS;
let place, desks;
before(async () => ({ place, desks } = await furnished()));
after(async () => {
  await closeBrowser();
  await place.end();
});

test("light", async () => looked(await show(desks.A), "light"));
test("dark", async () => looked(await show(desks.A, { dark: true }), "dark"));
test("on paper stands the card of what was found, and nothing around it", async () => {
  const page = await show(desks.A);
  await goto(page, "#/soundings/2");
  await page.getByRole("region", { name: "The package that was found" }).waitFor();
  await page.emulateMedia({ media: "print" });
  if (shots !== undefined) await page.screenshot({ path: join(shots, "print.png"), fullPage: true });
  assert.equal(await page.getByRole("region", { name: "The package that was found" }).isVisible(), true);
  for (const name of ["Print", "Lock"]) assert.equal(await page.getByRole("button", { name }).count(), 0, name);
  assert.equal(await page.getByRole("link").count(), 0);
});
test("the pages of what was entered", async () => {
  const page = await show(desks.A, {});
  await goto(page, "#/soundings/6/enter");
  await page.getByText("I have it in a file").click();
  const { sanctions, guarantees } = example.profiles.B.points;
  await page.getByLabel("A file with your preferences").setInputFiles({ name: "e.json", mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify({ points: { sanctions, guarantees }, could_live_with_at_least: 18 })) });
  await page.getByRole("button", { name: "Take it from the file" }).click();
  await page.getByRole("heading", { level: 1, name: "What your entry accepts" }).waitFor();
  if (shots !== undefined) await page.screenshot({ path: join(shots, "check.png"), fullPage: true });
  assert.deepEqual(await accessibility(page), []);
});
