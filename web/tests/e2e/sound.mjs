// Four desks of the example table with their pages, and what a person does on the soundings' pages.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { accessibility, show, holds } from "../browser.mjs";
import { Place, seated } from "../desks.mjs";

export const example = JSON.parse(await readFile(new URL("../../../examples/example_table.json", import.meta.url)));
export const SEATS = ["A", "B", "C", "N"];

/** Soundings follow each other without the days of waiting between them. */
export const quickTable = { ...example, settings: { spacing_slots: 0, runs_per_issue: 50 } };

/** dated: the time at which all machines begin, the programs' and the browsers'; desks.mjs. */
export async function pages(table = quickTable, { dated, ...more } = {}) {
  const place = await Place.make({ dated });
  const desks = await seated(place, table);
  const all = {};
  for (const id of SEATS) {
    all[id] = await show(desks[id], { at: dated, ...more });
    all[id].setDefaultTimeout(25_000);
  }
  return { place, all };
}

export const goto = async (page, hash) => {
  await page.locator("main h1").waitFor();
  await page.evaluate((h) => {
    location.hash = h;
    return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  }, hash);
};

export const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
/** The same, and the heading has the focus: from here the keyboard goes on. */
export const landed = async (page, name) => {
  await heading(page, name);
  await holds(page, () => document.activeElement?.tagName === "H1");
};
export const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
export const follow = (page, name) => page.getByRole("link", { name, exact: true }).first().click();

/** Asks through the form; `fill` fills in what is special. Returns the sounding's number. */
export async function ask(page, question, issues, fill = async () => {}) {
  await goto(page, "#/soundings");
  await follow(page, "Ask something");
  await heading(page, "What do you want to know?");
  await follow(page, question);
  await heading(page, question);
  await fill(page);
  if (issues === "all") await press(page, "All issues");
  else for (const title of issues) await page.getByRole("checkbox", { name: title }).check();
  await press(page, "Go on");
  await heading(page, "Ask this?");
  await press(page, "Ask it");
  await heading(page, question);
  await page.waitForURL(/#\/soundings\/\d+$/);
  return Number(/(\d+)$/.exec(page.url())[1]);
}

/** Until the other desk has it. */
export async function arrives(page, n, text) {
  await goto(page, `#/soundings/${n}`);
  await page.getByText(text).first().waitFor();
}

/** The preferences of a seat from a file, and on to the page of what they accept. */
export async function enterFile(page, n, preferences) {
  await goto(page, `#/soundings/${n}/enter`);
  await heading(page, "What I could live with");
  const input = page.getByLabel("A file with your preferences");
  if (!(await input.isVisible())) await page.getByText("I have it in a file").click();
  await input.setInputFiles({
    name: "preferences.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(preferences)) });
  await press(page, "Take it from the file");
}

export async function enterWord(page, n, word) {
  await goto(page, `#/soundings/${n}/enter`);
  await page.getByRole("radio", { name: word, exact: true }).check();
  await press(page, "Enter it");
  await heading(page, "Seal it");
}

export async function seal(page, n) {
  await goto(page, `#/soundings/${n}/seal`);
  await heading(page, "Seal it");
  await press(page, "Seal it");
  await page.waitForURL(new RegExp(`#/soundings/${n}$`), { timeout: 50_000 }); // the last one's comes with the answer
}

/** At the table, by the form. */
export async function says(page, words) {
  await goto(page, "#/table/said");
  await page.getByLabel("Your words").fill(words);
  await press(page, "Read it once more, then send");
  await press(page, "Say it");
}

/** What the page of a sounding says, without what is the shell's. */
export const told = (page) => page.locator("main .stand").innerText();

export async function answer(page, n, sentence) {
  await goto(page, `#/soundings/${n}`);
  await page.locator("main").getByText(sentence).first().waitFor({ timeout: 50_000 }).catch(async () => {
    throw new Error(`not answered: ${sentence}\n${await page.locator("main").innerText()}`);
  });
}

/** What the second key opened, as the page has it. */
export async function card(page, n) {
  await goto(page, `#/soundings/${n}`);
  const found = page.getByRole("region", { name: "The package that was found" });
  await found.waitFor({ timeout: 50_000 }).catch(async () => {
    throw new Error(`no package on ${page.url()}\n${await page.locator("main").innerText()}`);
  });
  return found.innerText();
}

/** No request left the machine, nothing went wrong, and nothing of it lies in the browser or the address. */
export async function clean(all, secrets = []) {
  for (const page of Object.values(all)) {
    assert.deepEqual(page.seen.elsewhere, []);
    assert.deepEqual(page.seen.errors, []);
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage, "tracktwo-key": "", cookie: document.cookie, url: location.href }));
    for (const secret of ["cannot", "could live with", "welcome", ...secrets]) assert.ok(!kept.includes(secret), `${secret} is kept`);
  }
}

