// What waits for one's own answer, from every place of the table, on the first page of it; what cannot be asked about, said where
// one chooses; the record by titles, the newest first; and what a page before an act says of undoing it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibility } from "../browser.mjs";
import { SEATS, confirm, end, fourPages, heading, nothingElse, press, sees, way } from "./table.mjs";

let all, pages;

before(async () => {
  all = await fourPages();
  pages = all.pages;
});
after(() => all && end(all));

/** The words of the command line, on this page's desk: the page has the session. */
async function does(id, words) {
  const error = await pages[id].evaluate(async (said) => {
    const headers = { "Content-Type": "application/json", "X-Tracktwo": sessionStorage.getItem("tracktwo-key") };
    const calls = async (seen, all) => (await fetch("/do", { method: "POST", headers, body: JSON.stringify({ lang: "en", seen, calls: all }) })).json();
    const { version } = await calls(0, [{ words: ["desk", "version"] }]);
    const [r] = (await calls(version, [{ words: said }])).results;
    return r.exit === 0 ? undefined : (r.result?.error ?? r.exit);
  }, words);
  assert.equal(error, undefined, words.join(" "));
}

const waiting = (page) => page.getByRole("region", { name: "What waits for you" });
const item = (page, link, more) => waiting(page).getByRole("listitem").filter({ has: page.getByRole("link", { name: link }) }).filter({ hasText: more });

/** The list names it, and its link leads to a page of that heading. */
async function waits(page, link, more, title) {
  await way(page);
  await item(page, link, more).getByRole("link").click();
  await heading(page, title);
}

async function wide(page, where) {
  assert.deepEqual(await accessibility(page), [], where);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 1, `${where} is ${over} px too wide`);
}

test("nothing waits, and the page says so", async () => {
  for (const id of SEATS) await waiting(pages[id]).getByText("Nothing waits for you.").waitFor();
});

test("what one seat does waits for another, named by what it is about, with the way there", async () => {
  const { A, B } = pages;
  await does("A", ["sound", "open", "zone"]);
  await does("A", ["sound", "yes", "Shall we meet again in December?", "observers"]);
  await does("B", ["sound", "days", "talks", "line", "--first", "2099-12-01T10:00"]);
  await does("A", ["text", "open", "3", "Observers", "--issues", "observers"]);
  await does("A", ["text", "draft", "3", "They report daily."]);
  await does("A", ["text", "silence", "3", "2099-12-01T10:00"]);
  await does("A", ["pen", "give", "B"]);
  await does("A", ["line", "agree", "sides", "--a", "A", "--b", "B", "--map", "The map of 2021"]);
  await does("A", ["meeting", "call", "2099-01-20T10:00", "A house by the lake"]);
  await waits(B, "Enter what you could live with", "Pull-back and width of the demilitarized zone", "Is there room?");
  await waits(B, "Say yes or no", "Shall we meet again in December?", "Do all say yes to a text?");
  await waits(B, /^Object until 1 December 2099/, "3. Observers", "3. Observers");
  await waits(B, "Consent to proposal 1, or decline it", "Seat A proposes that Seat B hold the pen", "Proposal 1");
  await waits(B, "Consent to proposal 2 of the cease-fire, or decline it", "The map of 2021", "Proposal 2");
  await waits(B, "Say whether you come to meeting 1", "A house by the lake", "Meeting 1");
  await way(B);
  assert.equal(await item(B, /sounding days/, "").count(), 0, "B named them itself");
  await waits(A, "Agree to the sounding days that were proposed, or say nothing", "Cease-fire line and When peace talks follow", "Agree to these days");
  await way(A);
  assert.equal(await item(A, /Consent to proposal/, "").count(), 0, "A proposed them itself");
  await wide(A, "the waiting list");
});

test("what is answered waits no more, on one's own page and while one looks", async () => {
  const { B } = pages;
  await waits(B, "Say whether you come to meeting 1", "", "Meeting 1");
  await press(B, "I come");
  await sees(B, "Coming: Seat B");
  await waits(B, "Consent to proposal 1, or decline it", "", "Proposal 1");
  await B.getByRole("main").getByRole("link", { name: "Consent", exact: true }).click();
  await sees(B, "Yes, as long as it is not in force: you can still decline it, and it is over.");
  await confirm(B, "Consent to proposal 1");
  await heading(B, "Proposal 1");
  await way(B);
  await item(B, "Say yes or no", "").waitFor();
  for (const gone of ["Consent to proposal 1, or decline it", /come to meeting/]) await item(B, gone, "").waitFor({ state: "detached" });
  await does("B", ["sound", "enter", "--yes", "--sounding", "2"]);
  await item(B, "Seal what you entered", "Shall we meet again in December?").waitFor();
  await does("B", ["sound", "seal", "--sounding", "2", "--only-seal"]);
  await item(B, "Seal what you entered", "").waitFor({ state: "detached" });
});

