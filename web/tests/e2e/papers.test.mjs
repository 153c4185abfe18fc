// Papers, read-outs and the dossier as people use them: four seats, a real relay, a browser each.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessibility, closeBrowser, show } from "../browser.mjs";
import { Place, seated } from "../desks.mjs";
import { button, file, heading, link, saved, table, walk } from "./papers.mjs";

const principal = "six other words of a principal";
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

test("a paper in two languages with an attachment goes to all; a new version replaces it", async () => {
  const { A, B } = page;
  await walk(A, "Circulate a paper");
  await A.getByLabel("Title", { exact: true }).fill("Elements on observers");
  await A.getByLabel("Text: English").fill("Observers move freely.\n\nThey report daily.");
  await button(A, "Add a language").click();
  await A.getByLabel("Language of this text").nth(1).selectOption("uk");
  await A.getByLabel("Or from a file: Ukrainian").setInputFiles(file("uk.txt", "Спостерігачі пересуваються вільно."));
  await A.getByLabel("Files that go with it").setInputFiles(file("secret plan.txt", "What\u200b is seen."));
  await A.getByLabel("What others see as its name: secret plan.txt").fill("A note");
  await button(A, "Read it back").click();
  await heading(A, "Read the paper back").waitFor();
  await A.getByText("The languages are equally authentic.").waitFor();
  await A.getByText("Спостерігачі пересуваються вільно.").waitFor();
  await A.getByText("All seats get it at the same moment").waitFor();
  await button(A, "Circulate the paper").click();
  await heading(A, "The paper is circulated").waitFor();
  await A.getByText("characters that cannot be seen").waitFor();

  await walk(B, "Elements on observers");
  await B.getByText("Circulated by Seat A").waitFor();
  await B.getByText("The languages are equally authentic.").waitFor();
  await heading(B, "Ukrainian").waitFor();
  assert.equal(await B.locator('[lang="uk"]').filter({ hasText: "Спостерігачі" }).count(), 1);
  await B.getByText("a file made to harm can harm").waitFor();
  const attachment = await saved(B, () => button(B, "Save A note").click());
  assert.equal(attachment.name, "A note.txt");
  assert.equal(attachment.bytes.toString(), "What is seen.");
  const body = await B.locator("body").innerText();
  assert.ok(!body.includes("secret plan") && !body.includes("Taken out"), "what was taken out is told to its author alone");

  await walk(A, "Elements on observers", "Circulate a new version");
  await A.getByLabel("Text: English").fill("Observers move freely, day and night.");
  await button(A, "Read it back").click();
  await button(A, "Circulate the paper").click();
  await heading(A, "The paper is circulated").waitFor();
  await B.getByText("A newer version has replaced this paper.").waitFor();
  await link(B, "To the newer version").click();
  await B.getByText("Observers move freely, day and night.").waitFor();
  await B.getByText("These languages stayed as they were while another one changed with this version: Ukrainian").waitFor();
});

test("what cannot be sent is not, and the words stay", async () => {
  const { C } = page;
  await walk(C, "Circulate a paper");
  await C.getByLabel("Title", { exact: true }).fill("--replaces");
  await C.getByLabel("Text: English").fill("A text.");
  await C.getByLabel("Files that go with it").setInputFiles(file("minutes.docx", "PK\u0003\u0004 and so on"));
  await C.getByRole("alert").getByText("files of office programs carry the names").waitFor(); // told at once
  assert.equal(await button(C, "Leave out minutes.docx").count(), 0);
  await C.getByLabel("Files that go with it").setInputFiles(file("note.txt", "Seen."));
  await C.getByLabel("What others see as its name: note.txt").fill("x".repeat(300));
  await button(C, "Read it back").click();
  await button(C, "Circulate the paper").click();
  await C.getByRole("alert").getByText("The name of an attachment has").waitFor();
  await C.getByRole("main").getByRole("link", { name: "Back" }).first().click();
  assert.equal(await C.getByLabel("Text: English").inputValue(), "A text.");
  await button(C, "Leave out note.txt").click();
  await button(C, "Read it back").click();
  await button(C, "Circulate the paper").click(); // a title is no option, whatever it begins with
  await heading(C, "The paper is circulated").waitFor();
  await walk(page.N, "--replaces");
});

