// An observer writes reports on the page: from the key to the record, kept from looking, corrected, carried as a file by
// another; the other desk sees the verdict. And every page of it, as it looks.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { accessibility, closeBrowser, holds, show } from "../browser.mjs";
import { Line, ago } from "./line.mjs";
import { wide } from "./line_wide.mjs";

const PASS = "six other words for the report key";
const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });
const on = (page) => page.getByRole("button", { name: "Go on", exact: true }).click();
const goto = (page, path) => page.evaluate((p) => void (location.hash = `#/line${p}`), path);
let line, N, B;

before(async () => {
  line = await Line.seated();
  await line.ceasefire();
  N = await show(line.desks.N); // A and B answer by their programs until B's page is opened
});
after(async () => {
  await closeBrowser();
  await line.end();
});

/** What and when, which every report begins with. */
async function begin(kind, day, hour, minutes) {
  await heading(N, "What happened?").waitFor();
  await N.getByRole("radio", { name: kind, exact: true }).check();
  await on(N);
  await heading(N, "When did it begin?").waitFor();
  await N.getByLabel("Day", { exact: true }).fill(day);
  await N.getByLabel("Hour, by your own clock").fill(hour);
  if (minutes !== undefined) await N.getByLabel(/^How long .* in minutes/).fill(minutes);
  await on(N);
  await heading(N, "Where was it?").waitFor();
}

async function sign() {
  await N.getByLabel("The passphrase of your report key").fill(PASS);
  await N.getByRole("button", { name: "Sign the report", exact: true }).click();
}

test("a key, made on the page and admitted by the table", async () => {
  await N.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Line" }).click();
  await N.getByRole("link", { name: "Write a report", exact: true }).click();
  await N.getByRole("link", { name: "Make a report key", exact: true }).click();
  await N.getByLabel("Choose a passphrase").fill(PASS);
  await N.getByLabel("The same passphrase once more").fill(PASS);
  await N.getByRole("button", { name: "Make the key" }).click();
  await heading(N, "Your reports").waitFor();
  await N.getByText("The table has not admitted your key yet.", { exact: false }).waitFor();
  const key = await N.locator(".line-of-key").innerText();
  assert.match(key, /^tracktwo-observer-1:[0-9a-f]{72}$/);
  await N.getByRole("button", { name: "Propose to the table to admit it" }).click();
  await heading(N, "Admit an observer").waitFor();
  assert.equal(await N.getByLabel("Or the line itself").inputValue(), key);
  await N.getByLabel("A short name for the observer").fill("post-7");
  await N.getByRole("button", { name: "Propose it to the table" }).click();
  await N.getByText("Proposed. Your seat has consented").waitFor();
  const ours = (p) => p.kind === "observer_admitted";
  const { proposals } = await line.desks.A.until(["proposal", "list"], (r) => r.proposals.some(ours));
  for (const id of ["A", "B"]) await line.consent(line.desks[id], proposals.find(ours).number);
  await goto(N, "/own");
  await N.getByText("The table knows your key as the observer post-7.").waitFor();
  B = await show(line.desks.B);
});

test("kept from looking: written, read again, signed, and on the other desk", async () => {
  await N.getByRole("link", { name: "Write a report", exact: true }).click();
  await begin("access refused", ago(2), "11:00", "20");
  // The place is pressed on the map.
  await N.getByRole("button", { name: "Choose it on the map" }).click();
  const map = N.getByRole("application", { name: "Where it happened" });
  await map.waitFor();
  await holds(N, () => document.querySelector("canvas").width > 300);
  await map.focus();
  await N.keyboard.press("0");
  await N.keyboard.press("Enter");
  await holds(N, () => document.querySelector("fieldset .row input").value !== "");
  await map.click({ position: { x: 60, y: 60 } });
  const pressed = await N.getByLabel("Kilometres east").inputValue();
  await map.press("Enter");
  assert.notEqual(await N.getByLabel("Kilometres east").inputValue(), pressed);
  await N.getByLabel("Kilometres east").fill("30,5"); // as many write it
  await N.getByLabel("Kilometres north").fill("20");
  // What was written stays when one looks at something else.
  await N.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Papers" }).click();
  await heading(N, "Papers").waitFor();
  await goto(N, "/write/where");
  assert.equal(await N.getByLabel("Kilometres east").inputValue(), "30,5");
  await on(N);
  await heading(N, "How was it observed?").waitFor();
  await N.getByRole("radio", { name: "Borea" }).check();
  await on(N);
  await heading(N, "Words and pictures").waitFor();
  await N.getByLabel("A remark").fill("The gate stayed shut.");
  await N.getByLabel("Photographs and recordings").setInputFiles({ name: "gate.jpg", mimeType: "image/jpeg", buffer: Buffer.from("a picture") });
  await N.getByText("gate.jpg").first().waitFor();
  await on(N);
  await heading(N, "Read it once more, and sign it").waitFor();
  const read = N.locator(".readback");
  for (const text of ["1 of your reports", "access refused", "30.5 km east, 20 km north", "Borea", "The gate stayed shut.", "gate.jpg"]) await read.getByText(text).first().waitFor();
  await N.getByLabel("The passphrase of your report key").fill("not this one");
  await N.getByRole("button", { name: "Sign the report", exact: true }).click();
  await N.getByRole("alert").getByText("The passphrase is not the one of this key. Nothing was written.").waitFor();
  await sign();
  await heading(N, "Your report 1 is signed").waitFor();
  await N.getByText("Entered into the record: 1.").waitFor();
  // The other desk.
  await goto(B, "/reports");
  await B.getByRole("link", { name: "1. access refused" }).click();
  await B.getByText("post-7, report 1").waitFor();
  await B.getByText("The gate stayed shut.").waitFor();
  await goto(B, `/day/${ago(2)}`);
  const row = B.getByRole("listitem").filter({ hasText: "access refused, Borea" });
  await row.getByRole("button", { name: "1" }).click();
  await row.getByRole("link", { name: "report 1 of the record" }).click();
  await heading(B, "Report 1 of the record").waitFor();
});