test("a consent can become a refusal while the proposal is open, as the page before it said", async () => {
  const { A, B } = pages;
  await way(B, "Proposals", "Proposal 1", "Decline it after all");
  await heading(B, "Decline this?");
  await sees(B, "No, but it can be proposed anew.");
  await confirm(B, "Decline proposal 1");
  await sees(B, "Declined");
  await way(A, "Proposals");
  await A.getByRole("main").getByRole("listitem").filter({ hasText: "hold the pen" }).filter({ hasText: "Declined" }).waitFor();
});

test("a pause can be lifted, and the page before it says so; what is said cannot be taken back", async () => {
  const { C } = pages;
  await way(C, "Pause, and the press", "Pause the table");
  await sees(C, "Yes: you can lift your pause at any time.");
  assert.equal(await C.getByText("cannot be taken back").count(), 0);
  await wide(C, "the pause");
  await way(C, "Say something, or read on");
  await C.getByLabel("Your words").fill("So be it.");
  await press(C, "Read it once more, then send");
  await sees(C, "No: it cannot be taken back. If you are not sure, go back: nothing is lost.");
});

test("what cannot be asked about says so at the choice, and is left out of all that can", async () => {
  const { B, C } = pages;
  const ask = async (page) => {
    await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Soundings" }).click();
    await heading(page, "Soundings");
    for (const name of ["Ask something", "Is there room?"]) await page.getByRole("main").getByRole("link", { name, exact: true }).first().click();
    await heading(page, "Is there room?");
  };
  await ask(B);
  const zone = B.getByRole("checkbox", { name: /^Pull-back and width/ });
  assert.ok(await zone.isDisabled());
  await sees(B, "Another sounding on it is under way: that one has to end first.");
  await press(B, "All that can be asked about");
  assert.equal(await zone.isChecked(), false);
  assert.ok(await B.getByRole("checkbox", { name: /^Security guarantees/ }).isChecked());
  await wide(B, "the form of a question");
  // Leaving out whom it concerns is said at once, and not by a refusal at the end.
  await B.getByRole("group", { name: "Who has to answer" }).getByRole("checkbox", { name: /^Seat C/ }).uncheck();
  await sees(B, "The issues concern these as well; they have to answer, too: Seat C.");
  // It is chosen already when another seat asks about it: the page says so, and does not go on.
  await ask(C);
  await C.getByRole("checkbox", { name: /^Sanctions relief/ }).check();
  await does("B", ["sound", "open", "sanctions"]);
  await sees(C, "Nothing can be asked about this at present; please leave it out: Sanctions relief.");
  assert.equal(await C.getByRole("button", { name: "Go on", exact: true }).getAttribute("aria-disabled"), "true");
  await C.getByRole("checkbox", { name: /^Sanctions relief/ }).uncheck();
  await sees(C, "Please choose what it is about.");
});

test("the record has the newest line first, and names what it is about by titles", async () => {
  const { A } = pages;
  await does("A", ["say", "The newest line."]);
  await way(A, "The record");
  const lines = A.getByRole("region", { name: "Lines of the record" }).getByRole("listitem");
  await lines.first().getByText("The newest line.").waitFor();
  const texts = await lines.allInnerTexts();
  const at = (words) => texts.findIndex((t) => t.includes(words)) + 1 || assert.fail(`${words}\n${texts.join("\n")}`);
  assert.ok(at("The newest line.") < at("opened sounding 1 (room): Pull-back and width of the demilitarized zone"));
  at("opened sounding 2 (yes): Shall we meet again in December?");
  at("agrees to sounding days: When peace talks follow; Cease-fire line: from 2099-12-01");
  at('set a silence on article "3. Observers"');
  at("declines proposal 1: Seat A proposes that Seat B hold the pen");
  for (const id of ["zone:", "talks,", "sanctions"]) assert.ok(!texts.some((t) => t.includes(id)), id);
  await wide(A, "the record");
});

test("nothing went anywhere else, and nothing failed", () => nothingElse(pages));
