// A browser with the pages of real desks, for the end-to-end tests: headless Chromium through playwright-core. Each page is
// a profile of its own, as four people have four machines.
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** A folder whose files stand for those in the program, while one works on the page: web/built. */
const overlay = process.env.T2_PAGE;
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml" };

const PROGRAM = { executablePath: process.env.T2_CHROMIUM ?? "/usr/bin/chromium", args: process.getuid() === 0 ? ["--no-sandbox"] : [] };

let browser;

async function launched() {
  browser ??= chromium.launch(PROGRAM); // of two that ask at once both get this one
  return browser;
}

export async function closeBrowser() {
  await (await browser)?.close();
  browser = undefined;
}

/** The page of a desk in a profile of its own, by a new link. Keeps what must never happen: requests to anywhere else, errors.
 * With a folder as `profile` the browser keeps there what it keeps, as a person's does; it ends with page.context().close().
 * at: the wall clock of its machine, in milliseconds since 1970, where the desk's is not the true one; page.clock.setFixedTime
 * moves it. */
export async function show(desk, { lang = "en", dark = false, width = 1200, height = 900, zoom = 1, profile, at, ...more } = {}) {
  const options = {
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) }, deviceScaleFactor: zoom,
    colorScheme: dark ? "dark" : "light", locale: lang, acceptDownloads: true, ...more,
  };
  const context = profile === undefined ? await (await launched()).newContext(options)
    : await chromium.launchPersistentContext(profile, { ...PROGRAM, ...options });
  const page = await context.newPage();
  if (at !== undefined) await page.clock.setFixedTime(at);
  const seen = { elsewhere: [], errors: [] };
  page.on("request", (r) => {
    const url = new URL(r.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== desk.origin) seen.elsewhere.push(r.url());
  });
  page.on("console", (m) => m.type() === "error" && seen.errors.push(m.text()));
  page.on("pageerror", (e) => seen.errors.push(String(e)));
  if (overlay !== undefined)
    await context.route((url) => url.origin === desk.origin && !/^\/(do|events|key|(enter|proof)\/.*)$/.test(url.pathname), async (route) => {
      const path = new URL(route.request().url()).pathname;
      const file = join(overlay, path === "/" ? "page.html" : path);
      await route.fulfill({ body: await readFile(file), contentType: TYPES[extname(file)] });
    });
  await page.addInitScript((tag) => localStorage.getItem("tracktwo-language") ?? localStorage.setItem("tracktwo-language", tag), lang);
  await page.goto(await desk.newLink());
  await page.waitForURL((url) => url.pathname === "/");
  return Object.assign(page, { seen, desk });
}

/** What axe-core finds against WCAG 2.2 A and AA; empty when nothing. */
export async function accessibility(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
}

/** One subcommand by the session of the page, which has the desk from its link on; its result, or its files. It must succeed;
 * what is refused because something came in between is done once more, as by a person who has read it again. */
export async function does(page, words, more = {}, what = "result") {
  const answer = await page.evaluate(async (call) => {
    const headers = { "Content-Type": "application/json", "X-Tracktwo": sessionStorage.getItem("tracktwo-key") };
    const ask = async (seen, calls) => (await fetch("/do", { method: "POST", headers, body: JSON.stringify({ lang: "en", seen, calls }) })).json();
    for (let tries = 0; ; tries++) {
      const { version } = await ask(0, [{ words: ["desk", "version"] }]);
      const [done] = (await ask(version, [call])).results;
      if (tries === 5 || !/^Something has changed at the table/.test(done.result?.error ?? "")) return done;
    }
  }, { words, ...more });
  if (answer.exit !== 0) throw new Error(`${words.join(" ")}: ${answer.result?.error ?? answer.exit}`);
  return answer[what];
}

/** Asks by the page's session until the answer is as wanted. */
export async function until(page, words, wanted, seconds = 30) {
  for (const end = Date.now() + 1000 * seconds; ; await page.waitForTimeout(100)) {
    const result = await does(page, words);
    if (wanted(result)) return result;
    if (Date.now() > end) throw new Error(`${words.join(" ")} is not as awaited: ${JSON.stringify(result).slice(0, 300)}`);
  }
}

/** Until the function holds in the page. (Playwright's own waiting evaluates a text, which the page's policy refuses.) */
export async function holds(page, predicate, arg, seconds = 25) {
  for (const end = Date.now() + 1000 * seconds; !(await page.evaluate(predicate, arg)); ) {
    if (Date.now() > end) throw new Error(`what was awaited has not come: ${predicate}`);
    await page.waitForTimeout(50);
  }
}
