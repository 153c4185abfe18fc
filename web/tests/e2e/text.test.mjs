// The negotiating text by the pages of two seats: an article from its opening through brackets to a clean text, what each seat
// says of it, and what is refused. Every step is looked at on the other desk, too.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before } from "node:test";
import { closeBrowser, show, holds } from "../browser.mjs";
import { Place, seated } from "../desks.mjs";
import { test } from "./inturn.mjs";

const table = JSON.parse(await readFile(new URL("../../../examples/example_table.json", import.meta.url)));
let place, a, b;

before(async () => {
  place = await Place.make();
  const desks = await seated(place, table);
  await desks.B.do(["seat", "standing", "official", "--mandate", "under instruction"]);
  [a, b] = await Promise.all([show(desks.A), show(desks.B)]);
  for (const page of [a, b]) page.setDefaultTimeout(10_000);
});
after(async () => {
  await closeBrowser();
  await place.end();
});

const link = (page, name) => page.getByRole("main").getByRole("link", { name, exact: true }).first().click();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const heading = (page, name) => page.getByRole("heading", { name, level: 1 }).waitFor();
const sees = (page, text) => page.getByRole("main").getByText(text).first().waitFor();
const place_ = (page, name) => page.getByRole("navigation", { name: "Places" }).getByRole("link", { name }).click();

/** The article on the page of a seat, from wherever it is. */
async function article(page, name) {
  await place_(page, "Text");
  await link(page, name);
  await heading(page, name);
}

test("an article is opened with its title in two languages, and the other desk has it", async () => {
  await place_(a, "Text");
  await sees(a, "The text has no article yet");
  await link(a, "Open an article");
  await a.getByLabel("Number or short name").fill("3");
  await a.getByLabel("Title in this language: English").fill("Observers");
  await press(a, "Title in other languages");
  await a.getByLabel("Title in this language: Ukrainian").fill("Спостерігачі");
  await a.getByRole("checkbox", { name: /^Observers/ }).check();
  await press(a, "Go on");
  await sees(a, "It concerns Seat A, Seat B, Seat C and Seat N.");
  await press(a, "Open article 3");
  await heading(a, "3. Observers");
  await sees(a, "You hold the pen: write the first draft.");
  await place_(b, "Text");
  await link(b, "3. Observers");
  await sees(b, "Whoever holds the pen writes the first draft.");
  assert.equal(await b.getByRole("link", { name: "Write a draft" }).count(), 0);
});

test("a draft is written by keyboard: words are put in brackets, an alternative is added, a reason is chosen", async () => {
  await link(a, "Write a draft");
  const words = a.getByRole("textbox", { name: "Words in English", exact: true });
  await words.fill("The observers shall move freely on both sides of the line.");
  await words.focus();
  await a.keyboard.press("Home");
  for (let i = 0; i < "The observers ".length; i++) await a.keyboard.press("ArrowRight");
  for (let i = 0; i < "shall".length; i++) await a.keyboard.press("Shift+ArrowRight");
  await a.keyboard.press("["); // the key and the button do the same
  const second = a.getByRole("textbox", { name: "Alternative 2", exact: true });
  await second.and(a.locator(":focus")).waitFor();
  await a.keyboard.type("should");
  const bracket = a.getByRole("group", { name: "New bracket", exact: true });
  assert.equal(await bracket.getByRole("textbox", { name: "Alternative 1", exact: true }).inputValue(), "shall");
  assert.equal(await bracket.getByRole("textbox", { name: "Alternative 2", exact: true }).inputValue(), "should");
  await bracket.getByRole("radio", { name: "trading" }).check();
  // Nothing selected: it says how.
  await a.getByRole("textbox", { name: "Words in English, part 2" }).focus();
  await a.keyboard.press("Tab");
  await a.keyboard.press("Enter");
  await sees(a, "Select words first");
  assert.equal(await a.getByRole("textbox", { name: "Words in English, part 2" }).inputValue(), " move freely on both sides of the line.");
  // It outlives leaving the place.
  await place_(a, "Table");
  await article(a, "3. Observers");
  await link(a, "Write a draft");
  assert.equal(await a.getByRole("textbox", { name: "Alternative 2", exact: true }).inputValue(), "should");
  await press(a, "Go on: read it back");
  await heading(a, "Send this draft: article 3. Observers");
  await press(a, "Send this draft of article 3");
  await heading(a, "3. Observers");
  const on = b.getByRole("group", { name: "Bracket 1, trading" });
  await on.waitFor();
  assert.match(await on.innerText(), /1\s+shall\s*1 bis\s+should/);
  await sees(b, "Bracket 1: trading, since");
  await sees(b, "draft 1, by Seat A");
});

