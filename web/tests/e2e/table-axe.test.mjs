// Every page of the Table place under axe-core: light and dark, on a phone's width, in Arabic; and a table of fifty seats.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { accessibility, closeBrowser, show, holds } from "../browser.mjs";
import { Place, passphrase } from "../desks.mjs";

const table = JSON.parse(await readFile(new URL("../../../examples/example_table.json", import.meta.url)));
const PAGES = ["", "said", "say", "seats", "seat/A", "seat/B", "seen/B", "standing", "standing/send", "keep", "reconfirm", "new-seat",
  "new-seat/send", "party/B", "party/B/send", "device", "device/send", "introduce", "introduce/send", "proposals", "proposals/1",
  "proposals/1/decline", "issues", "issues/line", "new-issue", "new-issue/send", "concern/line", "concern/line/send", "early/line",
  "reopen/line", "rules", "settings", "settings/send", "pause", "pause/plain", "pause/world", "pause/leak", "resume", "press",
  "press/send", "meetings", "meetings/1", "meetings/1/point", "meetings/1/record", "meetings/1/confirm", "meetings/1/not",
  "meetings/1/strike/1", "new-meeting", "new-meeting/send", "record", "record/seat/A", "nowhere"];
/** Of each kind of page one: for the other ways of looking. */
const KINDS = ["", "said", "say", "seats", "seat/B", "standing", "new-seat", "proposals/1", "issues/line", "new-issue", "rules", "settings", "pause",
  "pause/leak", "meetings/1", "new-meeting", "record"];
let place, desk;

before(async () => {
  place = await Place.make();
  desk = await place.desk("A");
  await desk.do(["table", "open", "@t", "--seat", "A", "--relay", place.address], { files: { "@t": JSON.stringify(table) }, passphrase });
  await desk.do(["say", "--could-recommend", "The observers could be counted on both sides."]);
  await desk.do(["say", "نرى أن وقف إطلاق النار يبدأ بالمراقبة."]);
  await desk.do(["press", "agree", "We do not comment on private meetings."]);
  await desk.do(["seat", "standing", "former official", "--until", "2027-12-31T12:00"]);
  await desk.do(["meeting", "call", "2027-12-01T10:00", "The house by the lake", "--agenda", "line"]);
  await desk.do(["press", "leak", "A newspaper has called."]);
});
after(async () => {
  await closeBrowser();
  await place?.end();
});

/** Each page: nothing found, nothing wider than the window, one heading of the first level. */
async function looked(page, pages = PAGES) {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  const found = [];
  for (const path of pages) {
    await page.evaluate((hash) => (location.hash = hash), `#/table/${path}`);
    await holds(page, () => document.querySelectorAll("main h1").length === 1);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    for (const fault of await accessibility(page)) found.push(`${path}: ${fault}`);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) found.push(`${path}: wider than the window by ${over}`);
  }
  assert.deepEqual(found, []);
  assert.deepEqual(page.seen, { elsewhere: [], errors: [] });
  await page.context().close();
}

test("light", async () => looked(await show(desk)));
test("dark", async () => looked(await show(desk, { dark: true }), KINDS));
test("320 pixels wide", async () => looked(await show(desk, { width: 320 }), KINDS));
test("Arabic, from right to left", async () => looked(await show(desk, { lang: "ar" }), KINDS));

test("fifty seats around the table", async () => {
  const parties = ["Arvenia", "Borea", "Supporting states", "Observer organisation"];
  const seats = Array.from({ length: 50 }, (_, k) => ({ id: `S${k}`, party: parties[k % 4], name: `Seat number ${k + 1}`,
    standing: k % 4 === 1 ? "official" : "private", role: "" }));
  const many = { ...table, seats, issues: [], track: undefined, soundings: undefined };
  const other = await place.desk("many");
  await other.do(["table", "open", "@t", "--seat", "S0", "--relay", place.address],
    { files: { "@t": JSON.stringify({ format: table.format, title: table.title, rules: table.rules, seats: many.seats, issues: [] }) }, passphrase });
  for (const options of [{}, { width: 320, dark: true }]) {
    const page = await show(other, options);
    await page.getByRole("heading", { name: "Who sits here" }).waitFor();
    assert.equal(await page.locator(".ring-small circle").count() >= 50, true);
    assert.equal(await page.locator(".ring-list li").count(), 50);
    await looked(page, ["", "seats", "new-meeting"]);
  }
});
