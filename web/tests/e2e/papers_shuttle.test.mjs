// Words for another table: a facilitator of two, with both desks in one folder; and that the page reaches no other folder.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessibility, closeBrowser, show } from "../browser.mjs";
import { Place, passphrase } from "../desks.mjs";
import { table as example } from "./papers.mjs";

const other = "six other words for the hills";
let place, desk, page;

/** The example's table, with a facilitator who opens it. */
const table = (title) => ({
  ...example, title,
  seats: [...example.seats, { id: "F", party: "Convening house", name: "Seat F", standing: "private", role: "facilitator", function: "facilitator" }],
});
const open = (d, title, pass) =>
  d.do(["table", "open", "@t", "--seat", "F", "--relay", place.address], { files: { "@t": JSON.stringify(table(title)) }, passphrase: pass });

before(async () => {
  place = await Place.make();
  desk = await place.desk("F");
  await open(desk, "Talks by the lake", passphrase);
  await desk.do(["paper", "circulate", "Elements", "en=@en", "uk=@uk"],
    { files: { "@en": "One could count what stands there, each day.", "@uk": "Можна рахувати щодня." } });
  await desk.do(["text", "open", "observers", "Observers", "--seats", "A,B,C,N"]);
  await desk.do(["text", "draft", "observers", "There is a report [each day] [each week] to all."]);
  await desk.do(["desk", "choose", "hills"]);
  await open(desk, "Talks in the hills", other);
  await desk.do(["desk", "choose", ""]);
  await desk.do(["desk", "unlock"], { passphrase });
  page = await show(desk);
});
after(async () => {
  await closeBrowser();
  await place.end();
});

const button = (name) => page.getByRole("button", { name, exact: true });
const link = (name) => page.getByRole("link", { name, exact: true });

/** The papers of the other table; then the desk is at the first one again. */
async function inTheHills() {
  await desk.enter(await desk.newLink());
  await desk.do(["desk", "choose", "hills"]);
  await desk.do(["desk", "unlock"], { passphrase: other });
  const { papers } = (await desk.do(["paper", "list"])).result;
  const last = papers.length === 0 ? undefined : (await desk.do(["paper", "show", String(papers.length)])).result.paper;
  await desk.do(["desk", "choose", ""]);
  await desk.do(["desk", "unlock"], { passphrase });
  return { n: papers.length, last };
}

test("the page names no folder outside that of the program", async () => {
  const outside = await place.desk("outside");
  await open(outside, "Talks elsewhere", passphrase);
  await outside.do(["desk", "lock"]);
  await desk.enter(await desk.newLink());
  for (const to of [join(place.folder, "outside"), "../outside", "..", "hills/../../outside", ".hidden", "./hills"]) {
    const { results } = await desk.calls([{ words: ["desk", "version"] }]);
    assert.equal(results[0].exit, 0);
    const answer = (await desk.calls([{ words: ["shuttle", "words", "It was said.", "--to", to], passphrase }])).results[0];
    assert.equal(answer.exit, 2, to);
    assert.match(answer.result.error, /named by a short word/);
  }
  await outside.do(["desk", "unlock"], { passphrase });
  assert.equal((await outside.do(["paper", "list"])).result.papers.length, 0);
  page = await show(desk);
});

test("what only reads changes nothing: the version stays", async () => {
  await desk.enter(await desk.newLink());
  const { version } = await desk.calls([{ words: ["desk", "version"] }]);
  assert.equal((await desk.calls([{ words: ["desk", "tables"] }])).version, version);
  assert.equal((await desk.calls([{ words: ["paper", "show", "99"] }])).version, version);
  assert.equal((await desk.calls([{ words: ["shuttle", "paper", "1", "--to", "hills"], passphrase: "not this one" }])).version, version);
  page = await show(desk);
});

test("an article's clean text is carried, with the alternative that was chosen", async () => {
  await page.goto(`${desk.origin}/#/papers`);
  await link("Words for another table").click();
  await page.getByLabel("hills").check();
  await page.getByLabel("The clean text of an article").check();
  await page.getByLabel("each week").check();
  await page.getByLabel("Title at the other table").fill("On reporting");
  assert.deepEqual(await accessibility(page), []);
  await button("Read it back").click();
  await page.getByText("There is a report each day to all.").waitFor();
  await page.getByText("each week").waitFor();
  assert.deepEqual(await accessibility(page), []);
  await page.getByLabel("Passphrase of the other desk").fill("not this one");
  await button("Carry them over").click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Passphrase of the other desk").fill(other);
  await button("Carry them over").click();
  await page.getByText("The words are at the other table, as a paper of yours.").waitFor();
  const { n, last } = await inTheHills();
  assert.equal(n, 1);
  assert.deepEqual([last.title, last.text, last.seat], ["On reporting", { en: "There is a report each week to all." }, "F"]);
});

test("what the checker marks stops it, and is shown, until one has looked at each mark", async () => {
  page = await show(desk);
  await page.goto(`${desk.origin}/#/papers/shuttle`);
  await page.getByLabel("hills").check();
  await page.getByRole("radio", { name: "Words of your own" }).check();
  await page.getByRole("textbox", { name: "Words of your own" }).fill("The Arvenians could live with ten km.");
  await button("Read it back").click();
  await page.getByLabel("Passphrase of the other desk").fill(other);
  await button("Carry them over").click();
  await page.getByRole("alert").getByText("Nothing was carried over.").waitFor();
  await page.getByRole("listitem").filter({ hasText: "Arvenians" }).getByText("This says for whom somebody spoke.").waitFor();
  assert.deepEqual(await accessibility(page), []);
  await page.getByText("Please change what is marked").waitFor();
  assert.equal((await inTheHills()).n, 1);
  page = await show(desk);
  await page.goto(`${desk.origin}/#/papers/shuttle`);
  await page.getByLabel("hills").check();
  await page.getByRole("textbox", { name: "Words of your own" }).fill("The Arvenians could live with ten km.");
  await button("Read it back").click();
  await page.getByLabel("Passphrase of the other desk").fill(other);
  await button("Carry them over").click();
  await page.getByLabel("I have looked at each mark, and the text is to stay as it is").check();
  await button("Carry them over").click();
  await page.getByText("The words are at the other table, as a paper of yours.").waitFor();
  const { n, last } = await inTheHills();
  assert.deepEqual([n, last.text.en], [2, "The Arvenians could live with ten km."]);
});

test("a paper is carried from its own page, in one of its languages", async () => {
  page = await show(desk);
  await page.goto(`${desk.origin}/#/papers`);
  await link("Elements").click();
  await link("Carry its words to another table").click();
  await page.getByLabel("hills").check();
  await page.getByLabel("Which language").selectOption("uk");
  await button("Read it back").click();
  await page.getByText("Можна рахувати щодня.").waitFor();
  await page.getByLabel("Passphrase of the other desk").fill(other);
  await button("Carry them over").click();
  await page.getByText("The words are at the other table, as a paper of yours.").waitFor();
  assert.deepEqual([page.seen.elsewhere, page.seen.errors], [[], []]);
  assert.deepEqual((await inTheHills()).last.text, { uk: "Можна рахувати щодня." });
});
