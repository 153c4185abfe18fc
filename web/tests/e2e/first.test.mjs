// The first run and the shell as people use them: a convenor opens a table on the page, hands out files, the others sit down
// from them; who hears me; several tables; lock and unlock; the languages; by keyboard alone. Nothing is done on the command
// line but starting the programs.
import assert from "node:assert/strict";
import { mkdir, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessibility, closeBrowser, show } from "../browser.mjs";
import { Desk, Place, passphrase } from "../desks.mjs";

const tableFile = new URL("../../../examples/example_table.json", import.meta.url).pathname;
const table = JSON.parse(await readFile(tableFile));
const SEATS = table.seats.map((s) => s.id);
const SAID = "Zwei Schlüssel liegen unter der grauen Treppe.";
let place, downloads;
const desks = {};
const pages = {};

before(async () => {
  place = await Place.make();
  downloads = join(place.folder, "downloads");
  await mkdir(downloads);
});
after(async () => {
  await closeBrowser();
  await place.end();
});

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const button = (page, name) => page.getByRole("button", { name, exact: true });
const link = (page, name) => page.getByRole("link", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { name, exact: true });
const place_ = (page, name) => page.getByRole("navigation", { name: "Places" }).getByRole("link", { name, exact: true });

/** A desk that nothing was done at, and its page. */
async function fresh(id, more = {}) {
  desks[id] = await place.desk(id);
  pages[id] = await show(desks[id], more);
  return pages[id];
}

/** Presses a button and keeps the files that the browser is given; their paths, by seat for whom. */
async function handedOut(page, name, n) {
  const got = [];
  const all = new Promise((done) => page.on("download", (d) => got.push(d) === n && done()));
  await button(page, name).click();
  await Promise.race([all, wait(20_000).then(() => assert.fail(`${got.length} of ${n} files came`))]);
  const files = {};
  for (const d of got) {
    const path = join(downloads, d.suggestedFilename());
    await d.saveAs(path);
    files[/-for-(\w+)\.t2seat$/.exec(path)[1]] = path;
  }
  assert.equal(Object.keys(files).length, n);
  return files;
}

async function choosePassphrase(page, words = passphrase) {
  await page.getByLabel("Choose a passphrase").fill(words);
  await page.getByLabel("The same passphrase once more").fill(words);
}

/** A button that cannot do anything yet is pressed all the same. */
async function pressed(page, name) {
  await button(page, name).focus();
  await page.keyboard.press("Enter");
}

async function clean(page, what) {
  assert.deepEqual(await accessibility(page), [], what);
}

