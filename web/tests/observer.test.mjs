// An observer's key and reports on a desk that its page holds: what the program keeps, refuses and gives out; the files of the
// disk, the memory, and what is there after a disk that was full.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, open, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Place, passphrase, programs, seated } from "./desks.mjs";

const example = JSON.parse(await readFile(new URL("../../examples/example_table.json", import.meta.url)));
const PASS = "one long sentence for a report key, to be looked for: wk8rq2zt";
const REMARK = "By the third mill behind the poplars";
let place, desk;

before(async () => {
  place = await Place.make();
  desk = (await seated(place, { ...example, seats: example.seats.filter((s) => ["A", "B"].includes(s.id)), issues: [] })).A;
});
after(() => place.end());

const SEEN = ["--kind", "impact", "--at", "2025-02-20T10:03", "--place", "47.1,37.8,10", "--means", "seen", "--remark", REMARK];
/** The first answer of a call that may fail. */
const call = async (words, more = {}) => (await desk.calls([{ words, ...more }])).results[0];
const own = async () => (await desk.do(["line", "report", "own"])).result;

test("a key is made, and its file is given to nobody", async () => {
  assert.equal((await own()).public, null);
  const none = await call(["line", "report", "write", ...SEEN], { passphrase: PASS });
  assert.equal(none.exit, 1);
  assert.match(none.result.error, /no report key/);
  assert.equal((await call(["line", "report", "key"])).exit, 2); // no passphrase
  assert.equal((await own()).public, null);
  const made = await desk.do(["line", "report", "key"], { passphrase: PASS });
  assert.match(made.result.public, /^tracktwo-observer-1:[0-9a-f]{72}$/);
  assert.deepEqual(made.files, {});
  assert.equal((await call(["line", "report", "key"], { passphrase: PASS })).exit, 1);
  assert.equal((await own()).public, made.result.public);
});

test("no word names a file of the disk", async () => {
  const key = join(place.folder, "stolen.key");
  assert.equal((await call(["line", "report", "key", key], { passphrase: PASS })).exit, 3);
  assert.notEqual((await call(["line", "report", "export", "--out", key])).exit, 0);
  assert.notEqual((await call(["line", "report", "write", key, "--key", key, "--mission", key, ...SEEN], { passphrase: PASS })).exit, 0);
  await assert.rejects(readFile(key));
  await writeFile(join(place.folder, "passphrase"), `${PASS}\n`, { mode: 0o600 });
  const run = spawnSync(join(programs, "tracktwo"), ["--profile", join(place.folder, "none"), "--passphrase-file", join(place.folder, "passphrase"), "--quick-lock", "line", "report", "key", key]);
  assert.equal(run.status, 0, String(run.stderr));
  const taken = await call(["line", "report", "key", "--take", key], { passphrase: PASS });
  assert.equal(taken.exit, 1); // there is a key; and the file is not one of the call
  assert.equal((await call(["line", "report", "list", key])).exit, 5);
});

test("to look is no act; a wrong passphrase signs nothing; the right one does", async () => {
  const { version } = await desk.calls([{ words: ["desk", "version"] }]);
  const looked = await desk.calls([{ words: ["line", "report", "check", ...SEEN] }, { words: ["line", "report", "own"] }]);
  assert.equal(looked.version, version);
  assert.equal(looked.results[0].result.report.number, 1);
  assert.equal(looked.results[0].result.report.remark, REMARK);
  const heard = SEEN.with === undefined ? SEEN.map((w) => (w === "seen" ? "heard" : w)) : SEEN.with(7, "heard");
  const refused = await call(["line", "report", "check", ...heard, "--side", "A"]);
  assert.equal(refused.exit, 1);
  assert.match(refused.result.error, /Nobody is named from sound/);
  const wrong = await call(["line", "report", "write", ...SEEN], { passphrase: "another" });
  assert.equal(wrong.exit, 5);
  assert.match(wrong.result.error, /not the one of this key\. Nothing was written\./);
  assert.equal((await own()).n, 0);
  assert.equal((await desk.do(["line", "report", "write", ...SEEN], { passphrase: PASS })).result.number, 1);
  const { n, waiting, admitted } = await own();
  assert.deepEqual([n, waiting, admitted], [1, 1, false]);
});

