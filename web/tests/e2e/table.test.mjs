// The Table place as people use it: four persons at four pages, a real relay; what one does, the others see.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { show } from "../browser.mjs";
import { passphrase } from "../desks.mjs";
import { SEATS, allSee, confirm, end, fourPages, heading, nothingElse, press, roster, sees, way } from "./table.mjs";

let all, pages;

before(async () => {
  all = await fourPages();
  pages = all.pages;
});
after(() => all && end(all));

test("a mandate changes: every other page shows it with its day, and the track that follows", async () => {
  const { B } = pages;
  await allSee(pages, "Track 1.5: an official on Borea's end only", roster);
  await way(B, "Seats and mandates", "Your standing and mandate");
  await B.getByRole("group", { name: "Standing" }).getByLabel("former official").check();
  await B.getByRole("group", { name: "Mandate" }).getByLabel("at the request of").check();
  await B.getByLabel("Day").fill("2027-12-31");
  await press(B, "Read it once more, then say it");
  await heading(B, "Say your standing and mandate?");
  await sees(B, "Mandate: at the request of");
  await confirm(B, "Say it");
  await allSee(pages, "Track Two", roster);
  await allSee(pages, "mandate: at the request of, until 31 December 2027", roster);
  const { A } = pages;
  await way(A, "Seats and mandates", "Seat B");
  await heading(A, "Seat B");
  const today = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format(new Date());
  await sees(A, new RegExp(`${today} at .*Seat B.* is now: former official, at the request of, until 2027-12-31`));
});

test("who has read of a mandate that has changed meanwhile has not seen it", async () => {
  const { A, B } = pages;
  await way(A, "Seats and mandates", "Seat B", "I have seen this mandate");
  await heading(A, "Confirm that you have seen this mandate?");
  await sees(A, "mandate: at the request of, until 31 December 2027");
  await way(B, "Seats and mandates", "Your standing and mandate");
  await B.getByRole("group", { name: "Mandate" }).getByLabel("with knowledge").check();
  await press(B, "Read it once more, then say it");
  await confirm(B, "Say it");
  await sees(A, "Something has changed at the table since you opened this page.");
  await press(A, "I have seen it");
  await sees(A, "Nothing was done. Look at it as it is now, and decide again.");
  await sees(A, "mandate: with knowledge");
  await press(A, "I have read it again");
  await press(A, "I have seen it");
  await heading(A, "Seat B");
  await way(B, "Seats and mandates", "Seat B");
  await sees(B, "This mandate was seen by Seat A.");
});

test("what is said stands on every page; what a standing does not allow is refused, and kept where it was written", async () => {
  const { A, B, C } = pages;
  await way(A, "Say something, or read on");
  await A.getByLabel("Your words").fill("The observers could be\ncounted on both sides.");
  await press(A, "Read it once more, then send");
  await heading(A, "Say this at the table?");
  await confirm(A, "Say it");
  await heading(A, "What is said");
  await way(B);
  await sees(B, "The observers could be counted on both sides.");
  await way(C, "Say something, or read on");
  await C.getByLabel("under instruction").check();
  await sees(C, "With your standing and mandate the table will refuse this. You can think aloud.");
  await C.getByLabel("Your words").fill("My government accepts the count.");
  await press(C, "Read it once more, then send");
  await press(C, "Say it");
  await C.getByRole("alert").getByText(/under instruction/).waitFor();
  await C.getByRole("main").getByRole("link", { name: "Back" }).first().click();
  assert.equal(await C.getByLabel("Your words").inputValue(), "My government accepts the count.");
  await C.getByLabel("could recommend").check();
  await press(C, "Read it once more, then send");
  await confirm(C, "Say it");
  await way(A, "Say something, or read on");
  await sees(A, "My government accepts the count.");
  await sees(A, "could recommend");
});

