// Two copies of one desk's folder, used side by side; and a seat that goes on with another machine by the consent of all. With
// real programs: what each page says, by name.
import assert from "node:assert/strict";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before } from "node:test";
import { accessibility, closeBrowser, does, show, until } from "../browser.mjs";
import { Place, passphrase, seated } from "../desks.mjs";
import { SEATS, goto, heading, press, quickTable, says } from "./sound.mjs";
import { confirm } from "./table.mjs";
import { test } from "./inturn.mjs";

const all = {};
let place, desks;
before(async () => {
  place = await Place.make();
  desks = await seated(place, quickTable);
});
after(async () => {
  await closeBrowser();
  await place.end();
});

async function open(id, desk) {
  all[id] = await show(desk);
  all[id].setDefaultTimeout(20_000);
  const locked = all[id].getByLabel("Your passphrase");
  await locked.or(all[id].getByRole("heading", { level: 1, name: "Table" })).first().waitFor();
  if (await locked.isVisible()) {
    await locked.fill(passphrase);
    await all[id].keyboard.press("Enter");
  }
  await heading(all[id], "Table");
}
/** Files from page to page, as from hand to hand. */
async function exchange(from, to, seat, back) {
  const made = async (page, ids) => Object.values((await does(page, ["seat", "invite", ...ids, "--out", "@out"], {}, "files")))[0];
  await does(to, ["seat", "join", "@in"], { files: { "@in": await made(from, [seat]) } });
  await does(from, ["seat", "join", "@in"], { files: { "@in": await made(to, back) } });
}
const warnings = (id) => all[id].locator(".warnings");

test("a seat's machine is replaced: all consent on their pages, the new one has the seat's record, the old one says what it is", async () => {
  for (const id of SEATS) await open(id, desks[id]);
  await says(all.N, "From the old machine.");
  const fresh = await place.desk("new-N");
  const page = await show(fresh);
  page.setDefaultTimeout(20_000);
  await page.getByRole("link", { name: "My seat has a new machine" }).click();
  await page.getByLabel("Choose a passphrase").fill(passphrase);
  await page.getByLabel("The same passphrase once more").fill(passphrase);
  const [file] = await Promise.all([page.waitForEvent("download"), press(page, "Make the file")]);
  await goto(all.N, "#/table/device");
  await all.N.getByLabel("Seat N").check();
  await all.N.getByLabel("The file from the new machine").setInputFiles({ name: "new-machine", mimeType: "application/octet-stream", buffer: await readFile(await file.path()) });
  await press(all.N, "Read it once more, then propose it");
  await press(all.N, "Propose the new machine");
  await heading(all.N, "Proposals");
  for (const id of ["A", "B", "C"]) {
    await goto(all[id], "#/table/proposals/1");
    await all[id].getByText("Have the person of that seat read these check words to you").waitFor();
    await all[id].getByRole("link", { name: "Consent", exact: true }).click();
    await heading(all[id], "Consent to this?");
    await confirm(all[id], "Consent to proposal 1");
  }
  await warnings("N").getByText("Your seat has another machine now. This one gets nothing more and can only show what it has.").waitFor();
  await goto(all.N, "#/table/said");
  await all.N.getByText("From the old machine.").first().waitFor();
  await says(all.N, "Once more from the old machine.");
  await all.N.getByRole("alert").getByText("Your seat has another device now").waitFor();
  assert.deepEqual(await accessibility(all.N), []);
  // Files change hands anew, the convenor's first; the new machine has what its seat said, and goes on.
  await exchange(all.A, page, "N", []);
  await until(page, ["table", "show"], (t) => t.open && t.seats.length === 4);
  for (const id of ["B", "C"]) await exchange(all[id], page, "N", [id]);
  all.new = page;
  await goto(all.new, "#/table/said");
  await all.new.getByText("From the old machine.").first().waitFor();
  await says(all.new, "From the new machine.");
  await goto(all.B, "#/table/said");
  await all.B.getByText("From the new machine.").first().waitFor();
  assert.equal(await all.B.getByText("Once more from the old machine.").count(), 0);
  assert.equal(await warnings("new").getByText("another machine").count(), 0);
});

test("two copies of a desk in use side by side: every page says so by name, the copy's too, and no sounding is held", async () => {
  await desks.C.stop();
  await cp(join(place.folder, "C"), join(place.folder, "copy"), { recursive: true });
  await open("C", await place.desk("C"));
  await open("copy", await place.desk("copy"));
  await says(all.C, "The guarantees come first.");
  await says(all.copy, "The sanctions come first.");
  for (const id of ["A", "B"]) {
    await goto(all[id], "#/table/said");
    await all[id].getByText("The guarantees come first.").first().waitFor();
  }
  // What others answer shows the copy that they know another line than its own.
  await says(all.A, "And after them?");
  await warnings("copy").getByText("Seat A has another version of what your seat has said than this desk. Perhaps a copy of your desk is in use, too: go on with one alone.").waitFor();
  // Going on all the same, it is found out by everybody.
  await says(all.copy, "Then the prisoners.");
  for (const id of ["A", "B", "new"]) {
    await warnings(id).getByText("The record is not the same for all seats. No sounding is held until the persons have spoken with each other.").waitFor();
    await warnings(id).getByText("Seat C has sent two versions of the same line. Perhaps two copies of its desk are in use: ask its person.").waitFor();
    assert.equal(await all[id].getByText("The sanctions come first.").count(), 0);
  }
  for (const id of ["A", "copy"]) assert.deepEqual(await accessibility(all[id]), []);
  await goto(all.B, "#/soundings/ask/room");
  await all.B.getByRole("checkbox", { name: quickTable.issues.find((x) => x.id === "observers").title.en }).check();
  await press(all.B, "Go on");
  await press(all.B, "Ask it");
  await all.B.getByRole("alert").getByText("Seat C has sent you two different versions of its line").waitFor();
  for (const id of ["A", "B", "new", "C", "copy"]) assert.deepEqual(all[id].seen, { elsewhere: [], errors: [] }, id);
});
