// Pictures of each place, to be looked at: screenshots.mjs FOLDER. Real desks at the example table, in light, dark, at twice
// the size, in Arabic, on a phone; as PLACE-LOOK.png.
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { closeBrowser, show } from "./browser.mjs";
import { Place, seated } from "./desks.mjs";
import { Line } from "./e2e/line.mjs";

const folder = process.argv[2] ?? "screenshots";
const table = JSON.parse(await readFile(new URL("../../examples/example_table.json", import.meta.url)));
const LOOKS = {
  light: {}, dark: { dark: true }, double: { zoom: 2 }, arabic: { lang: "ar" }, phone: { width: 390, height: 844 },
  ukrainian: { lang: "uk" },
};
const PAGES = { table: "table", papers: "papers", text: "text", article: "text/article/3", soundings: "soundings", line: "line", seats: "table/seats" };

/** Something on every place. */
async function furnish({ A, B, C }) {
  await A.do(["say", "Could the line be frozen first, and the rest wait?"]);
  await B.do(["say", "--could-recommend", "I could recommend thirty quiet days before the talks."]);
  await C.do(["seat", "standing", "former official", "--mandate", "with knowledge", "--until", "2027-06-01"]);
  await A.do(["paper", "circulate", "Elements on observers", "en=@en", "uk=@uk"], {
    files: { "@en": "The observers come first.\nThey report daily, and to the public.\n", "@uk": "Спостерігачі — насамперед.\nВони звітують щодня.\n" } });
  await A.do(["text", "open", "3", "Observers", "--issues", "observers"]);
  await A.do(["text", "draft", "3",
    "The observers [shall] [should] move freely [, with [six] [twenty-four] hours notice]{trading}. They report daily [and to the public]."]);
  await A.do(["sound", "open", "all"]);
  await B.do(["meeting", "call", "2027-01-20T10:00", "The usual place", "--agenda", "line,observers"]);
}

/** The pages of one desk in every look. */
async function taken(desk, pages) {
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await show(desk, options);
    for (const [name, address] of Object.entries(pages)) {
      await page.goto(`${desk.origin}/#/${address}`);
      await page.waitForSelector("main h1");
      await page.waitForTimeout(700);
      await page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: true });
    }
    await page.context().close();
  }
}

const place = await Place.make();
let line;
try {
  await mkdir(folder, { recursive: true });
  const first = await show(await place.desk("new"));
  await first.waitForSelector("h1");
  await first.screenshot({ path: join(folder, "first-light.png"), fullPage: true });
  const desks = await seated(place, table);
  await furnish(desks);
  await taken(desks.B, PAGES);
  line = await Line.seated();
  await line.ceasefire();
  await line.desks.A.do(["line", "report", "file", "@f"], { files: { "@f": { base64: (await line.fiveDays()).toString("base64") } } });
  await taken(line.desks.A, { map: "line", hold: "line/hold" });
} finally {
  await closeBrowser();
  await place.end();
  await line?.end();
}
