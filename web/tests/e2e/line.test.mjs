// The Line place: both sides see the same cease-fire; a report that is entered on one page appears on the other; the map by
// keyboard alone.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { accessibility, closeBrowser, holds, show } from "../browser.mjs";
import { Line, TOWNS, ago } from "./line.mjs";

let line, A, B, zones;
const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });
export const goto = async (page, path) => {
  await page.evaluate((p) => void (location.hash = `#/line${p}`), path);
};

before(async () => {
  line = await Line.seated();
  await line.ceasefire();
  zones = (await line.desks.A.do(["line", "zones"])).result.zones;
  A = await show(line.desks.A); // from here on the desks belong to the pages
  B = await show(line.desks.B);
});
after(async () => {
  await closeBrowser();
  await line.end();
});

/** How many different colours the canvas has: one when it is blank. */
const colours = (page) =>
  page.getByRole("application").evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });

test("see the same cease-fire state: line, zones, legend, hold, quiet days", async () => {
  assert.equal(zones.length, 2);
  const seen = [];
  for (const page of [A, B]) {
    await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Line" }).click();
    await heading(page, "Line").waitFor();
    await page.getByRole("application", { name: "Map of the cease-fire" }).waitFor();
    const legend = page.getByRole("region", { name: "What the signs mean" });
    for (const zone of zones) {
      const area = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(zone.area_m2 / 1e6);
      const side = zone.side === "A" ? "Arvenia" : "Borea";
      await legend.getByRole("listitem").filter({ hasText: `of ${side} for forces: ${zone.metres / 1000} km` }).filter({ hasText: `gives up ${area} km²` }).waitFor();
    }
    assert.ok((await colours(page)) > 20, "the canvas is blank");
    const state = page.getByRole("region", { name: "The cease-fire" });
    await state.getByText("Whether the cease-fire holds cannot be determined.").waitFor();
    await state.getByText("Quiet days in a row: 0 of 3").waitFor();
    seen.push([await state.innerText(), await legend.innerText()]);
  }
  assert.deepEqual(seen[0], seen[1]);
});

test("a report file entered on one page appears on the other, and the count with it", async () => {
  const bytes = await line.fiveDays();
  await goto(A, "/file");
  await heading(A, "Enter a file of reports").waitFor();
  await A.getByLabel("The observer's file").setInputFiles({ name: "patrol.reports", mimeType: "application/octet-stream", buffer: bytes });
  await A.getByRole("heading", { name: "What is in it: 6" }).waitFor();
  await A.getByText("Beside the mill.").waitFor();
  await A.getByRole("link", { name: "Enter them into the record" }).click();
  await A.getByText("Reports in it: 6").waitFor();
  await A.getByRole("button", { name: "Enter them into the record" }).click();
  await A.getByText("Entered: 6; there already: 0; refused: 0.").waitFor();
  // The other page, which stood open, knows it by itself.
  await B.getByRole("region", { name: "The cease-fire" }).getByText("Quiet days in a row: 3 of 3").waitFor();
  await B.getByText("By the agreed criteria the cease-fire holds.").waitFor();
  await B.getByRole("region", { name: "What the signs mean" }).getByText("explosion: 1").waitFor();
  await goto(B, "/reports");
  await B.getByRole("link", { name: "6. explosion, impact" }).click();
  await heading(B, "Report 6 of the record").waitFor();
  await B.getByText("Beside the mill.").waitFor();
  // Once more, carried by the other side: each is in the record once.
  await goto(B, "/file");
  await B.getByLabel("The observer's file").setInputFiles({ name: "copy.reports", mimeType: "application/octet-stream", buffer: bytes });
  await B.getByRole("link", { name: "Enter them into the record" }).click();
  await B.getByRole("button", { name: "Enter them into the record" }).click();
  await B.getByText("Entered: 0; there already: 6; refused: 0.").waitFor();
});

test("does it hold: the same days on both pages, as the program counts them", async () => {
  const seen = [];
  for (const page of [A, B]) {
    await goto(page, "/hold");
    await heading(page, "Does it hold?").waitFor();
    const table = page.getByRole("table", { name: "The days, the latest first" });
    await table.waitFor();
    const rows = await table.getByRole("row").allInnerTexts();
    assert.equal(rows.length, 6);
    assert.match(rows[4], /a verified violation\s+0/); // four days ago
    assert.match(rows[1], /quiet\s+3/);
    seen.push(await page.getByRole("main").innerText());
    await page.getByText("Without report").first().waitFor();
  }
  assert.deepEqual(seen[0], seen[1]);
  // The daily report of the day of the explosion.
  await goto(B, `/day/${ago(4)}`);
  const row = B.getByRole("table", { name: "Violations of the cease-fire" }).getByRole("row", { name: /The whole line/ });
  await row.getByRole("button", { name: "1" }).first().click();
  await row.getByRole("link", { name: "report 6 of the record" }).click();
  await heading(B, "Report 6 of the record").waitFor();
});

