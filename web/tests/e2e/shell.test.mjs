// The shell as people use it: by keyboard alone, in five languages, several tables, locked and unlocked; a new link, a program
// that was stopped, a relay that is away.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { accessibility, closeBrowser, show } from "../browser.mjs";
import { Place, passphrase, seated } from "../desks.mjs";

const example = JSON.parse(await readFile(new URL("../../../examples/example_table.json", import.meta.url)));
const two = { ...example, title: "Zwei am Tisch", seats: example.seats.slice(0, 2),
  issues: example.issues.map((i) => ({ ...i, concerns: ["A", "B"] })) };
let place, desks;

before(async () => {
  place = await Place.make();
  desks = await seated(place, two);
});
after(async () => {
  await closeBrowser();
  await place.end();
});

const button = (page, name) => page.getByRole("button", { name, exact: true });
const link = (page, name) => page.getByRole("link", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { name, exact: true, level: 1 });
const quiet = (page) => assert.deepEqual(page.seen, { elsewhere: [], errors: [] });

/** Asks the page until it is so; what the test runner has for this the page's rules of content refuse. */
async function until(page, so, arg) {
  for (const end = Date.now() + 30_000; !(await page.evaluate(so, arg)); await new Promise((done) => setTimeout(done, 50)))
    if (Date.now() > end) assert.fail(`not so after a while: ${arg}`);
}

async function everyLook(page, what) {
  const size = page.viewportSize();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const width of [320, size.width]) {
      await page.setViewportSize({ ...size, width });
      assert.deepEqual(await accessibility(page), [], `${what}, ${colorScheme}, ${width}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what}: ${width} px are not enough`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
}

async function unlock(page, words = passphrase) {
  await page.getByLabel("Your passphrase").fill(words);
  await page.keyboard.press("Enter");
}

// ---- by keyboard alone ----

/** Presses Tab until it is there. */
async function tabTo(page, wanted) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    if (await wanted.evaluateAll((all) => all.includes(document.activeElement))) return;
  }
  assert.fail(`no way by Tab to ${wanted}`);
}
async function press(page, wanted, key = "Enter") {
  await tabTo(page, wanted);
  await page.keyboard.press(key);
}
async function type(page, label, text) {
  await tabTo(page, page.getByLabel(label, { exact: true }));
  await page.keyboard.type(text);
}
async function chooseFile(page, label, file) {
  await tabTo(page, page.getByLabel(label));
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Space")]);
  await chooser.setFiles(file);
}
const atHeading = (page, name) =>
  until(page, (text) => document.activeElement?.tagName === "H1" && document.activeElement.textContent === text, name);
async function download(page, name) {
  const [d] = await Promise.all([page.waitForEvent("download"), press(page, button(page, name))]);
  return { name: d.suggestedFilename(), mimeType: "application/octet-stream", buffer: await readFile(await d.path()) };
}

