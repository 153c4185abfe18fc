// Walking through every page of the Line place on a desk with a cease-fire and reports. With T2_PICTURES the pictures are kept
// there.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { accessibility, closeBrowser, holds, show } from "../browser.mjs";
import { Line, ago } from "./line.mjs";
export { wide } from "./line_wide.mjs";

export const PAGES = [
  "", "/map", "/agreed", "/zones", "/zones/if", "/zones/balance", "/hold", `/day/${ago(4)}`, "/reports", "/reports/6", "/exclude/6", "/file",
  "/file/enter", "/observers", "/observers/admit", "/incidents", "/withdrawal", "/declare", "/open", "/open/now", "/rejudge", "/publish",
  "/propose/sides", "/propose/ceasefire", "/propose/line", "/propose/reference_a", "/propose/rule", "/propose/zones", "/propose/criteria",
  "/propose/response", "/propose/publication", "/part/line", "/part/rule", "/part/criteria", "/step/battlefield", "/back/line", "/nothing",
];
let line;
export let page;

before(async () => {
  line = await Line.seated();
  await line.ceasefire();
  const bytes = await line.fiveDays();
  await line.desks.A.do(["line", "report", "file", "@r"], { files: { "@r": { base64: bytes.toString("base64") } } });
  page = await show(line.desks.A);
});
after(async () => {
  await closeBrowser();
  await line.end();
});

export async function walk(name, pages, finds = accessibility) {
  for (const path of pages) {
    await page.evaluate((p) => void (location.hash = `#/line${p}`), path);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))); // what stood there before is gone
    // Everything is there when nothing says that it is still coming.
    await holds(page, (hash) => location.hash === hash && document.querySelector("main h1") !== null && !/One moment|لحظة/.test(document.querySelector("main").innerText), `#/line${path}`);
    if (process.env.T2_PICTURES) await page.screenshot({ path: `${process.env.T2_PICTURES}/line-${name}${path.replace(/\//g, "-")}.png`, fullPage: true });
    assert.deepEqual(await finds(page), [], `${name} ${path}`);
  }
}