test("weapons seen in a zone, then corrected: the other desk has both verdicts", async () => {
  await goto(N, "/write/what");
  await begin("weapons seen", ago(2), "12:00");
  await N.getByLabel("Kilometres east").fill("26");
  await N.getByLabel("Kilometres north").fill("15");
  await on(N);
  await N.getByRole("checkbox", { name: "seen", exact: true }).check();
  await N.getByRole("checkbox", { name: "I checked it myself where it was" }).check();
  await N.getByRole("radio", { name: "Arvenia" }).check();
  await N.getByLabel("What is it?").selectOption({ label: "gun" });
  await N.getByLabel("How many of it?").fill("2");
  await N.getByLabel("Calibre in millimetres").fill("122");
  await N.getByLabel("Serial numbers that could be read").fill("K-17");
  await on(N);
  await on(N);
  await sign();
  await N.getByText("Entered into the record: 1.").waitFor();
  await goto(B, "/reports");
  await B.getByRole("radio", { name: "weapons in a zone" }).check();
  await B.getByRole("link", { name: "2. weapons seen" }).click();
  await B.getByRole("heading", { name: "gun: in a zone" }).first().waitFor();
  // It was further back.
  await goto(N, "/own");
  await N.getByRole("link", { name: "2. weapons seen" }).click();
  await N.getByRole("link", { name: "Write a correction" }).click();
  await N.getByText("Correcting your report 2. Page 1 of 6").waitFor();
  await on(N);
  await on(N);
  assert.equal(await N.getByLabel("Kilometres north").inputValue(), "15");
  await N.getByLabel("Kilometres east").fill("5");
  await on(N);
  assert.equal(await N.getByLabel("Serial numbers that could be read").inputValue(), "K-17");
  await on(N);
  await N.getByLabel("Why do you correct your report 2?").fill("Read off the wrong sheet.");
  await on(N);
  await N.locator(".readback").getByText("Read off the wrong sheet.").waitFor();
  await sign();
  await heading(N, "Your report 3 is signed").waitFor();
  await B.getByText("It was corrected. What stands is:").waitFor();
  await B.getByRole("link", { name: "report 3 of the record" }).click();
  await B.getByRole("heading", { name: "gun: out of the zones" }).first().waitFor();
  await B.getByText("Read off the wrong sheet.").waitFor();
});

test("without the table: signed, carried as a file, and entered by another", async () => {
  await goto(N, "/write/what");
  await begin("watch kept", ago(3), "06:00", "120");
  await N.getByLabel("Kilometres east").fill("30");
  await N.getByLabel("Kilometres north").fill("20");
  await on(N);
  await N.getByRole("checkbox", { name: "by camera" }).check();
  await on(N);
  await on(N);
  await N.getByRole("checkbox", { name: "Enter it into the record of the table at once" }).uncheck();
  await sign();
  await heading(N, "Your report 4 is signed").waitFor();
  await N.getByRole("link", { name: "Your reports" }).click();
  await N.getByText("Your reports that are not in the record of the table yet: 1").waitFor();
  const [download] = await Promise.all([N.waitForEvent("download"), N.getByRole("button", { name: "Take the file of your reports" }).click()]);
  assert.equal(download.suggestedFilename(), "own.reports");
  const bytes = await readFile(await download.path());
  await goto(B, "/file");
  await B.getByLabel("The observer's file").setInputFiles({ name: "own.reports", mimeType: "application/octet-stream", buffer: bytes });
  await B.getByRole("heading", { name: "What is in it: 4" }).waitFor();
  await B.getByRole("link", { name: "Enter them into the record" }).click();
  await B.getByRole("button", { name: "Enter them into the record" }).click();
  await B.getByText("Entered: 1; there already: 3; refused: 0.").waitFor();
  await N.getByText("report 4 of the record").waitFor(); // it stood open
  // Taken back, with a reason.
  await N.getByRole("link", { name: "4. watch kept" }).click();
  await N.getByRole("link", { name: "Withdraw it" }).click();
  await N.getByLabel("Why?").fill("The camera was covered.");
  await N.getByLabel("The passphrase of your report key").fill(PASS);
  await N.getByRole("button", { name: "Sign that it is withdrawn" }).click();
  await N.getByText("Entered into the record: 1.").waitFor();
  await goto(B, "/reports/4");
  await B.getByText("It was corrected. What stands is:").waitFor();
});

