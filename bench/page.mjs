// How fast the page is with a long record: a desk with a table of 10,000 events, its page in headless Chromium. Medians of ten:
// the first paint, the table's title on the screen, and each place from the press to its picture.
// Saying so many words goes through the relay and takes minutes.
//   node bench/page.mjs [events]        the programs are those of build/, or of T2_PROGRAMS
import { readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { closeBrowser, show } from "../web/tests/browser.mjs";
import { Place, seated } from "../web/tests/desks.mjs";

const EVENTS = Number(process.argv[2] ?? 10_000);
const RUNS = 10;
const TOGETHER = 60; // calls in a request
const example = JSON.parse(await readFile(new URL("../examples/example_table.json", import.meta.url)));
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const row = (what, numbers, note = "") =>
  console.log(`${what.padEnd(44)}${median(numbers).toFixed(0).padStart(7)} ms${Math.max(...numbers).toFixed(0).padStart(9)} ms  ${note}`);

/** From the press on a link to the frame after its heading and what it reads are there. */
const pressed = (page, name) =>
  page.evaluate(async (label) => {
    const link = [...document.querySelectorAll("nav a")].find((a) => a.textContent === label);
    const begin = performance.now();
    link.click();
    await new Promise((done) => {
      const look = () => (document.querySelector("main h1")?.textContent === label ? done() : requestAnimationFrame(look));
      look();
    });
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); // the frame is painted
    return performance.now() - begin;
  }, name);

const place = await Place.make();
try {
  const seats = example.seats.slice(0, 2);
  const table = { ...example, seats, issues: example.issues.map((i) => ({ ...i, concerns: seats.map((s) => s.id) })) };
  const desks = await seated(place, table);
  const began = Date.now();
  for (let n = 0; n < EVENTS; n += TOGETHER)
    await desks.A.calls(Array.from({ length: Math.min(TOGETHER, EVENTS - n) }, (_, i) => ({
      words: ["say", `Word ${n + i}: the observers could be counted on both sides before the line is looked at again.`] })));
  const { result } = await desks.A.do(["table", "show"]);
  console.log(`events: ${result.n_events}, said in ${((Date.now() - began) / 1000).toFixed(0)} s; load ${loadavg().map((l) => l.toFixed(1)).join(" ")}`);
  const asked = [];
  let bytes = 0;
  for (let i = 0; i < RUNS; i++) {
    const begin = performance.now();
    bytes = JSON.stringify((await desks.A.do(["table", "show"])).result).length;
    asked.push(performance.now() - begin);
  }
  console.log(`${"".padEnd(44)}    median      most`);
  row("table show, as the page asks for it", asked, `${(bytes / 1024).toFixed(0)} KiB`);
  const paint = [];
  const titled = [];
  const views = new Map();
  for (let i = 0; i < RUNS; i++) {
    const page = await show(desks.A);
    await page.getByText(table.title).first().waitFor();
    titled.push(await page.evaluate(() => performance.now()));
    paint.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime));
    for (const name of ["Papers", "Text", "Soundings", "Line", "Table"]) {
      if (!views.has(name)) views.set(name, { first: [], again: [] });
      views.get(name).first.push(await pressed(page, name));
    }
    for (const [name, times] of views) times.again.push(await pressed(page, name));
    await page.context().close();
  }
  row("first contentful paint", paint);
  row("the table's title is there", titled, "as the test saw it");
  for (const [name, { first, again }] of views) {
    row(`${name}, the first time`, first);
    row(`${name}, again`, again);
  }
  console.log(`load ${loadavg().map((l) => l.toFixed(1)).join(" ")}`);
} finally {
  await closeBrowser();
  await place.end();
}
