// A cease-fire agreed on the pages: proposed on one, read and consented to on another, on a map of the earth; and an incident
// from the protest to the answer.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeBrowser, show } from "../browser.mjs";
import { Line, ago, rule } from "./line.mjs";

let line, A, B;
const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });
const goto = (page, path) => page.evaluate((p) => void (location.hash = `#/line${p}`), path);
const file = (name, text) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
const GEO = JSON.stringify({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: [[36.0, 49.0], [36.1, 49.1], [36.05, 49.25], [36.2, 49.4]] } });

before(async () => {
  line = await Line.seated();
  A = await show(line.desks.A);
  B = await show(line.desks.B);
});
after(async () => {
  await closeBrowser();
  await line.end();
});

/** A presses the button; B reads the proposal and consents; N does so as well, from the program. */
async function consented(reads = async () => {}) {
  await A.getByRole("button", { name: "Propose it to the table" }).click();
  await A.getByText("Proposed. Your seat has consented with it; the others are asked.").waitFor();
  await goto(B, "/agreed");
  await heading(B, "What is agreed").waitFor();
  const link = B.getByRole("region", { name: "Waits for consents" }).getByRole("link").first();
  await link.waitFor();
  await link.click();
  await B.getByRole("heading", { level: 1, name: /^Proposal / }).waitFor();
  const number = (await B.getByRole("heading", { level: 1 }).innerText()).match(/\d+/)[0];
  await reads();
  await B.getByRole("link", { name: "Consent", exact: true }).click();
  await heading(B, "Consent to a proposal").waitFor();
  // What came meanwhile, such as N's consent, is read again first.
  for (const done = B.getByText("You have consented."); (await done.count()) === 0; await B.waitForTimeout(200)) {
    const again = B.getByRole("button", { name: "I have read it again" });
    if (await again.count()) await again.click();
    await B.getByRole("button", { name: "Consent", exact: true }).click({ timeout: 2000 }).catch(() => {});
    await done.waitFor({ timeout: 3000 }).catch(() => {});
  }
  const { N } = line.desks;
  await N.until(["proposal", "list"], (r) => r.proposals.some((p) => p.number === Number(number)));
  for (;;) {
    const { results } = await N.calls([{ words: ["proposal", "consent", number] }]);
    if (results[0].exit === 0) break;
    await new Promise((r) => setTimeout(r, 200));
  }
  await N.until(["proposal", "list"], (r) => !r.proposals.some((p) => p.number === Number(number)));
}

test("before anything is agreed the map says what is missing, and shows a line of one's own", async () => {
  await goto(A, "/map");
  await A.getByText("No line of contact has been agreed yet, so there is no map that counts.").waitFor();
  await A.getByLabel("A line of your own").setInputFiles(file("west.geojson", GEO));
  await A.getByText("This file holds places alone. Please say the rest:").waitFor();
  await A.getByLabel("Name of side A, on the left of the line").fill("Arvenia");
  await A.getByLabel("Name of side B, on the right of the line").fill("Borea");
  await A.getByLabel("Which territory counts").fill("All of it, as declared.");
  for (const group of ["How the zone ends at the first point", "How the zone ends at the last point"])
    await A.getByRole("group", { name: group }).getByRole("radio", { name: "Round" }).check();
  await A.getByLabel("A rule of a pull-back, if you have one").setInputFiles(file("ten.rule", rule(10000, "wgs84")));
  await A.getByRole("application", { name: "Map of your own sketch" }).waitFor();
  await A.getByRole("region", { name: "What the signs mean" }).getByText("Withdrawal line of Arvenia for forces: 10 km").waitFor();
  await goto(B, "/map"); // and nobody else sees it
  await B.getByText("No line of contact has been agreed yet, so there is no map that counts.").waitFor();
  assert.equal(await B.getByRole("application").count(), 0);
});