/** Light and dark, and as narrow as WCAG's reflow asks; nothing moves sideways. */
async function everyLook(page, what) {
  const size = page.viewportSize();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const width of [320, size.width]) {
      await page.setViewportSize({ ...size, width });
      await clean(page, `${what}, ${colorScheme}, ${width}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what}: ${width} px are not enough`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
}

const invited = {};

test("a convenor opens a table on the page", async () => {
  const page = await fresh("A");
  await heading(page, "Welcome").waitFor();
  await everyLook(page, "welcome");
  await link(page, "I open a table").click();
  await heading(page, "Open a table").waitFor();
  await pressed(page, "Open the table"); // says what is missing, does nothing
  await page.getByText("Please choose the table's file.").waitFor();
  await page.getByLabel("The table's file").setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await page.getByRole("alert").getByText("This is not a table's file").waitFor();
  await page.getByLabel("The table's file").setInputFiles(tableFile);
  await page.getByText(table.title).waitFor();
  await page.getByRole("radio", { name: table.seats[0].name }).check();
  await page.getByLabel("The address of the relay").fill("nowhere");
  await page.getByLabel("Choose a passphrase").fill("abc");
  await page.getByText("This would be easy to guess.").waitFor();
  await choosePassphrase(page);
  await page.getByText("This is good.").waitFor();
  await everyLook(page, "open");
  await button(page, "Open the table").click();
  await page.getByRole("alert").getByText("The relay's address is not complete").waitFor();
  await page.getByLabel("The address of the relay").fill(` ${place.address}\n`);
  await button(page, "Open the table").click();
  await heading(page, "Make sure of the others").waitFor();
  Object.assign(invited, await handedOut(page, "Make my files", 3));
  assert.deepEqual(Object.keys(invited).sort(), ["B", "C", "N"]);
  await page.getByText("Your file for this seat is made.").first().waitFor();
  assert.equal(await page.getByText("Your file for this seat is made. Theirs for you is still to come.").count(), 3);
  await everyLook(page, "the others");
  await link(page, "Cards to print, to go with the files").click();
  await heading(page, "Cards to print").waitFor();
  assert.equal(await page.locator(".card").count(), 3);
  await everyLook(page, "cards");
  await page.emulateMedia({ media: "print" });
  assert.equal(await button(page, "Print").isVisible(), false);
  assert.equal(await page.getByRole("complementary").isVisible(), false);
  await page.emulateMedia({ media: "screen" });
  await link(page, "Back").click();
  await heading(page, "Make sure of the others").waitFor();
});

test("the others sit down from an invitation, and the table comes to them by itself", async () => {
  for (const id of SEATS.slice(1)) {
    const page = await fresh(id);
    await link(page, "I was given an invitation").click();
    await page.getByLabel("The invitation that was handed to you").setInputFiles(invited[id]);
    await page.getByText(`from-A-for-${id}.t2seat`, { exact: true }).waitFor();
    await page.getByLabel("Choose a passphrase").fill(passphrase);
    await page.getByLabel("The same passphrase once more").fill("another");
    await page.getByText("The two passphrases are not the same yet.").waitFor();
    await pressed(page, "Take my seat");
    await wait(200);
    await heading(page, "Take your seat").waitFor(); // nothing was done
    await page.getByLabel("The same passphrase once more").fill(passphrase);
    if (id === "B") await everyLook(page, "join");
    await button(page, "Take my seat").click();
    await heading(page, "Your seat is taken").waitFor();
    await page.getByText("One thing is left to do").waitFor();
    const [back] = Object.values(await handedOut(page, "Make my file", 1));
    await page.getByText("The table appears here by itself").waitFor();
    const words = await page.getByLabel("Check words").innerText();
    if (id === "B") await everyLook(page, "waiting");
    // The file goes the other way, and the convenor's page takes it in.
    const convenor = pages.A;
    await convenor.getByLabel("Files that were handed to you").setInputFiles(back);
    await button(convenor, "Take them in").click();
    await convenor.getByText("They are taken in. Now compare the check words aloud.").waitFor();
    const seat = convenor.getByRole("main").getByRole("listitem").filter({ has: heading(convenor, table.seats.find((s) => s.id === id).name) });
    assert.equal((await seat.getByLabel("Check words").innerText()).replace(/\s+/g, " ").trim(), words.replace(/\s+/g, " ").trim());
    await page.getByText(table.title).first().waitFor({ timeout: 30_000 });
    await heading(page, "Make sure of the others").waitFor();
    await seat.getByText("Both files have changed hands.").waitFor({ timeout: 30_000 });
  }
});

/** What the roster says of a seat. */
const inRoster = (page, id) =>
  page.getByRole("complementary", { name: "Who is here" }).getByRole("listitem").filter({ hasText: table.seats.find((s) => s.id === id).name });

test("who hears me: the roster marks who is not verified until the files went both ways", async () => {
  const { B, C } = pages;
  for (const seat of table.seats) {
    const said = await inRoster(B, seat.id).innerText();
    assert.ok(said.includes(seat.party) && said.includes(seat.standing) && said.includes("mandate:"), said);
  }
  assert.match(await inRoster(B, "B").innerText(), /you/);
  assert.match(await inRoster(B, "A").innerText(), /verified in person/);
  assert.match(await inRoster(B, "C").innerText(), /not verified yet/);
  assert.match(await inRoster(C, "B").innerText(), /not verified yet/);
  await everyLook(B, "not verified");
  const forB = (await handedOut(C, "Make my files", 2)).B;
  const forC = (await handedOut(B, "Make my files", 2)).C;
  await B.getByLabel("Files that were handed to you").setInputFiles(forB);
  await button(B, "Take them in").click();
  await inRoster(B, "C").getByText("verified in person").waitFor();
  assert.match(await inRoster(C, "B").innerText(), /not verified yet/);
  await C.getByLabel("Files that were handed to you").setInputFiles(forC);
  await button(C, "Take them in").click();
  await inRoster(C, "B").getByText("verified in person").waitFor();
  const wordsOf = async (page, id) =>
    (await page.getByRole("main").getByRole("listitem").filter({ has: heading(page, table.seats.find((s) => s.id === id).name) })
      .getByLabel("Check words").innerText()).replace(/\s+/g, " ").trim();
  assert.equal(await wordsOf(B, "C"), await wordsOf(C, "B"));
  assert.notEqual(await wordsOf(B, "C"), await wordsOf(B, "A"));
  // A file that was taken in already, and one that is for somebody else.
  await B.getByLabel("Files that were handed to you").setInputFiles(invited.C);
  await button(B, "Take them in").click();
  await B.getByRole("alert").waitFor();
  await link(inRoster(B, "N"), "Make sure").click();
  await heading(B, "Make sure of the others").waitFor();
});
