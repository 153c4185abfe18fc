// The Line place at 200 % and at 320 pixels: see zoom.test.mjs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { holds } from "../browser.mjs";
import { PAGES, page } from "./line_walk.mjs";
import { faults, focusSeen } from "./zoom.mjs";

const ADDRESSES = PAGES.filter((p) => p !== "/nothing").map((p) => `#/line${p}`);

async function draw(p, address) {
  await p.evaluate((h) => {
    location.hash = h;
    return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  }, address);
  await holds(p, () => document.querySelector("main h1") !== null && !/One moment/.test(document.querySelector("main").innerText));
}

test("at 200 %: nothing is cut or out of reach, and the focus is seen", async () => {
  await page.setViewportSize({ width: 600, height: 450 });
  assert.deepEqual(await faults(page, ADDRESSES, draw), []);
  for (const address of ["#/line", "#/line/map", "#/line/propose/criteria"]) {
    await draw(page, address);
    assert.deepEqual(await focusSeen(page), [], address);
  }
});

test("at 320 pixels: nothing is cut or out of reach", async () => {
  await page.setViewportSize({ width: 320, height: 256 });
  assert.deepEqual(await faults(page, ADDRESSES, draw), []);
  assert.deepEqual(page.seen, { elsewhere: [], errors: [] });
});