test("a principal is briefed: a sentence is marked in place, mended, sealed, and opened with the key", async () => {
  const { A, B } = page;
  // The principal has a machine of its own, with no desk on it.
  const alone = await show(await place.desk("principal"));
  await link(alone, "Somebody at a table reports to me").click();
  await link(alone, "Make a principal's key").click();
  await alone.getByLabel("Choose a passphrase").fill(principal);
  await alone.getByLabel("The same passphrase once more").fill(principal);
  const key = await saved(alone, () => button(alone, "Make the key").click());
  assert.equal(key.name, "principal.key");
  const line = await saved(alone, () => button(alone, "Save the line as a file").click());
  assert.equal(line.name, "principal.public");
  assert.match(line.bytes.toString(), /^tracktwo-principal-1:/);

  await walk(A, "Read-outs", "Write a read-out");
  const field = A.getByLabel("Text of the read-out");
  await field.fill("Було сказано: є місце. 🕊 Observers are fine with Seat B. There is room.");
  await A.locator("mark").first().waitFor();
  const marks = await A.locator("mark").allInnerTexts();
  assert.ok(marks.some((m) => m.includes("Seat B")), marks.join("|"));
  await A.getByText("This could tell who said something:").waitFor();
  await A.getByRole("button", { name: /^Show in the text:/ }).last().click();
  const selected = await field.evaluate((t) => t.value.slice(t.selectionStart, t.selectionEnd));
  assert.equal(selected, marks.at(-1));
  await A.getByLabel("The principal's file").setInputFiles({ name: line.name, mimeType: "text/plain", buffer: line.bytes });
  await A.getByText("Please change what is marked, or say that you have looked at each.").waitFor();
  await field.fill("Це сказано про спостерігачів. Observers could be considered. There is room.");
  await A.getByText("The program finds nothing that tells who said something.").waitFor();
  await button(A, "Read it back").click();
  await heading(A, "Seal the read-out").waitFor();
  const readout = await saved(A, () => button(A, "Seal the read-out").click());
  assert.equal(readout.name, "notes.readout");
  assert.ok(!readout.bytes.includes("Observers"));

  // The others learn that there was one, and nothing of it.
  await walk(B, "Read-outs");
  await B.getByRole("listitem").filter({ hasText: "Seat A, " }).first().waitFor();
  assert.doesNotMatch(await B.locator("body").innerText(), /considered/);

  await link(alone, "Back").click();
  await link(alone, "Open a read-out").click();
  await alone.getByLabel("The read-out").setInputFiles({ ...file(readout.name, ""), buffer: readout.bytes });
  await alone.getByLabel("The principal's key").setInputFiles({ ...file(key.name, ""), buffer: key.bytes });
  await alone.getByLabel("Passphrase of the key").fill("not this one");
  await button(alone, "Open the read-out").click();
  await alone.getByRole("alert").getByText("The passphrase is not the one of this key.").waitFor();
  await alone.getByLabel("Passphrase of the key").fill(principal);
  await button(alone, "Open the read-out").click();
  await alone.getByText("Це сказано про спостерігачів. Observers could be considered. There is room.").waitFor();
  assert.deepEqual(await accessibility(alone), []);
  assert.deepEqual([alone.seen.elsewhere, alone.seen.errors], [[], []]);
});

test("a dossier is handed over: it opens anywhere, asks for nothing, and has the record", async () => {
  const { N } = page;
  await walk(N, "The dossier");
  const dossier = await saved(N, () => button(N, "Make the dossier").click());
  assert.equal(dossier.name, "dossier-en.html");
  await N.getByText("it names nobody by itself").waitFor();
  const path = join(place.folder, dossier.name);
  await writeFile(path, dossier.bytes);
  const context = await N.context().browser().newContext();
  const reader = await context.newPage();
  const asked = [];
  reader.on("request", (r) => asked.push(r.url()));
  await reader.goto(`file://${path}`);
  const text = await reader.locator("body").innerText();
  assert.match(text, /Cease-fire line/);
  assert.match(text, /Chatham House Rule/);
  assert.doesNotMatch(text, /Seat A|Arvenia\b/);
  assert.deepEqual(asked, [`file://${path}`]);
  await context.close();
  const ar = page.N;
  await ar.getByLabel("العربية").check();
  const arabic = await saved(ar, () => button(ar, "Make the dossier").click());
  assert.equal(arabic.name, "dossier-ar.html");
  assert.match(arabic.bytes.toString(), /dir="rtl"/);
});

test("nothing was asked of anywhere else, and nothing went wrong", () => {
  for (const id of Object.keys(page)) assert.deepEqual([page[id].seen.elsewhere, page[id].seen.errors], [[], []], id);
});
