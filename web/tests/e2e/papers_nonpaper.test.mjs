// A non-paper is floated: four seats, a real relay, a browser each, a real round.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibility, closeBrowser, show } from "../browser.mjs";
import { Place, seated } from "../desks.mjs";
import { button, heading, link, table, walk } from "./papers.mjs";

let place, desks;
const page = {};

before(async () => {
  place = await Place.make();
  desks = await seated(place, table);
  for (const id of Object.keys(desks)) page[id] = await show(desks[id]);
});
after(async () => {
  await closeBrowser();
  await place.end();
});

test("a prepared non-paper can be forgotten", async () => {
  const { B } = page;
  await walk(B, "Non-papers", "Write a non-paper");
  await B.getByLabel("Text without an author").fill("An idea.");
  await button(B, "Keep it for the next round").click();
  await link(B, "To the non-papers").click();
  await link(B, "Forget it").click();
  await B.getByText("nobody knew that you had one").waitFor();
  await button(B, "Forget the text").click();
  await B.getByText("The text is gone from this desk.").waitFor();
  await walk(B, "Non-papers");
  await B.getByText("You have prepared nothing.").waitFor();
});

test("a round that nobody has joined can be withdrawn by whoever opened it", async () => {
  const { A, B } = page;
  const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  await walk(A, "Non-papers", "Open a round");
  await A.getByLabel("Day").fill(day);
  await button(A, "Read it back").click();
  await button(A, "Open the round").click();
  await A.getByText("The round is open.").waitFor();
  await walk(B, "Non-papers");
  await B.getByText("Its hour:").waitFor();
  assert.equal(await link(B, "Take part").count(), 0); // its hour has not come
  assert.equal(await button(B, "Withdraw the round").count(), 0);
  await walk(A, "Non-papers");
  await button(A, "Withdraw the round").click();
  await B.getByText("Its hour:").waitFor({ state: "detached" });
});

test("a non-paper is floated: prepared at one desk, held by all four, shown by all without an author", async () => {
  const { A, B, C, N } = page;
  const text = "If one side felt able to propose that artillery go back, it might be possible to recommend that observers move freely.";
  await walk(C, "Non-papers", "Write a non-paper");
  await C.getByLabel("Text without an author").fill(`Dear colleagues,\n${text}`);
  await button(C, "Keep it for the next round").click();
  await C.getByText("The text is kept, sealed, on this desk.").waitFor();
  assert.equal(await C.locator("mark").innerText(), "Dear");
  await C.getByText("A non-paper has no courtesies.").waitFor();
  await C.getByLabel("Text without an author").fill(text);
  await button(C, "Keep it for the next round").click();
  await C.locator("mark").waitFor({ state: "detached" });
  await link(C, "To the non-papers").click();
  await link(C, "Forget it").waitFor();
  for (const p of [A, B, N]) {
    await walk(p, "Non-papers");
    await p.getByText("You have prepared nothing.").waitFor();
  }

  await link(N, "Open a round").click();
  await heading(N, "Open a round").waitFor();
  await N.getByLabel("Seat A").uncheck();
  await N.getByLabel("Seat B").uncheck();
  await N.getByLabel("As soon as all are here").check();
  await N.getByText("A round needs three seats at least").waitFor();
  await N.getByLabel("Seat A").check();
  await N.getByLabel("Seat B").check();
  await button(N, "Read it back").click();
  await N.getByText("In the round: Seat A, Seat B, Seat C and Seat N").waitFor();
  await button(N, "Open the round").click();
  await N.getByText("The round is open.").waitFor();

  for (const p of [A, B, C, N]) {
    await walk(p, "Non-papers");
    await p.getByText("Seat N has opened a round among").waitFor();
    await link(p, "Take part").click();
    await heading(p, "Take part in the round").waitFor();
  }
  await Promise.all([A, B, C, N].map((p) => button(p, "Take part").click()));
  await A.getByText("Your desk waits for the others").waitFor({ timeout: 60_000 });
  for (const p of [A, B, C, N]) await p.getByText("The round is over.").waitFor({ timeout: 60_000 });
  for (const p of [A, B, C, N]) {
    await walk(p, "Non-papers");
    const out = p.getByRole("article", { name: "Non-paper 1" });
    await out.getByText(text, { exact: true }).waitFor();
    assert.match(await out.innerText(), /among Seat A, Seat B, Seat C and Seat N/);
    await p.getByText("You have prepared nothing.").waitFor();
  }
  assert.deepEqual(await accessibility(A), []);
});

test("nothing was asked of anywhere else, and nothing went wrong", () => {
  for (const id of Object.keys(page)) assert.deepEqual([page[id].seen.elsewhere, page[id].seen.errors], [[], []], id);
});
