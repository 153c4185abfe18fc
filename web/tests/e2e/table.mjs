// What the tests of the Table place share: four desks at the example table, their pages, and a person's ways through them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { closeBrowser, show } from "../browser.mjs";
import { Place, seated } from "../desks.mjs";

export const SEATS = ["A", "B", "C", "N"];

/** prepare: with the desks, before their pages are open. */
export async function fourPages(prepare = async () => {}, options = {}) {
  const table = JSON.parse(await readFile(new URL("../../../examples/example_table.json", import.meta.url)));
  const place = await Place.make();
  const pages = {};
  try {
    const desks = await seated(place, table);
    await prepare(desks, place);
    for (const id of SEATS) {
      pages[id] = await show(desks[id], options);
      pages[id].setDefaultTimeout(15_000);
      await heading(pages[id], "Table");
    }
    return { place, desks, pages };
  } catch (error) {
    await closeBrowser();
    await place.end();
    throw error;
  }
}

export async function end({ place }) {
  await closeBrowser();
  await place.end();
}

export async function heading(page, name) {
  try {
    await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  } catch {
    throw new Error(`not come to: ${name}\n${await page.getByRole("main").innerText()}`);
  }
}

/** Through the page by the names of its links, from the first page of the place. */
export async function way(page, ...names) {
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Table" }).click();
  await heading(page, "Table");
  for (const name of names) await page.getByRole("main").getByRole("link", { name, exact: true }).first().click();
}

const button = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });
export async function press(page, name) {
  try {
    await button(page, name).click();
  } catch {
    throw new Error(`not pressed: ${name}\n${await page.getByRole("main").innerText()}`);
  }
}

/** The last button of a read-back. When something came between, reads again and presses again, as its page asks. */
export async function confirm(page, name) {
  for (let tries = 0; tries < 5; tries++) {
    await press(page, name);
    const refused = page.getByRole("alert").getByText("Look at it as it is now, and decide again.");
    await Promise.race([button(page, name).waitFor({ state: "detached" }), refused.waitFor()]).catch(() => {});
    if (!(await refused.isVisible())) return;
    await press(page, "I have read it again");
  }
}

/** A text in sight on this page, awaited. */
export async function sees(page, text, within = page.getByRole("main")) {
  try {
    await within.getByText(text).first().waitFor();
  } catch {
    throw new Error(`not seen: ${text}\n${await within.innerText()}`);
  }
}

export async function allSee(pages, text, where = (p) => p.getByRole("main")) {
  await Promise.all(Object.values(pages).map((p) => sees(p, text, where(p))));
}

export const roster = (page) => page.getByRole("complementary", { name: "Who is here" });

export function nothingElse(pages) {
  for (const [id, page] of Object.entries(pages)) {
    assert.deepEqual(page.seen.elsewhere, [], id);
    assert.deepEqual(page.seen.errors, [], id);
  }
}
