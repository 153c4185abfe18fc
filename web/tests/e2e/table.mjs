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

export const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();

/** Through the page by the names of its links, from the first page of the place. */
export async function way(page, ...names) {
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Table" }).click();
  await heading(page, "Table");
  for (const name of names) await page.getByRole("main").getByRole("link", { name, exact: true }).first().click();
}

export const press = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true }).click();

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
