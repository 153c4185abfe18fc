// What the tests of the Papers place share. Everything is found by role and name, as a screen reader does.
import { readFile } from "node:fs/promises";

export const table = JSON.parse(await readFile(new URL("../../../examples/example_table.json", import.meta.url)));

export const link = (p, name) => p.getByRole("link", { name, exact: true });
export const button = (p, name) => p.getByRole("button", { name, exact: true });
export const heading = (p, name) => p.getByRole("heading", { name, exact: true });
export const file = (name, content) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });

/** From wherever one is to the place, and on by the links of these names. */
export async function walk(p, ...names) {
  await p.getByRole("navigation").getByRole("link", { name: "Papers", exact: true }).click();
  await heading(p, "Papers").waitFor();
  for (const name of names) {
    await link(p, name).click();
    await heading(p, name).waitFor();
  }
}

/** What the browser saves when this is done. */
export async function saved(p, act) {
  const [download] = await Promise.all([p.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}