export { accessibility };

/** A table with soundings of every kind and in every state, asked and entered by the program's own words. */
export async function furnished() {
  const place = await Place.make();
  const desks = await seated(place, quickTable);
  const file = (o) => ({ files: { "@e": JSON.stringify(o) } });
  const settle = (n, wanted) =>
    Promise.all(SEATS.map((id) => desks[id].until(["sound", "status"], (r) => r.soundings[n - 1] !== undefined && wanted(r.soundings[n - 1]), 50)));
  const sounded = async (n) => {
    for (const id of SEATS) await desks[id].do(["sound", "seal", "--sounding", String(n), "--only-seal"]);
    await settle(n, (s) => s.status === "answered");
  };
  await desks.A.do(["sound", "open", "all"]); // 1: room
  await settle(1, () => true);
  for (const id of SEATS) await desks[id].do(["sound", "enter", "@e"], file(example.profiles[id]));
  await sounded(1);
  await desks.B.do(["sound", "key", "--of", "1"]); // 2: the one package
  await settle(2, () => true);
  for (const id of ["A", "C", "N"]) await desks[id].do(["sound", "key", "--of", "1"]);
  await sounded(2);
  await desks.A.do(["sound", "yes", "Shall we meet again in December?", "observers"]); // 3: not all
  await settle(3, () => true);
  for (const id of SEATS) await desks[id].do(["sound", "enter", id === "C" ? "--no" : "--yes", "--sounding", "3"]);
  await sounded(3);
  await desks.A.do(["sound", "range", "How wide should the zone be?", "zone", "--from", "0", "--to", "40", "--unit", "km"]); // 4
  await desks.A.do(["sound", "exchange", "territory", "prisoners", "--seats", "A,B"]); // 5
  await desks.B.do(["sound", "days", "talks", "line", "--first", "2099-12-01T10:00"]);
  await desks.A.do(["sound", "open", "sanctions", "guarantees", "--day", "2099-12-01T10:00"]); // 6
  await settle(6, () => true);
  await desks.A.do(["sound", "enter", "@e", "--sounding", "4"], file({ range: [5, 20] }));
  return { place, desks };
}

const shots = process.env.T2_SHOTS;

const VIEWS = ["", "/ask", "/ask/room", "/ask/range", "/ask/near", "/days", "/days/1", "/days/propose", "/1", "/2", "/2/place", "/2/place/1", "/2/place/only-if",
  "/1/key", "/ask/better/2", "/3", "/4", "/4/enter", "/4/seal", "/4/stop", "/5/enter", "/6", "/6/enter", "/6/enter/1", "/99", "/reopen/zone"];

/** Each view: what axe-core finds against WCAG 2.2 (nothing), and no wider than the window. */
export async function looked(page, name, views = VIEWS) {
  for (const view of views) {
    await goto(page, `#/soundings${view}`);
    await page.locator("main h1").waitFor();
    await page.evaluate(() => document.querySelectorAll("main details").forEach((d) => (d.open = true)));
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}${view.replaceAll("/", "-")}.png`), fullPage: true });
    assert.deepEqual(await accessibility(page), [], `${name} ${view}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 1, `${name} ${view} is ${wide} px too wide`);
  }
  await clean({ page });
}