test("the whole first run by keyboard alone, on both sides", async () => {
  const a = await show(await place.desk("keys-a"));
  await press(a, link(a, "I open a table"));
  await atHeading(a, "Open a table");
  await chooseFile(a, "The table's file", { name: "t.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(two)) });
  await press(a, a.getByRole("radio", { name: two.seats[0].name }), "Space");
  await type(a, "The address of the relay", place.address);
  await type(a, "Choose a passphrase", passphrase);
  await type(a, "The same passphrase once more", passphrase);
  await press(a, button(a, "Open the table"));
  await atHeading(a, "Make sure of the others");
  const invitation = await download(a, "Make my files");

  const b = await show(await place.desk("keys-b"));
  await press(b, link(b, "I was given an invitation"));
  await atHeading(b, "Take your seat");
  await chooseFile(b, "The invitation that was handed to you", invitation);
  await type(b, "Choose a passphrase", passphrase);
  await type(b, "The same passphrase once more", passphrase);
  await press(b, button(b, "Take my seat"));
  await atHeading(b, "Your seat is taken");
  const back = await download(b, "Make my file");

  await chooseFile(a, "Files that were handed to you", back);
  await press(a, button(a, "Take them in"));
  await a.getByText("They are taken in.").waitFor();
  await b.getByText(two.title).first().waitFor();
  await press(b, button(b, "Go to the page's contents"));
  await atHeading(b, "Make sure of the others");
  await a.getByText("You have exchanged files with everybody.").waitFor();
  await press(a, link(a, "To the table"));
  await atHeading(a, "Table");
  for (const name of ["Papers", "Text", "Soundings", "Line"]) {
    await press(a, link(a, name));
    await atHeading(a, name);
  }
  await press(a, button(a, "Lock"));
  await atHeading(a, "The desk is locked");
  await type(a, "Your passphrase", passphrase);
  await a.keyboard.press("Enter");
  await atHeading(a, "Table");
  quiet(a);
  quiet(b);
});

// ---- lock and unlock ----

test("a wrong passphrase leaves it locked and says so, the right one opens it", async () => {
  const page = await show(desks.A);
  await page.getByText(two.title).first().waitFor();
  await button(page, "Lock").click();
  await heading(page, "The desk is locked").waitFor();
  await everyLook(page, "locked");
  assert.equal(await page.getByText(two.title).count(), 0);
  await unlock(page, "not this one");
  await page.getByRole("alert").waitFor();
  await everyLook(page, "a wrong passphrase");
  assert.equal(await page.getByText(two.title).count(), 0);
  await unlock(page);
  await heading(page, "Table").waitFor();
  await page.getByText(two.title).first().waitFor();
  quiet(page);
  await page.context().close();
});

// ---- several tables ----

test("several tables: another desk is made beside this one, and one goes from one to the other", async () => {
  const page = await show(desks.A);
  await link(page, "Another table").click();
  await heading(page, "Your tables").waitFor();
  await page.getByText("You are here.").waitFor();
  await everyLook(page, "tables");
  await page.getByLabel("A name for its folder").fill("../outside");
  await button(page, "Make a new desk").click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("A name for its folder").fill("second");
  await button(page, "Make a new desk").click();
  await heading(page, "Welcome").waitFor();
  assert.equal(await page.getByText(two.title).count(), 0);
  await link(page, "I open a table").click();
  await page.getByLabel("The table's file").setInputFiles({ name: "t.json", mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify({ ...two, title: "Another round" })) });
  await page.getByRole("radio", { name: two.seats[1].name }).check();
  await page.getByLabel("The address of the relay").fill(place.address);
  await page.getByLabel("Choose a passphrase").fill("quite another one");
  await page.getByLabel("The same passphrase once more").fill("quite another one");
  await button(page, "Open the table").click();
  await page.getByText("Another round").first().waitFor();
  await link(page, "Another table").click();
  await button(page, "Go to The first desk").click();
  await heading(page, "The desk is locked").waitFor();
  assert.equal(await page.getByText("Another round").count(), 0);
  await unlock(page, "quite another one");
  await page.getByRole("alert").waitFor();
  await unlock(page);
  await page.getByText(two.title).first().waitFor();
  quiet(page);
  await page.context().close();
});

// ---- languages ----

test("five languages, each by its own name, on a locked desk and an open one; the choice stays", async () => {
  const page = await show(desks.B, { lang: "en" });
  await heading(page, "Table").waitFor();
  for (const [tag, name] of [["uk", "Українська"], ["ru", "Русский"], ["fr", "Français"], ["ar", "العربية"], ["en", "English"]]) {
    await button(page, name).click();
    await until(page, (l) => document.documentElement.lang === l, tag);
    assert.equal(await page.evaluate(() => document.documentElement.dir), tag === "ar" ? "rtl" : "ltr");
    for (const sentence of ["Table", "Soundings", "Who is here", "Lock"]) {
      const said = await page.evaluate(async ([l, s]) => l === "en" ? s : (await (await fetch(`/languages/${l}.json`)).json())[s], [tag, sentence]);
      assert.ok(said, `${tag}: ${sentence}`);
      await page.getByText(said, { exact: true }).first().waitFor();
    }
    const track = await page.getByRole("complementary").getByText(/1\.5/).innerText(); // the program's sentence about the table
    assert.equal(/^Track 1\.5: an official/.test(track), tag === "en", track);
    assert.equal(await button(page, name).getAttribute("aria-pressed"), "true");
    await everyLook(page, `the table in ${tag}`);
  }
  await button(page, "العربية").click();
  await until(page, () => document.documentElement.lang === "ar");
  await page.reload();
  await until(page, () => document.documentElement.lang === "ar");
  await page.locator("button.lock").click();
  await page.getByRole("heading", { name: "المكتب مقفل" }).waitFor();
  await everyLook(page, "locked, Arabic");
  await page.locator('input[type="password"]').fill("x");
  await page.keyboard.press("Enter");
  assert.match(await page.getByRole("alert").innerText(), /[\u0600-\u06ff]/); // the program's sentence, too
  await page.locator('input[type="password"]').fill(passphrase);
  await page.keyboard.press("Enter");
  await page.getByText(two.title).first().waitFor();
  quiet(page);
  await page.context().close();
});

// ---- what may happen meanwhile ----

test("each warning that the program's state asks for is there, says what to do, and is gone with its cause", async () => {
  const page = await show(desks.A);
  await page.getByText(two.title).first().waitFor();
  let told = {};
  await page.route("**/do", async (route) => {
    const answer = await route.fetch();
    const reply = await answer.json();
    await route.fulfill({ response: answer, json: { ...reply, state: { ...reply.state, ...told } } });
  });
  const warnings = page.locator(".warnings");
  for (const [state, sentence] of [
    [{ clock_apart: 7 }, /clock is slow, in minutes: 7\..*Please set it/],
    [{ clock_apart: -7 }, /clock is fast, in minutes: 7\..*Please set this one/],
    [{ forks: 1 }, /The record is not the same for all seats\. No sounding is held until/],
    [{ device_replaced: true }, /Your seat has another machine now/],
    [{ running: { sounding: 1, step: "", permille: 420, seconds: 3 } }, /A sounding is under way\. Done: 42%\. Please leave the program open/],
  ]) {
    told = state;
    await button(page, "English").click(); // all is read again
    await warnings.getByText(sentence).waitFor();
    await everyLook(page, JSON.stringify(state));
    told = {};
    await button(page, "English").click();
    await warnings.getByText(sentence).waitFor({ state: "detached" });
  }
  quiet(page);
  await page.context().close();
});

test("the relay away: the page says so, and stops saying it when it is back", async () => {
  const page = await show(desks.A);
  await page.getByText(two.title).first().waitFor();
  const away = page.getByText("There is no connection at present.");
  place.relay.child.kill("SIGKILL");
  await away.waitFor({ timeout: 40_000 });
  await everyLook(page, "the relay away");
  await place.relayAgain();
  await away.waitFor({ state: "detached", timeout: 60_000 });
  quiet(page);
  await page.context().close();
});

test("a new link closes the page of the old one, which shows nothing any more", async () => {
  const old = await show(desks.A);
  await old.getByText(two.title).first().waitFor();
  const now = await show(desks.A);
  await now.getByText(two.title).first().waitFor();
  await heading(old, "This page is closed").waitFor();
  assert.equal(await old.getByText(two.title).count(), 0);
  await everyLook(old, "closed");
  await old.reload();
  await old.getByText("This page is closed.").first().waitFor();
  assert.deepEqual(await accessibility(old), []);
  await old.context().close();
  quiet(now);
  await now.context().close();
});

test("the program stopped: the page says so; started again, its new link leads to the locked desk", async () => {
  const page = await show(desks.B);
  await page.getByText(two.title).first().waitFor();
  await desks.B.stop();
  await page.getByText("The program does not answer. What you wrote stays on this page.").waitFor();
  await everyLook(page, "no program");
  await button(page, "Lock").click(); // the page at least forgets
  await heading(page, "This page is closed").waitFor();
  await page.getByText("whether the desk is locked it cannot tell").waitFor();
  assert.equal(await page.getByText(two.title).count(), 0);
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await everyLook(page, "locked without the program");
  const again = await show(await place.desk("B"));
  await heading(again, "The desk is locked").waitFor();
  await unlock(again);
  await again.getByText(two.title).first().waitFor();
  quiet(again);
});
