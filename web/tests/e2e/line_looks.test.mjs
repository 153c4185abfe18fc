// Every page of the Line place, as it looks: no finding of axe-core, in light and dark, narrow, and in Arabic. With T2_PICTURES
// the pictures are kept there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibility, closeBrowser, show } from "../browser.mjs";
import { Line, ago } from "./line.mjs";

const PAGES = [
  "", "/map", "/agreed", "/zones", "/zones/if", "/zones/balance", "/hold", `/day/${ago(4)}`, "/reports", "/reports/6", "/exclude/6", "/file",
  "/file/enter", "/observers", "/observers/admit", "/incidents", "/withdrawal", "/declare", "/open", "/open/now", "/rejudge", "/publish",
  "/propose/sides", "/propose/ceasefire", "/propose/line", "/propose/reference_a", "/propose/rule", "/propose/zones", "/propose/criteria",
  "/propose/response", "/propose/publication", "/part/line", "/part/rule", "/part/criteria", "/step/battlefield", "/back/line", "/nothing",
];
let line, page;

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

async function walk(name, pages, finds = accessibility) {
  for (const path of pages) {
    await page.evaluate((p) => void (location.hash = `#/line${p}`), path);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))); // what stood there before is gone
    // Everything is there when nothing says that it is still coming.
    await page.waitForFunction((hash) => location.hash === hash && document.querySelector("main h1") !== null && !/One moment|لحظة/.test(document.querySelector("main").innerText), `#/line${path}`);
    if (process.env.T2_PICTURES) await page.screenshot({ path: `${process.env.T2_PICTURES}/line-${name}${path.replace(/\//g, "-")}.png`, fullPage: true });
    assert.deepEqual(await finds(page), [], `${name} ${path}`);
  }
}

/** Nothing is wider than the page. */
const wide = (p) => p.evaluate(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const out = [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > clientWidth + 1 && e.closest(".sheet") === null);
  return [`${scrollWidth} > ${clientWidth}`, ...out.slice(0, 5).map((e) => `${e.tagName} ${e.className} ${e.textContent.slice(0, 40)}`)];
});

test("light", () => walk("light", PAGES));

test("dark", async () => {
  await page.emulateMedia({ colorScheme: "dark" });
  await walk("dark", PAGES.filter((p) => !/propose|exclude|enter|now/.test(p)));
  await page.emulateMedia({ colorScheme: "light" });
});

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