test("the record is searched: words, a seat, a kind, days", async () => {
  const { N } = pages;
  const lines = N.getByRole("region", { name: "Lines of the record" }).getByRole("listitem");
  await way(N, "The record");
  await sees(N, "opened the table");
  await N.getByLabel("Words").fill("COUNT observers");
  await press(N, "Find");
  await sees(N, "Lines that fit: 1");
  assert.match(await lines.first().innerText(), /Seat A.*thinking aloud[\s\S]*The observers could be counted/);
  await N.getByLabel("Of which seat").selectOption({ label: "Seat C" });
  await press(N, "Find");
  await sees(N, "Nothing in the record is like that.");
  await N.getByLabel("Words").fill("");
  await N.getByLabel("What", { exact: true }).selectOption({ label: "what was said" });
  await N.getByLabel("Words").press("Enter");
  await sees(N, "Lines that fit: 1");
  assert.match(await lines.first().innerText(), /My government accepts/);
  await N.getByLabel("To the day").fill("2020-01-01");
  await press(N, "Find");
  await sees(N, "Nothing in the record is like that.");
  await press(N, "Show everything");
  await sees(N, "opened the table");
});

test("a proposal is in force when every seat has consented, and not before", async () => {
  const { A } = pages;
  await way(A, "Pause, and the press", "Propose an answer for the press");
  await A.getByLabel("The answer").fill("We do not comment on private meetings.");
  await press(A, "Read it once more, then propose it");
  await confirm(A, "Propose the answer");
  await heading(A, "Proposals");
  await sees(A, "Still to consent: Seat B, Seat C and Seat N");
  for (const id of ["B", "C", "N"]) {
    const page = pages[id];
    await way(page, "Consent to proposal 1, or decline it", "Consent");
    await heading(page, "Consent to this?");
    await sees(page, "We do not comment on private meetings.");
    if (id === "N") {
      await sees(page, "Still to consent: Seat N");
      await way(A, "Pause, and the press");
      await sees(A, "No answer is agreed yet.");
    }
    await confirm(page, "Consent to proposal 1");
    await heading(page, "Proposal 1");
  }
  for (const id of SEATS) {
    await way(pages[id], "Pause, and the press");
    await sees(pages[id], "We do not comment on private meetings.");
    await way(pages[id], "Proposals");
    await sees(pages[id], "In force");
  }
});

test("one that declines ends a proposal", async () => {
  const { B, C, N } = pages;
  await way(B, "Rules and settings", "Propose other settings");
  await B.getByLabel("Days for which what is said is shown").fill("30");
  await press(B, "Read it once more, then propose it");
  await sees(B, "30 instead of 0");
  await confirm(B, "Propose the settings");
  await way(C, "Consent to proposal 2, or decline it", "Decline");
  await confirm(C, "Decline proposal 2");
  await C.getByText("Declined", { exact: true }).waitFor();
  await way(N, "Proposals");
  await sees(N, "Nothing waits for a consent.");
});

