// The Line place on a telephone: nothing wider than 320 px, no finding of axe-core there and in Arabic.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGES, page, walk, wide } from "./line_walk.mjs";

test("narrow: 320 px", async () => {
  await page.setViewportSize({ width: 320, height: 700 });
  await walk("narrow", PAGES, wide);
  await walk("narrow", ["", "/map", "/zones", "/propose/criteria"]);
});

test("Arabic, 390 px", async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.getByRole("button", { name: "العربية" }).click();
  await walk("arabic", ["", "/map", "/agreed", "/zones", "/hold", "/reports", "/declare"]);
  assert.deepEqual(page.seen.elsewhere, []);
  assert.deepEqual(page.seen.errors, []);
});