test("brackets that are typed become brackets, inside others too; the redline shows what came", async () => {
  await link(a, "Write a draft");
  await a.getByRole("textbox", { name: "Words in English, part 2" })
    .fill(" move freely [, with [six] [twelve] hours notice]. They report daily [and to the public].");
  await a.keyboard.press("Tab");
  await a.getByRole("textbox", { name: "Alternative 1", exact: true }).first().waitFor();
  await sees(a, "Open brackets: 4.");
  // What stands inside another is folded up, and says where it stands when it is opened.
  assert.equal(await a.getByText("It stands inside:").count(), 0);
  await a.getByRole("button", { name: "New bracket: open it to write in it" }).click();
  await sees(a, "It stands inside: New bracket, alternative 2");
  await a.getByRole("button", { name: "New bracket: fold it up" }).nth(1).click();
  await a.getByText("It stands inside:").waitFor({ state: "detached" });
  await press(a, "Go on: read it back");
  await press(a, "Send this draft of article 3");
  await heading(a, "3. Observers");
  await b.getByRole("group", { name: "Bracket 3, contentious" }).waitFor();
  await link(b, "Earlier drafts, and what has changed");
  await link(b, "What changed from draft 1 to draft 2");
  await b.locator("main .redline").waitFor();
  assert.match(await b.locator("main .redline ins").allInnerTexts().then((t) => t.join(" ")), /They report daily \[and to/);
  assert.match(await b.locator("main .redline del").allInnerTexts().then((t) => t.join(" ")), /on both sides of/);
  assert.ok(!(await b.locator("main .redline ins").allInnerTexts()).some((t) => t.includes("shall")));
});

test("the table of brackets has them all, by age and by reason", async () => {
  await place_(b, "Text");
  await link(b, "All open brackets");
  const rows = b.getByRole("row");
  await rows.nth(4).waitFor();
  assert.match(await rows.nth(1).innerText(), /Bracket 1[^]*shall[^]*should[^]*trading/); // the oldest
  await b.getByRole("radio", { name: "By the reason why they are open" }).check();
  await holds(b, () => /contentious/.test(document.querySelectorAll("tr")[1].innerText));
  assert.match(await rows.nth(4).innerText(), /trading/);
});

test("the brackets are cleaned: one alternative is chosen, the rest follows, and all pages have a clean text", async () => {
  await article(b, "3. Observers");
  await link(a, "Settle brackets");
  const one = a.getByRole("group", { name: "Bracket 1, trading", exact: true });
  await one.last().getByRole("radio", { name: /should/ }).check();
  await press(a, "Go on: read it back");
  await press(a, "Send this draft of article 3");
  await heading(a, "3. Observers");
  await b.getByRole("group", { name: "Bracket 1, trading" }).waitFor({ state: "detached" });
  await sees(b, "The observers should move freely");
  await link(b, "The clean text");
  await sees(b, "The observers should move freely. They report daily.");
  await link(a, "Settle brackets");
  await a.getByRole("checkbox", { name: "Of all others the first alternative stays: the clean text." }).check();
  await press(a, "Go on: read it back");
  await press(a, "Send this draft of article 3");
  await heading(a, "3. Observers");
  await article(b, "3. Observers");
  for (const page of [a, b]) {
    await sees(page, "The observers should move freely. They report daily.");
    await sees(page, "proposed");
    assert.equal(await page.locator("main .bracket").count(), 0);
  }
  await place_(b, "Text");
  await link(b, "All open brackets");
  await sees(b, "No bracket is open.");
});

test("a seat says that it could recommend it, and takes it back; the other desk shows both", async () => {
  await article(b, "3. Observers");
  await link(b, "I could recommend it");
  await sees(b, "The observers should move freely. They report daily.");
  await press(b, "I could recommend article 3");
  await sees(b, "All see that you could recommend this article.");
  await sees(a, "could be recommended by");
  assert.match(await a.locator("main dl").innerText(), /could be recommended by\s*Seat B/);
  await article(b, "3. Observers");
  await link(b, "Take back what I said");
  await press(b, "Take back what I said of article 3");
  await sees(b, "What you said of this article is taken back");
  await a.locator("main dl").getByText("could be recommended by").waitFor({ state: "detached" });
});

test("who may not agree is told so; an agreement that leaves concerned seats out is refused by name", async () => {
  await link(a, "I agree, ad referendum");
  await press(a, "I agree to article 3, ad referendum");
  await a.getByRole("alert").getByText("Seat A is former official").waitFor();
  await article(b, "3. Observers");
  await link(b, "I agree, ad referendum");
  await press(b, "I agree to article 3, ad referendum");
  await sees(b, "You have agreed to this article, ad referendum.");
  await article(a, "3. Observers");
  await sees(a, "agreed ad referendum by");
  await article(b, "3. Observers");
  await link(b, "My principal confirms it");
  await press(b, "My principal confirms article 3");
  const said = await b.getByRole("alert").innerText();
  assert.match(said, /This article concerns Seat A, Seat C and Seat N, not yet agreed there/);
  await article(a, "3. Observers");
  assert.equal(await a.locator("main dl").getByText("confirmed by").count(), 0);
});

test("what is agreed is not drafted over; an article that leaves seats out is refused by name", async () => {
  await link(a, "Write a draft");
  await a.getByRole("textbox", { name: "Words in English", exact: true }).fill("Other words.");
  await press(a, "Go on: read it back");
  await sees(a, "The present draft could be recommended by Seat B.");
  await press(a, "Send this draft of article 3");
  await a.getByRole("alert").getByText("This article is agreed ad referendum by Seat B").waitFor();
  await link(a, "Back");
  await link(a, "Throw away what you wrote");
  await press(a, "Throw it away");
  await heading(a, "3. Observers");
  await place_(a, "Text");
  await link(a, "Open an article");
  await a.getByLabel("Title in this language: English").fill("A secret of two");
  await a.getByRole("checkbox", { name: /^Seat A/ }).check();
  await a.getByRole("checkbox", { name: /^Seat B/ }).check();
  await press(a, "Go on");
  await press(a, "Open article 2");
  await a.getByRole("alert").getByText("these are left out: Seat C and Seat N").waitFor();
  await place_(b, "Text");
  await b.getByRole("link", { name: "3. Observers" }).waitFor();
  assert.equal(await b.getByText("A secret of two").count(), 0);
});

test("the pen is offered to another seat, and the other desk shows the proposal", async () => {
  await place_(a, "Text");
  await link(a, "The pen");
  await a.getByRole("radio", { name: /Seat B/ }).check();
  await press(a, "Go on");
  await press(a, "Propose that Seat B holds the pen");
  await sees(a, "The proposal is made.");
  await place_(b, "Text");
  await link(b, "The pen");
  await sees(b, /Still to consent:.*Seat B/);
});

test("the text is taken along as a file, and prints without the frame", async () => {
  await place_(b, "Text");
  await link(b, "Print the text or take it along");
  for (const [kind, name, words] of [
    ["A page that prints well", "text.html", "<h2>3. Observers</h2>"],
    ["Text with simple marks", "text.md", "## 3. Observers"],
    ["Plain text", "text.txt", "The observers should move freely. They report daily."],
  ]) {
    await b.getByRole("radio", { name: kind }).check();
    const [file] = await Promise.all([b.waitForEvent("download"), press(b, "Write the file")]);
    assert.equal(file.suggestedFilename(), name);
    const text = await readFile(await file.path(), "utf8");
    assert.ok(text.includes(words), name);
    assert.ok(!text.includes("Seat "), name); // it names no seat
  }
  await b.emulateMedia({ media: "print" });
  assert.equal(await b.getByRole("button", { name: "Print this page" }).isVisible(), false);
  assert.equal(await b.getByRole("navigation", { name: "Places" }).isVisible(), false);
  assert.ok(await b.getByText("The observers should move freely. They report daily.").isVisible());
  await b.emulateMedia({ media: "screen" });
});

test("an article is left out, and is gone from the printed text", async () => {
  await article(b, "3. Observers");
  await link(b, "Take back what I said");
  await press(b, "Take back what I said of article 3");
  await sees(b, "What you said of this article is taken back");
  await article(a, "3. Observers");
  await link(a, "Leave the article out");
  await press(a, "Leave article 3 out");
  await sees(a, "The article is left out.");
  await place_(b, "Text");
  await sees(b, "left out");
  await link(b, "Print the text or take it along");
  await b.getByText("The observers should move freely").waitFor({ state: "detached" });
});

test("nothing was asked of anybody else, and nothing went wrong", () => {
  for (const page of [a, b]) assert.deepEqual(page.seen, { elsewhere: [], errors: [] });
});