test("an issue is put on the table by a form and from a file; whom it concerns is changed by those concerned", async () => {
  const { A, B, N } = pages;
  await way(A, "Issues", "Put an issue on the table");
  await A.getByLabel("Title").fill("Return of archives");
  await A.getByLabel("Options, one on each line").fill("All of them at once.\nIn three parts, one each year.\n");
  for (const seat of ["Seat A", "Seat B"]) await A.getByRole("group", { name: "It concerns" }).getByLabel(seat).check();
  await press(A, "Read it once more");
  await sees(A, "In three parts, one each year.");
  await confirm(A, "Put it on the table");
  await way(N, "Issues", "Return of archives");
  await sees(N, "Concerns: Seat A and Seat B");
  await sees(N, "All of them at once.");
  await way(B, "Issues", "Put an issue on the table");
  const file = { id: "bridges", title: { en: "Bridges", fr: "Les ponts" }, concerns: ["A", "B"],
    options: [{ id: "b1", text: "Open them." }, { id: "b2", text: "Keep them shut." }] };
  await B.getByLabel("An issue's file").setInputFiles({ name: "bridges.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(file)) });
  await sees(B, "Les ponts");
  await confirm(B, "Put it on the table");
  await way(N, "Issues", "Bridges");
  await way(A, "Issues", "Return of archives", "Change whom it concerns");
  await A.getByLabel("Seat N").check();
  await press(A, "Read it once more, then propose it");
  await sees(A, "Would concern: Seat A, Seat B and Seat N");
  await confirm(A, "Propose it");
  await sees(A, "Still to consent: Seat B and Seat N");
});

test("a new seat, another party, a new machine, an introduction: each is proposed or refused in words", async () => {
  const { A, B, C } = pages;
  await way(A, "Seats and mandates", "A new seat");
  await A.getByLabel("Name of the seat").fill("Seat F");
  await A.getByLabel("Party").fill("A foundation");
  await A.getByLabel("facilitator").check();
  await press(A, "Read it once more, then propose it");
  await sees(A, "Seat: Seat F");
  await confirm(A, "Propose the new seat");
  await sees(A, "Seat F (A foundation)");
  await way(B, "Seats and mandates", "Seat N", "Another party");
  await B.getByLabel("The new party").fill("Another organisation");
  await press(B, "Read it once more, then propose it");
  await confirm(B, "Propose the other party");
  await way(C, "Proposals");
  await sees(C, "Another organisation");
  await sees(C, "Seat F (A foundation)");
  await way(C, "Seats and mandates", "A new machine for a seat");
  await C.getByLabel("Seat C").check();
  await C.getByLabel("The file from the new machine").setInputFiles({ name: "new-machine", mimeType: "application/octet-stream", buffer: Buffer.from("no such file") });
  await press(C, "Read it once more, then propose it");
  await press(C, "Propose the new machine");
  await C.getByRole("alert").getByText("does not show a new device").waitFor();
  await way(A, "Seats and mandates", "Introduce two seats");
  for (const seat of ["Seat B", "Seat C"]) await A.getByLabel(seat).check();
  await press(A, "Read it once more");
  await press(A, "Introduce them");
  await A.getByRole("main").getByRole("heading", { level: 1 }).waitFor();
  await way(C, "Seats and mandates");
  assert.equal(await C.getByRole("link", { name: "Introduce two seats" }).count(), 0, "only the convenor introduces");
});

test("a new machine shows itself by a file; its check words stand in the proposal before every seat", async () => {
  const { A, B, C, N } = pages;
  const page = await show(await all.place.desk("new-machine"));
  await page.getByRole("link", { name: "My seat has a new machine" }).click();
  await heading(page, "A new machine for my seat");
  await page.getByLabel("Choose a passphrase").fill(passphrase);
  await page.getByLabel("The same passphrase once more").fill(passphrase);
  const [file] = await Promise.all([page.waitForEvent("download"), press(page, "Make the file")]);
  const words = (await page.getByLabel("Check words").innerText()).trim();
  assert.match(words, /^(\d{5} ){5}\d{5}$/);
  await way(B, "Proposals"); // one new seat or device at a time: the other one first ends
  await B.getByRole("main").getByRole("listitem").filter({ hasText: "Seat F" }).getByRole("link").click();
  await B.getByRole("link", { name: "Decline" }).click();
  await heading(B, "Decline this?");
  await confirm(B, await B.getByRole("button", { name: /^Decline proposal/ }).innerText());
  await B.getByText("Declined", { exact: true }).waitFor();
  await way(C, "Proposals");
  await C.getByRole("main").getByRole("listitem").filter({ hasText: "Seat F" }).filter({ hasText: "Declined" }).waitFor();
  await way(C, "Seats and mandates", "A new machine for a seat");
  await C.getByLabel("Seat N").check();
  await C.getByLabel("The file from the new machine").setInputFiles({ name: "new-machine", mimeType: "application/octet-stream", buffer: await readFile(await file.path()) });
  await press(C, "Read it once more, then propose it");
  await press(C, "Propose the new machine");
  await heading(C, "Proposals");
  for (const other of [A, N]) {
    await way(other, "Proposals");
    await other.getByRole("main").getByRole("listitem").filter({ hasText: words }).getByRole("link").click();
    await sees(other, "Have the person of that seat read these check words to you");
  }
  nothingElse({ page });
  await page.context().close();
});

test("a seat says how long it keeps the record, and the others know", async () => {
  const { A, N } = pages;
  await way(N, "Seats and mandates", "How long you keep the record");
  await N.getByLabel("Days", { exact: true }).fill("90");
  await press(N, "Tell the others");
  await sees(N, "All seats see how long you keep the record.");
  await way(A, "Seats and mandates", "Seat N");
  await sees(A, "Days for which this seat keeps the record: 90");
});

test("nothing went anywhere else, and nothing failed", () => nothingElse(pages));
