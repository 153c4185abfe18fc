// How fast the page is with a long record: headless Chromium and the page of a desk that bench-desk has made. Medians of ten:
// the first paint, the table's title on the screen, and each place from the press to its picture.
//   build/bench/bench-desk FOLDER 100 10000; node bench/page.mjs FOLDER       the programs are those of build/, or of T2_PROGRAMS
import { loadavg } from "node:os";
import { closeBrowser, show } from "../web/tests/browser.mjs";
import { Desk } from "../web/tests/desks.mjs";

const RUNS = 10;
const PASSPHRASE = "six quiet words under one stone"; // as bench-desk has it
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

const desk = await Desk.start(process.argv[2]);
try {
  await desk.enter();
  await desk.do(["desk", "unlock"], { passphrase: PASSPHRASE });
  const { result } = await desk.do(["table", "show"]);
  console.log(`events: ${result.n_events}; load ${loadavg().map((l) => l.toFixed(1)).join(" ")}`);
  const asked = [];
  let bytes = 0;
  for (let i = 0; i < RUNS; i++) {
    const begin = performance.now();
    bytes = JSON.stringify((await desk.do(["table", "show"])).result).length;
    asked.push(performance.now() - begin);
  }
  console.log(`${"".padEnd(44)}    median      most`);
  row("table show, as the page asks for it", asked, `${(bytes / 1024).toFixed(0)} KiB`);
  const paint = [];
  const titled = [];
  const views = new Map();
  for (let i = 0; i < RUNS; i++) {
    const page = await show(desk);
    await page.getByText(result.title).first().waitFor();
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
  await desk.stop();
}