test("sides, line and rule are proposed on one page, read and consented to on the other", async () => {
  await goto(A, "/propose/sides");
  await A.getByRole("group", { name: "Who speaks for side A?" }).getByRole("checkbox", { name: /Seat A/ }).check();
  await A.getByRole("group", { name: "Who speaks for side B?" }).getByRole("checkbox", { name: /Seat B/ }).check();
  await A.getByRole("group", { name: "Who is the joint commission?" }).getByRole("checkbox", { name: /Seat N/ }).check();
  await A.getByLabel("Which map counts?").fill("The sheet of 1991");
  await consented();
  await goto(A, "/propose/line");
  await A.getByLabel("The file of the line").setInputFiles(file("line.geojson", GEO));
  await A.getByLabel("Name of side A, on the left of the line").fill("Arvenia");
  await A.getByLabel("Name of side B, on the right of the line").fill("Borea");
  await A.getByLabel("Which territory counts").fill("All of it, as declared.");
  for (const group of ["How the zone ends at the first point", "How the zone ends at the last point"])
    await A.getByRole("group", { name: group }).getByRole("radio", { name: "Round" }).check();
  await consented(async () => {
    await B.getByText("All of it, as declared.").first().waitFor();
    await B.getByRole("application", { name: "Map of the proposed line" }).waitFor();
  });
  await goto(A, "/propose/rule");
  await A.getByLabel("The file of the rule").setInputFiles(file("ten.rule", rule(10000, "wgs84")));
  await A.getByText("All forces 10000 m back").waitFor();
  await consented(async () => {
    await B.getByRole("table", { name: "How far weapons go back" }).waitFor();
    await B.getByRole("table", { name: "What each side gives up" }).waitFor();
  });
  await goto(A, "/propose/zones");
  await A.getByRole("table", { name: "What each side gives up" }).waitFor();
  await consented();
  await goto(B, "/map");
  await B.getByRole("button", { name: "The whole map" }).click();
  await B.getByText(/^Middle of the map: 49\.\d+ degrees north, 36\.\d+ degrees east/).waitFor();
  if (process.env.T2_PICTURES) await B.screenshot({ path: `${process.env.T2_PICTURES}/line-earth.png` });
});

test("criteria are filled in, read back, and in force on the other page", async () => {
  await goto(A, "/propose/criteria");
  await A.getByLabel("First day that counts").fill(ago(5));
  await A.getByLabel("Quiet days in a row that open the talks").fill("3");
  await A.getByLabel("Days looked back on, whether it holds").fill("3");
  await A.getByLabel("Of these may stay uncounted or watched too little").fill("0");
  await A.getByRole("heading", { name: "Please read it again" }).waitFor();
  await consented(async () => void (await B.getByText("what one verified report says").waitFor()));
  await goto(B, "/hold");
  await B.getByText("Whether the cease-fire holds cannot be determined.").waitFor();
});

test("an incident: protest on one page, answer on the other", async () => {
  const key = (name) => `${line.observer("line", "report", "key", line.file(`${name}.key`)).public}\n`;
  const { mission } = (await line.desks.N.do(["line", "report", "mission"])).result;
  await line.place.write("mission", `${mission}\n`);
  for (const name of ["one", "two"]) {
    await goto(A, "/observers/admit");
    await A.getByLabel("A short name for the observer").fill(name);
    await A.getByLabel("Or the line itself").fill(key(name).trim());
    await consented();
    line.write(name, "--kind", "impact", "--at", `${ago(3)}T10:00`, "--place", "49.15,36.05,50", "--means", "seen", "--verified");
    await line.desks.N.do(["line", "report", "file", "@r"], { files: { "@r": { base64: (await line.reports(name)).toString("base64") } } });
  }
  await goto(A, "/incidents");
  await A.getByRole("link", { name: /^explosion, / }).click();
  await A.getByRole("link", { name: "Open an incident" }).click();
  await A.getByRole("button", { name: "Open an incident" }).click();
  await A.getByText("It is on the record of the incident.").waitFor();
  await A.getByRole("main").getByRole("link", { name: "Back" }).first().click();
  await A.getByRole("link", { name: "Protest" }).click();
  await A.getByLabel("In your words").fill("A shell fell beside the road.");
  await A.getByRole("button", { name: "Protest" }).click();
  await A.getByText("It is on the record of the incident.").waitFor();
  await goto(B, "/incidents");
  await B.getByRole("link", { name: /^explosion, / }).click();
  await B.getByText("A shell fell beside the road.").waitFor();
  await B.getByRole("link", { name: "Answer the protest" }).click();
  await B.getByLabel("In your words").fill("It was not ours.");
  await B.getByRole("button", { name: "Answer the protest" }).click();
  await B.getByText("It is on the record of the incident.").waitFor();
  await goto(A, "/incidents");
  await A.getByRole("link", { name: /^explosion, / }).click();
  await A.getByText("It was not ours.").waitFor();
  for (const page of [A, B]) {
    assert.deepEqual(page.seen.elsewhere, []);
    assert.deepEqual(page.seen.errors, []);
  }
});