test("rows of a form are signed, and what is no report is named", async () => {
  await goto(N, "/own/form");
  const form = `start,kind,means\n${ago(2)}T09:00:00Z,thunder,seen\n`;
  await N.getByLabel("The table that the form gave (CSV)").setInputFiles({ name: "form.csv", mimeType: "text/csv", buffer: Buffer.from(form) });
  await N.getByLabel("The passphrase of your report key").fill(PASS);
  await N.getByRole("button", { name: "Sign the rows as reports" }).click();
  await N.getByText("Rows taken as reports and signed: 0; there already: 0; refused: 1").waitFor();
  await N.getByText(/thunder/).first().waitFor();
});

test("a mark on the map leads to its report; files for a geographer", async () => {
  await goto(B, "/map");
  const map = B.getByRole("application", { name: "Map of the cease-fire" });
  await map.waitFor();
  await map.focus();
  await B.keyboard.press("0");
  await B.keyboard.press("Enter");
  await B.getByRole("heading", { name: "What is there" }).waitFor();
  await B.locator(".picked").getByRole("link").first().click();
  await holds(B, () => /^Report [13] of the record$/.test(document.querySelector("main h1").textContent));
  await goto(B, "/map");
  const [download] = await Promise.all([B.waitForEvent("download"), B.getByRole("button", { name: "For a geographer (GeoPackage)" }).click()]);
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(0, 15).toString(), "SQLite format 3");
  assert.ok(bytes.includes("Arvenia") && bytes.includes("gpkg_contents"));
});

const PAGES = ["", "/own", "/own/all", "/own/report/2", "/own/withdraw/2", "/own/form", "/own/enter", "/own/key", "/own/take", "/reports",
  "/write/what", "/write/when", "/write/where", "/write/how", "/write/more", "/write/sign"];

async function walk(page, name, pages, finds = accessibility) {
  for (const path of pages) {
    await goto(page, path);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await holds(page, (hash) => location.hash === hash && document.querySelector("main h1") !== null && !/One moment|لحظة/.test(document.querySelector("main").innerText), `#/line${path}`);
    if (process.env.T2_PICTURES) await page.screenshot({ path: `${process.env.T2_PICTURES}/report-${name}${path.replace(/\//g, "-")}.png`, fullPage: true });
    assert.deepEqual(await finds(page), [], `${name} ${path}`);
  }
}

test("as it looks: light, dark, 320 px, Arabic", async () => {
  // A report with all that the pages can show.
  await goto(N, "/write/what");
  await N.getByRole("radio", { name: "weapons seen" }).check();
  await on(N);
  await N.getByLabel("Day", { exact: true }).fill(ago(1));
  await on(N);
  await N.getByRole("radio", { name: /^where I stood/ }).check();
  await N.getByLabel("Kilometres east").fill("30");
  await N.getByLabel("Kilometres north").fill("20");
  await on(N);
  await N.getByRole("checkbox", { name: "seen", exact: true }).check();
  await N.getByLabel("What is it?").selectOption({ label: "tank" });
  await on(N);
  await walk(N, "light", PAGES);
  await goto(B, "/own"); // no key is here
  await heading(B, "Write a report").waitFor();
  await walk(B, "none", ["/own", "/write/what", "/own/key", "/own/take"]);
  await N.emulateMedia({ colorScheme: "dark" });
  await walk(N, "dark", PAGES);
  await N.emulateMedia({ colorScheme: "light" });
  await N.setViewportSize({ width: 320, height: 700 });
  await walk(N, "narrow", PAGES, async (p) => [...(await wide(p)), ...(await accessibility(p))]);
  await N.setViewportSize({ width: 390, height: 800 });
  await N.getByRole("button", { name: "العربية" }).click();
  await walk(N, "arabic", PAGES);
  for (const page of [N, B]) {
    assert.deepEqual(page.seen.elsewhere, []);
    assert.deepEqual(page.seen.errors, []);
  }
});
