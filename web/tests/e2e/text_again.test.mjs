// The text once more: its languages side by side, settled and changed one by one; an article that was agreed and is opened
// again; a package that a sounding found, which enters the text by itself. Each step is looked at on another desk, too.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { accessibility, closeBrowser, does, show, until } from "../browser.mjs";
import { Place, seated } from "../desks.mjs";
import { SEATS, example, quickTable } from "./sound.mjs";
import { test } from "./inturn.mjs";

let place, a, b;
const pages = {};
before(async () => {
  place = await Place.make();
  const desks = await seated(place, quickTable);
  for (const id of SEATS) await desks[id].do(["seat", "standing", "official", "--mandate", "under instruction"]);
  const texts = (o) => ({ files: { "@f": JSON.stringify(o) } });
  await desks.A.do(["text", "open", "3", "--file", "@f", "--issues", "observers"], texts({ en: "Observers", uk: "Спостерігачі" }));
  await desks.A.do(["text", "draft", "3", "--file", "@f"], texts({
    en: "The observers [shall] [should] move freely.", uk: "Спостерігачі [пересуваються] [мають пересуватися] вільно." }));
  await desks.B.until(["text", "list"], (r) => r.articles[0]?.drafts === 1);
  for (const id of SEATS) {
    pages[id] = await show(desks[id]);
    pages[id].setDefaultTimeout(15_000);
  }
  ({ A: a, B: b } = pages);
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
async function article(page, name = "3. Observers") {
  await place_(page, "Text");
  await link(page, name);
  await heading(page, name);
}
const version = (page, language) => page.getByRole("main").getByRole("group", { name: language, exact: true });

test("both languages stand side by side as equally authentic; one is settled, and the other stays in brackets", async () => {
  await article(a);
  await article(b);
  for (const page of [a, b]) await sees(page, "All languages are equally authentic.");
  await link(a, "Settle brackets");
  const english = a.getByRole("region", { name: "English" }).or(a.locator("section").filter({ has: a.getByRole("heading", { name: "English" }) }));
  await english.getByRole("radio", { name: /should/ }).check();
  await press(a, "Go on: read it back");
  await press(a, "Send this draft of article 3");
  await heading(a, "3. Observers");
  await version(b, "English").getByText("The observers should move freely.").waitFor();
  assert.equal(await version(b, "English").getByRole("group").count(), 0);
  await version(b, "Ukrainian").getByRole("group", { name: "Bracket 2, contentious" }).waitFor();
  // Nobody is misled: the words of one language went on, the others' did not.
  for (const page of [a, b]) await sees(page, "Compare the languages: the last draft changed one and left these as they were: Ukrainian.");
  await sees(b, "bracketed");
  assert.equal(await b.getByRole("link", { name: "I could recommend it" }).count(), 0, "no word is given on a text that is open in one language");
});

test("the other language is changed by its own words, with a warning before it is sent; then all are clean", async () => {
  await link(a, "Write a draft");
  await a.getByRole("radio", { name: /Ukrainian/ }).check();
  const field = a.getByRole("textbox", { name: "Words in Ukrainian", exact: true });
  // The bracket is settled by keeping one of its alternatives; the keyboard goes on in the words that are left.
  await a.getByRole("button", { name: "Keep only alternative 2 bis" }).press("Enter");
  await field.and(a.locator(":focus")).waitFor();
  assert.equal(await field.inputValue(), "Спостерігачі мають пересуватися вільно.");
  await field.fill("Спостерігачі мають пересуватися вільно, удень і вночі.");
  await press(a, "Go on: read it back");
  await sees(a, "These languages stay as they are, and are equally authentic: English.");
  assert.equal(await a.locator('main [lang="uk"]').first().getAttribute("dir"), "ltr");
  await press(a, "Send this draft of article 3");
  await heading(a, "3. Observers");
  await version(b, "Ukrainian").getByText("Спостерігачі мають пересуватися вільно, удень і вночі.").waitFor();
  await sees(b, "Compare the languages: the last draft changed one and left these as they were: English.");
  await sees(b, "proposed");
  await link(b, "I could recommend it");
  await sees(b, "All languages are equally authentic.");
  assert.deepEqual(await accessibility(b), []);
});

test("an article that all have agreed to is not drafted over: who holds the pen reads who has agreed before it writes", async () => {
  for (const id of SEATS) await does(pages[id], ["text", "agree", "3"]);
  await article(b);
  await sees(b, "agreed ad referendum");
  await article(a);
  await link(a, "Write a draft");
  await sees(a, "It is agreed ad referendum by Seat A, Seat B, Seat C and Seat N. No new draft is taken until they have taken that back.");
  await link(a, "Back");
  await link(a, "Leave the article out");
  await sees(a, "It is agreed ad referendum by");
  await press(a, "Leave article 3 out");
  await a.getByRole("alert").getByText("This article is agreed ad referendum by Seat A, Seat B, Seat C and Seat N").waitFor();
  await article(b);
  await sees(b, "agreed ad referendum");
});

test("when those who agreed take it back it is open again, and all desks say so", async () => {
  for (const id of ["C", "N"]) await does(pages[id], ["text", "withdraw", "3"]);
  for (const page of [a, b]) {
    await article(page);
    await link(page, "Take back what I said");
    await press(page, "Take back what I said of article 3");
    await sees(page, "What you said of this article is taken back");
  }
  await article(b);
  await sees(b, "proposed");
  await article(a);
  await link(a, "Write a draft");
  await a.getByRole("textbox", { name: "Words in English", exact: true }).fill("The observers move freely, by day and by night.");
  await press(a, "Go on: read it back");
  await press(a, "Send this draft of article 3");
  await heading(a, "3. Observers");
  await version(b, "English").getByText("The observers move freely, by day and by night.").waitFor();
});

test("what principals have confirmed stays: nothing can be done with it any more", async () => {
  for (const id of SEATS) await until(pages[id], ["text", "show", "3"], (x) => x.drafts === 4);
  for (const id of SEATS) await does(pages[id], ["text", "agree", "3"]);
  for (const id of SEATS) await until(pages[id], ["text", "show", "3"], (x) => x.agreed.length === 4);
  for (const id of SEATS) await does(pages[id], ["text", "confirm", "3"]);
  for (const page of [a, b]) {
    await article(page);
    await sees(page, "confirmed by principals");
    for (const way of ["Write a draft", "Leave the article out", "Take back what I said", "I could recommend it"])
      assert.equal(await page.getByRole("link", { name: way }).count(), 0, way);
  }
});

test("a package that the second key opened stands in the text by itself, as one that all could recommend", async () => {
  const n = (await does(pages.C, ["sound", "open", "observers"])).sounding;
  const entry = { files: { "@e": JSON.stringify({ words: { observers: ["cannot", "could live with", "cannot"] } }) } };
  const all = (words, more) => Promise.all(SEATS.map((id) => does(pages[id], words, more)));
  await Promise.all(SEATS.map((id) => until(pages[id], ["sound", "status"], (r) => r.soundings.length === n)));
  await all(["sound", "enter", "@e", "--sounding", String(n)], entry);
  for (const id of SEATS) await does(pages[id], ["sound", "seal", "--sounding", String(n), "--only-seal"]);
  await Promise.all(SEATS.map((id) => until(pages[id], ["sound", "status"], (r) => r.soundings[n - 1].status === "answered", 50)));
  await does(pages.B, ["sound", "key", "--of", String(n)]);
  await Promise.all(SEATS.map((id) => until(pages[id], ["sound", "status"], (r) => r.soundings.length === n + 1)));
  for (const id of ["A", "C", "N"]) await does(pages[id], ["sound", "key", "--of", String(n)]);
  for (const id of SEATS) await does(pages[id], ["sound", "seal", "--sounding", String(n + 1), "--only-seal"]);
  const words = example.issues.find((x) => x.id === "observers").options[1].text;
  for (const page of [a, b]) {
    await place_(page, "Text");
    const line = page.getByRole("main").getByRole("listitem").filter({ hasText: `sounding ${n + 1}` });
    await line.getByText("could be recommended: Seat A, Seat B, Seat C and Seat N").waitFor({ timeout: 40_000 });
    await line.getByRole("link").click();
    await sees(page, "A sounding found this package: every seat that took part could live with it. It entered the text by itself.");
    await sees(page, words);
  }
  assert.deepEqual(await accessibility(b), []);
});

test("a seat takes back its word on the package; the pen makes a draft of it, and reads what that sets aside", async () => {
  await link(b, "Take back what I said");
  await b.getByRole("button", { name: /^Take back what I said of article/ }).click();
  await sees(b, "What you said of this article is taken back");
  await a.locator("main dl").getByText("Seat A, Seat C and Seat N").waitFor();
  await link(a, "Write a draft");
  await a.getByRole("textbox", { name: "Words in English", exact: true }).fill("An unarmed civilian mission observes, and reports daily.");
  await press(a, "Go on: read it back");
  await sees(a, "The present draft could be recommended by Seat A, Seat C and Seat N. A new draft sets this aside.");
  await a.getByRole("button", { name: /^Send this draft of article/ }).click();
  await sees(a, "draft 1, by Seat A");
  await place_(b, "Text");
  const line = b.getByRole("main").getByRole("listitem").filter({ hasText: /sounding \d/ });
  await line.getByText("proposed").waitFor();
  for (const page of [a, b]) assert.deepEqual(page.seen, { elsewhere: [], errors: [] });
});
