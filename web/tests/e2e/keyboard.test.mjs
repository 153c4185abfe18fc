// A whole job by the keyboard alone, and by ear: somebody sits down from an invitation, makes sure of the others, enters
// preferences for eight issues and seals. No mouse is touched, no address is typed, and each act says what came of it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before } from "node:test";
import { closeBrowser, holds, show } from "../browser.mjs";
import { Place, passphrase } from "../desks.mjs";
import { hears, listen } from "./heard.mjs";
import { example, quickTable } from "./sound.mjs";
import { test } from "./inturn.mjs";

let place, page;
const desks = {};
const OTHERS = ["A", "C", "N"];

const invitation = async (from, to) => Object.values((await desks[from].do(["seat", "invite", to, "--out", "@out"])).files)[0];
const takes = (seat, bytes, more) => desks[seat].do(["seat", "join", "@in"], { files: { "@in": bytes }, ...more });

/** Three seats sit at the table and are sure of each other; the fourth has the convenor's invitation in its hand. */
before(async () => {
  place = await Place.make();
  for (const id of OTHERS) desks[id] = await place.desk(id);
  await desks.A.do(["table", "open", "@table", "--seat", "A", "--relay", place.address], { files: { "@table": JSON.stringify(quickTable) }, passphrase });
  for (const id of ["C", "N"]) {
    await takes(id, await invitation("A", id), { passphrase });
    await takes("A", Object.values((await desks[id].do(["seat", "invite", "--out", "@out"])).files)[0]);
  }
  for (const id of ["C", "N"]) await desks[id].until(["table", "show"], (t) => t.open);
  await takes("N", await invitation("C", "N"));
  await takes("C", await invitation("N", "C"));
  desks.B = await place.desk("B");
  page = await show(desks.B);
  page.setDefaultTimeout(15_000);
  await listen(page);
});
after(async () => {
  await closeBrowser();
  await place.end();
});

/** Presses Tab until it has the focus, which is seen. */
async function tabTo(wanted) {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))); // scrolled to, too
    const seen = await wanted.evaluateAll((all) => {
      const e = document.activeElement;
      if (!all.includes(e)) return undefined;
      const shown = e.type === "file" ? e.parentElement : e;
      const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
      return { outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, inside: box.top >= -1 && box.bottom <= innerHeight + 1 };
    });
    if (seen === undefined) continue;
    assert.ok(seen.outline, `the focus is not seen on ${wanted}`);
    assert.ok(seen.inside, `what has the focus is out of sight: ${wanted}`);
    return;
  }
  assert.fail(`no way by Tab to ${wanted}`);
}
const button = (name) => page.getByRole("button", { name, exact: true });
const link = (name) => page.getByRole("link", { name, exact: true });
async function press(wanted, key = "Enter") {
  await tabTo(wanted);
  await page.keyboard.press(key);
}
async function type(label, text) {
  await tabTo(page.getByLabel(label, { exact: true }));
  await page.keyboard.type(text);
}
async function chooseFiles(label, files) {
  await tabTo(page.getByLabel(label));
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Space")]);
  await chooser.setFiles(files.map(([name, bytes]) => ({ name, mimeType: "application/octet-stream", buffer: bytes })));
}
async function downloads(name, n) {
  const got = [];
  page.on("download", (d) => got.push(d));
  await press(button(name));
  for (const end = Date.now() + 20_000; got.length < n; await page.waitForTimeout(50)) assert.ok(Date.now() < end, `${got.length} of ${n} files came`);
  return Promise.all(got.map(async (d) => [d.suggestedFilename(), await readFile(await d.path())]));
}
const bytesOf = (file) => Buffer.from(file.base64, "base64");

test("one sits down from an invitation; what is wrong is said aloud", async () => {
  await press(link("I was given an invitation"));
  await hears(page, "Take your seat");
  await chooseFiles("The invitation that was handed to you", [["from-A-for-B.t2seat", bytesOf(await invitation("A", "B"))]]);
  await page.getByText("from-A-for-B.t2seat", { exact: true }).waitFor();
  await type("Choose a passphrase", passphrase);
  await hears(page, "This is good.");
  await type("The same passphrase once more", "another");
  await press(button("Take my seat"));
  await hears(page, "The two passphrases are not the same yet.");
  const again = page.getByLabel("The same passphrase once more", { exact: true });
  while (!(await again.evaluate((e) => e === document.activeElement))) await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Control+A");
  await page.keyboard.type(passphrase);
  await press(button("Take my seat"));
  await hears(page, "Your seat is taken");
  const [[, back]] = await downloads("Make my file", 1);
  await takes("A", { base64: back.toString("base64") });
});

test("the table comes by itself and is heard; one makes sure of the others", async () => {
  await hears(page, "Make sure of the others");
  for (const id of ["C", "N"]) await desks[id].until(["table", "show"], (t) => t.seats.length === 4);
  const theirs = await Promise.all(["C", "N"].map(async (id) => [`from-${id}-for-B.t2seat`, bytesOf(await invitation(id, "B"))]));
  const made = await downloads("Make my files", 2);
  await hears(page, "What was made is where your browser puts what it downloads");
  for (const [name, bytes] of made) await takes(/-for-(\w+)\.t2seat$/.exec(name)[1], { base64: bytes.toString("base64") });
  await chooseFiles("Files that were handed to you", theirs);
  await press(button("Take them in"));
  await hears(page, "They are taken in.");
  await page.getByText("You have exchanged files with everybody.").waitFor();
});

test("preferences for eight issues, by three words each", async () => {
  await desks.C.do(["sound", "open", "all"]);
  await press(link("Soundings"));
  await hears(page, "Soundings");
  await press(link("Is there room?"));
  await hears(page, "Is there room?");
  await press(link("Enter what I could live with"));
  await hears(page, "What I could live with");
  await press(button("Begin with the first issue"));
  for (const [k, issue] of example.issues.entries()) {
    await hears(page, issue.title.en);
    const points = example.profiles.B.points[issue.id];
    for (const [i, option] of issue.options.entries()) {
      const group = page.getByRole("group", { name: option.text, exact: true });
      await tabTo(group.getByRole("radio"));
      // A group without a word takes the focus at its first; the arrows go on from there, and around.
      if (points[i] === null) await page.keyboard.press("ArrowUp");
      else if (points[i] === Math.max(...points)) await page.keyboard.press("Space");
      else await page.keyboard.press("ArrowDown");
    }
    await press(button(k === 7 ? "To the overview" : "Next issue"));
  }
  await hears(page, "What I could live with");
  await press(button("See what this accepts"));
  await hears(page, "What your entry accepts");
  assert.match(await page.locator(".stand").innerText(), /your entry accepts 7,776 of 20,736/);
});

test("it is sealed, and when the others have sealed, too, the answer is heard", async () => {
  await press(link("This is right: seal it"));
  await hears(page, "Seal it");
  await press(button("Seal it"));
  await hears(page, "Is there room?");
  for (const id of OTHERS) {
    await desks[id].until(["sound", "status"], (r) => r.soundings.length === 1);
    await desks[id].do(["sound", "enter", "@e"], { files: { "@e": JSON.stringify(example.profiles[id]) } });
    await desks[id].do(["sound", "seal", "--only-seal"]);
  }
  await hears(page, "Room. There is at least one package that every required seat could live with.");
  await holds(page, () => document.querySelector("main .progress") === null);
  assert.deepEqual(page.seen, { elsewhere: [], errors: [] });
});