test("a full disk: nothing was signed, and the next report has its number", async () => {
  const blocked = join(desk.folder, "desk.sealed.tmp"); // where the sealed file is written anew
  await mkdir(join(blocked, "x"), { recursive: true });
  const full = await call(["line", "report", "write", ...SEEN], { passphrase: PASS });
  assert.equal(full.exit, 3);
  assert.match(full.result.error, /could not be kept on this desk\. The reports before it are all there\./);
  assert.equal((await own()).n, 1);
  await rm(blocked, { recursive: true });
  assert.equal((await desk.do(["line", "report", "write", ...SEEN], { passphrase: PASS })).result.number, 2);
  const out = Object.values((await desk.do(["line", "report", "export", "--out", "@r"])).files)[0];
  const { result } = await desk.do(["line", "report", "list", "@r"], { files: { "@r": out } });
  assert.deepEqual(result.reports.map((r) => [r.number, r.marks.length]), [[1, 0], [2, 0]]);
});

test("while the page holds the desk another program signs nothing there", async () => {
  await place.write("desk-passphrase", `${passphrase}\n`);
  const run = spawnSync(join(programs, "tracktwo"), ["--profile", desk.folder, "--passphrase-file", join(place.folder, "desk-passphrase"), "--json", "line", "report", "write", ...SEEN], { encoding: "utf8" });
  assert.notEqual(run.status, 0);
  assert.match(run.stdout, /open in another window/);
  assert.equal((await own()).n, 2);
});

test("not admitted: the table takes nothing in, and the report stays", async () => {
  const entered = await call(["line", "report", "file"]);
  assert.equal(entered.exit, 1);
  assert.deepEqual([entered.result.entered, entered.result.refused], [0, 2]);
  assert.match(entered.notes.join(" "), /key is not admitted/);
  assert.equal((await own()).waiting, 2);
});

test("locked: nothing of it is answered; unlocked, it is there", async () => {
  const before = await own();
  await desk.do(["desk", "lock"]);
  for (const words of [["own"], ["list"], ["check", ...SEEN], ["write", ...SEEN], ["export", "--out", "@r"], ["key"]])
    assert.equal((await call(["line", "report", ...words], { passphrase: PASS })).exit, 5, words[0]);
  await desk.do(["desk", "unlock"], { passphrase });
  assert.deepEqual(await own(), before);
});

test("nothing of it lies in clear in the folder, nor the passphrase in the memory", async (t) => {
  const wanted = ["tracktwo reports 1", "tracktwo observer 1", REMARK, "wk8rq2zt"];
  for (const name of await readdir(desk.folder)) {
    const bytes = await readFile(join(desk.folder, name)).catch(() => Buffer.alloc(0));
    for (const what of wanted) assert.equal(bytes.includes(what), false, `${name}: ${what}`);
  }
  assert.deepEqual((await readdir(desk.folder)).filter((n) => /report|observer|key/.test(n)), []);
  if (process.env.T2_SANITIZED) return t.skip("a sanitizer keeps what is freed");
  if (process.getuid() !== 0) return t.skip("only root can read a program's memory");
  const pid = desk.run.child.pid;
  const memory = await open(`/proc/${pid}/mem`);
  const found = { wk8rq2zt: 0, [REMARK]: 0 };
  for (const [, from, to] of (await readFile(`/proc/${pid}/maps`, "utf8")).matchAll(/^([0-9a-f]+)-([0-9a-f]+) r/gm)) {
    const begin = parseInt(from, 16);
    const part = Buffer.alloc(Math.min(parseInt(to, 16) - begin, 1 << 26));
    if (!(await memory.read(part, 0, part.length, begin).then((r) => r.bytesRead, () => 0))) continue;
    for (const what of Object.keys(found)) if (part.includes(what)) found[what]++;
  }
  await memory.close();
  assert.ok(found[REMARK] > 0); // the search finds what is there
  assert.equal(found.wk8rq2zt, 0);
});