test("the map by keyboard alone", async () => {
  await goto(A, "/map");
  await heading(A, "The map").waitFor();
  const canvas = A.getByRole("application", { name: "Map of the cease-fire" });
  await canvas.waitFor();
  const status = A.getByText(/^Middle of the map: /);
  /** What is told when the map has come to rest. */
  const numbers = async () => {
    for (let text = "", same = 0; ; await A.waitForTimeout(100)) {
      const now = (await status.count()) > 0 ? await status.innerText() : "";
      same = now !== "" && now === text ? same + 1 : 0;
      text = now;
      if (same === 10) return [text, ...text.match(/-?[\d.]+\d/g).map(Number)];
    }
  };
  // By Tab, as one comes there.
  for (let k = 0; k < 60 && !(await canvas.evaluate((c) => c === document.activeElement)); k++) await A.keyboard.press("Tab");
  assert.ok(await canvas.evaluate((c) => c === document.activeElement));
  await A.keyboard.press("0");
  const [text0, east0, north0, across0] = await numbers();
  await A.keyboard.press("ArrowRight");
  await A.keyboard.press("ArrowUp");
  const [text1, east1, north1] = await numbers();
  assert.ok(east1 > east0 && north1 > north0, `${text0} → ${text1}`);
  await A.keyboard.press("+");
  const [text2, , , across2] = await numbers();
  assert.ok(Math.abs(across2 / across0 - 1 / 1.5) < 0.01);
  await A.keyboard.press("-");
  const [text3, , , across3] = await numbers();
  assert.ok(Math.abs(across3 / across0 - 1) < 0.01);
  const before = await canvas.evaluate((c) => c.toDataURL());
  await A.keyboard.press("0");
  await numbers();
  assert.notEqual(await canvas.evaluate((c) => c.toDataURL()), before);
  await A.keyboard.press("Enter");
  await A.getByRole("heading", { name: "What is there" }).waitFor();
  // Tab is no trap: it leads on to the buttons, and the list can be opened and used.
  await A.keyboard.press("Tab");
  assert.ok(await A.getByRole("button", { name: "Larger" }).evaluate((b) => b === document.activeElement));
  const list = A.getByText("All reports on the map, as a list: 6");
  await list.focus();
  await A.keyboard.press("Enter");
  await A.getByText("explosion, impact").first().waitFor();
});

test("a position under seal: nothing but that it was declared, until it is opened", async () => {
  await goto(A, "/declare");
  await A.getByLabel("A short name of the unit or weapon").fill("A-art-1");
  await A.getByRole("radio", { name: "gun" }).check();
  await A.getByLabel("Where it stands now").fill("25, 20");
  await A.getByLabel("Where it goes").fill("27, 20"); // within the zone
  await A.getByLabel("By which day it is there: days after day D").fill("5");
  await A.getByRole("heading", { name: "Please read it again" }).waitFor();
  const [download] = await Promise.all([A.waitForEvent("download"), A.getByRole("button", { name: "Seal and declare it" }).click()]);
  assert.equal(download.suggestedFilename(), "A-art-1.opening");
  await A.getByText("Only you see this: the destination lies in a zone").waitFor();
  await goto(B, "/withdrawal");
  await B.getByText(/^under seal, Arvenia, by D\+5: declared and still sealed/).waitFor();
  assert.ok(!(await B.getByRole("main").innerText()).includes("A-art-1"));
  assert.equal(await B.getByRole("link", { name: "Declare a position under seal" }).count(), 1);
  await goto(A, "/open");
  await A.getByLabel("The file that was kept when it was declared").setInputFiles(await download.path());
  await A.getByRole("link", { name: "Open it" }).click();
  await A.getByRole("button", { name: "Open it for all" }).click();
  await A.getByText("Opened: A-art-1. Its destination lies in a zone").waitFor();
  await B.getByText(/^A-art-1, Arvenia, by D\+5/).waitFor();
  await B.getByText("Its declared destination is not clear of the zone").waitFor();
});

test("settlements of one's own file: on the map, in the list and in the zones", async () => {
  const towns = { name: "towns.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(TOWNS)) };
  await goto(A, "/map");
  await A.getByLabel("Show settlements from a file").setInputFiles(towns);
  await A.getByText("All settlements on the map, as a list: 3").click();
  await A.getByRole("row", { name: /Ashby 12,000/ }).waitFor();
  await goto(A, "/zones");
  await A.getByRole("columnheader", { name: "People", exact: true }).waitFor();
  await goto(B, "/zones");
  await B.getByText("Who lives there is not told").waitFor(); // the other side sees nothing of it
});

test("the page for print is the program's own", async () => {
  await goto(A, "/map/print");
  const picture = A.getByRole("img", { name: "Map of the cease-fire" });
  await picture.waitFor();
  await holds(A, () => document.querySelector("img.picture")?.naturalWidth > 100);
  await goto(A, "/map");
  await A.emulateMedia({ media: "print" });
  await holds(A, () => document.querySelector("img.picture")?.naturalWidth > 100);
  assert.ok(await A.locator("img.picture").isVisible());
  assert.ok(!(await A.locator("canvas").isVisible()));
  await A.emulateMedia({ media: "screen" });
});

test("nothing went anywhere else, and nothing failed", async () => {
  for (const page of [A, B]) {
    assert.deepEqual(page.seen.elsewhere, []);
    assert.deepEqual(page.seen.errors, []);
    assert.deepEqual(await accessibility(page), []);
  }
  if (process.env.T2_PICTURES) await writeFile(`${process.env.T2_PICTURES}/line-map.png`, await A.screenshot({ fullPage: true }));
});
