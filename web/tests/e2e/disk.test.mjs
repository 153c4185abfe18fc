// Lock the desk and find nothing: neither in the page, nor in what the browser keeps, nor in the desk's folder.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { closeBrowser, show } from "../browser.mjs";
import { Place, passphrase, seated } from "../desks.mjs";

const ISSUE = "quorvexterritory"; // an id is a word of the table, too
const table = JSON.parse((await readFile(new URL("../../../examples/example_table.json", import.meta.url), "utf8"))
  .replaceAll('"territory"', JSON.stringify(ISSUE)));
const SAID = "Zwei Schlüssel liegen unter der grauen Treppe";
const UNSENT = "Ein Satz, der nie gesagt wurde";
const PAPER = "Elements of a quiet corridor";
/** Words of the table, each of which would tell what it is about. */
const WORDS = [ISSUE, SAID, UNSENT, PAPER, table.title, table.seats[0].party, table.issues[0].title.en ?? table.issues[0].title, passphrase];
let place, desks, page, profile;

before(async () => {
  place = await Place.make();
  profile = join(place.folder, "profile");
  desks = await seated(place, table);
  page = await show(desks.A, { profile });
});
after(async () => {
  await closeBrowser();
  await place.end();
});

/** Every file under a folder, with what it holds; a browser that runs takes some away meanwhile. */
async function* files(folder) {
  const gone = (why) => {
    if (why.code !== "ENOENT") throw why;
    return [];
  };
  for (const e of await readdir(folder, { withFileTypes: true }).catch(gone)) {
    const path = join(folder, e.name);
    if (e.isDirectory()) yield* files(path);
    else if (e.isFile()) yield [path, Buffer.from(await readFile(path).catch(gone))];
  }
}

/** Where one of the words stands, in the forms in which programs keep texts. */
async function found(folder, words) {
  const out = [];
  const wanted = words.flatMap((w) => [
    ["utf8", Buffer.from(w, "utf8")], ["utf16le", Buffer.from(w, "utf16le")], ["latin1", Buffer.from(w, "latin1")],
    ["escaped", Buffer.from(encodeURIComponent(w))], ["json", Buffer.from(JSON.stringify(w).slice(1, -1).replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`))],
    ["base64", Buffer.from(Buffer.from(w).toString("base64").slice(0, -4))],
  ].map(([form, bytes]) => [w, form, bytes]));
  for await (const [path, bytes] of files(folder))
    for (const [word, form, pattern] of wanted) if (bytes.includes(pattern)) out.push(`${path}: ${word} (${form})`);
  return out;
}

test("the search finds what is there", async () => {
  await place.write("seen.bin", Buffer.concat([Buffer.from([0, 1]), Buffer.from(SAID, "utf16le")]));
  assert.equal((await found(place.folder, [SAID])).length, 1);
});

test("a table is read and written on, and addresses of its things are visited", async () => {
  await page.getByRole("heading", { name: "Table", exact: true }).waitFor();
  await desks.A.do(["say", SAID]).catch(() => {}); // this session is over: the page has it
  await desks.B.do(["say", SAID]);
  await desks.B.do(["paper", "circulate", PAPER, "en=@p"], { files: { "@p": SAID } });
  for (const name of ["Papers", "Text", "Soundings", "Line", "Table"]) {
    await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { name, exact: true, level: 1 }).waitFor();
    assert.equal(await page.title(), `${name} · Track Two`);
    // Every page that the place leads to.
    const links = await page.locator('main a[href^="#/"]').evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute("href")))]);
    for (const address of links.slice(0, 12)) {
      await page.evaluate((to) => void (location.hash = to), address);
      await page.getByRole("heading", { level: 1 }).waitFor();
    }
  }
  await page.evaluate(() => void (location.hash = "#/tables"));
  await page.getByLabel("A name for its folder").fill(UNSENT);
  await page.getByText(table.title).first().waitFor();
});

test("locked: the page, its storage and its cookies hold nothing of the table", async () => {
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await page.getByRole("heading", { name: "The desk is locked" }).waitFor();
  const kept = await page.evaluate(async () => ({
    document: document.documentElement.outerHTML, title: document.title, state: JSON.stringify(history.state), address: location.href,
    local: JSON.stringify({ ...localStorage }), session: JSON.stringify({ ...sessionStorage }), cookies: document.cookie,
    databases: JSON.stringify(await indexedDB.databases()), caches: JSON.stringify(await caches.keys()),
    workers: (await navigator.serviceWorker?.getRegistrations() ?? []).length, files: JSON.stringify(await (await navigator.storage.getDirectory()).keys().next()),
    fields: [...document.querySelectorAll("input, textarea")].map((f) => f.value).join(),
  }));
  assert.deepEqual([kept.databases, kept.caches, kept.workers, kept.cookies, kept.fields], ["[]", "[]", 0, "", ""]);
  assert.deepEqual(Object.keys(JSON.parse(kept.local)), ["tracktwo-language"]);
  assert.deepEqual(Object.keys(JSON.parse(kept.session)), ["tracktwo-key"]);
  for (const [where, text] of Object.entries(kept))
    for (const w of WORDS) for (const form of [w, encodeURIComponent(w)]) assert.ok(!String(text).includes(form), `${where}: ${w}`);
});

test("the desk's folder and the browser's profile hold none of it", async () => {
  assert.deepEqual(page.seen, { elsewhere: [], errors: [] });
  await page.context().close(); // the browser writes what it keeps
  assert.deepEqual(await found(join(place.folder, "A"), WORDS), []);
  assert.deepEqual(await found(profile, WORDS), []);
});
