// T11 on the program itself: the page answers only its own browser session. What decides is tested byte by byte in
// tests/adversarial/page_session.c; here real requests meet the real server.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmod, mkdir, readFile, readdir, stat, writeFile } from "node:fs/promises";
import net from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Desk, Place, ask, passphrase, programs } from "./desks.mjs";

const table = JSON.parse(await readFile(new URL("../../examples/example_table.json", import.meta.url)));
let place, desk;

before(async () => {
  place = await Place.make();
  desk = await place.desk("A");
  await desk.do(["table", "open", "@t", "--seat", "A", "--relay", place.address],
    { files: { "@t": JSON.stringify(table) }, passphrase });
});
after(() => place.end());

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const words = [{ words: ["table", "show"] }];
const status = async (headers, body = JSON.stringify({ calls: words })) =>
  (await ask(desk.port, { method: "POST", path: "/do", body, headers: { "Content-Length": Buffer.byteLength(body), ...headers } })).status;

test("its own session is answered, and the connection ends: with it the memory in which the request was read", async () => {
  const body = JSON.stringify({ calls: words });
  const headers = { ...desk.headers(), "Content-Length": Buffer.byteLength(body), Connection: "keep-alive" };
  const answer = await ask(desk.port, { method: "POST", path: "/do", body, headers });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.connection?.toLowerCase(), "close");
});

test("a page of another origin in the same browser gets nothing", async () => {
  // A form or a fetch of another site: the cookie may come along, the page key never.
  for (const wrong of [
    { Origin: "http://evil.example" }, { Origin: "null" }, { Origin: undefined }, { "X-Tracktwo": undefined },
    { "X-Tracktwo": "" }, { "X-Tracktwo": desk.key.slice(0, -1) }, { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" }, { Cookie: undefined }, { Cookie: `tracktwo-${desk.port}=${desk.key}` },
  ]) {
    const headers = Object.fromEntries(Object.entries({ ...desk.headers(), ...wrong }).filter(([, v]) => v !== undefined));
    assert.equal(await status(headers), 403, JSON.stringify(wrong));
  }
});

test("a form of another site cannot even begin: its types are refused", async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", ""])
    assert.equal(await status(desk.headers({ "Content-Type": type })), 415);
});

test("DNS rebinding: another name for this address is refused, whatever comes with it", async () => {
  for (const Host of [`evil.example:${desk.port}`, `localhost:${desk.port}`, "127.0.0.1", `127.0.0.1:${desk.port + 1}`, `[::1]:${desk.port}`]) {
    const origin = `http://${Host}`;
    assert.equal(await status(desk.headers({ Host, Origin: origin })), 403, Host);
    assert.equal((await ask(desk.port, { headers: { ...desk.headers(), Host } })).status, 403, Host);
  }
});

test("no answer lets another origin read it, and none is kept", async () => {
  for (const path of ["/", "/page.js", "/events-not", "/do"]) {
    const answer = await ask(desk.port, { path, headers: { ...desk.headers(), Origin: desk.origin } });
    assert.equal(answer.headers["access-control-allow-origin"], undefined);
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.match(answer.headers["content-security-policy"], /default-src 'none'/);
    assert.doesNotMatch(answer.headers["content-security-policy"], /unsafe|https?:/);
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.equal(answer.headers["referrer-policy"], "no-referrer");
  }
  assert.equal((await ask(desk.port, { method: "OPTIONS", path: "/do", headers: { ...desk.headers() } })).status, 405);
});

test("a second browser profile gets the closed page, in five languages and with nothing of the table", async () => {
  const answer = await ask(desk.port, {});
  assert.equal(answer.status, 403);
  const text = (await import("node:zlib")).gunzipSync(answer.body).toString();
  for (const lang of ["en", "uk", "ru", "fr", "ar"]) assert.match(text, new RegExp(`lang="${lang}"`));
  assert.ok(!text.includes(table.title.en ?? table.title));
});

test("a link works once, and a new one ends the session before", async () => {
  const place = await Place.make();
  try {
    const first = await place.desk("X");
    assert.equal((await ask(first.port, { path: new URL(first.link).pathname })).status, 403);
    const second = await Desk.start(join(place.folder, "X")); // a second start of the program: a new link of the first
    assert.equal(second.port, first.port);
    await second.enter();
    assert.equal((await second.calls([{ words: ["desk", "version"] }])).results[0].exit, 0);
    await assert.rejects(first.calls([{ words: ["desk", "version"] }]), /403/);
  } finally {
    await place.end();
  }
});

test("a request that has begun when a new link is used is not done after it", async () => {
  const body = JSON.stringify({ calls: [{ words: ["say", "from the session before"] }] });
  const head = Object.entries(desk.headers({ Host: `127.0.0.1:${desk.port}`, "Content-Length": body.length })).map(([k, v]) => `${k}: ${v}\r\n`);
  const slow = net.connect(desk.port, "127.0.0.1").on("error", () => {});
  let answer = "";
  const end = new Promise((done) => slow.on("data", (part) => (answer += part)).on("close", done));
  slow.write(`POST /do HTTP/1.1\r\n${head.join("")}\r\n${body.slice(0, 10)}`);
  await wait(300);
  await desk.enter(await desk.newLink());
  slow.write(body.slice(10));
  await Promise.race([end, wait(2000)]);
  slow.destroy();
  assert.doesNotMatch(answer, /^HTTP\/1.1 200/);
  assert.ok(!JSON.stringify((await desk.do(["log"])).result).includes("from the session before"));
});

test("a program that is slow keeps its page: a second start says so and takes nothing", async () => {
  const { child } = desk.run;
  child.kill("SIGSTOP");
  try {
    assert.equal(await desk.newLink(), undefined);
  } finally {
    child.kill("SIGCONT");
  }
  const link = await desk.newLink();
  assert.equal(Number(new URL(link).port), desk.port);
  await desk.enter(link);
});

test("of several starts at once one shows the page; what a killed program left is in nobody's way", async () => {
  const folder = join(place.folder, "K");
  const starts = await Promise.allSettled(Array.from({ length: 4 }, () => Desk.start(folder)));
  const there = starts.filter((s) => s.status === "fulfilled").map((s) => s.value);
  assert.equal(new Set(there.map((d) => d.port)).size, 1);
  await writeFile(join(folder, "open.html"), "left by a program that was killed");
  for (const d of there) d.run.child.kill("SIGKILL");
  await wait(200);
  assert.ok((await readdir(folder)).includes("page.socket"));
  const again = await Desk.start(folder);
  assert.ok(!(await readdir(folder)).includes("open.html"));
  await again.enter();
  await again.stop();
});

test("a browser that is started and goes on does not keep the page waiting, and the link is in no list of programs", async () => {
  const bin = join(place.folder, "bin"), seen = join(place.folder, "seen.html"), folder = join(place.folder, "browser");
  await mkdir(bin);
  await writeFile(join(bin, "xdg-open"), `#!/bin/sh\ncp "$1" ${seen}\nexec sleep 60\n`);
  await chmod(join(bin, "xdg-open"), 0o755);
  const begun = Date.now();
  const child = spawn(join(programs, "tracktwo"), ["--profile", folder, "--json", "desk"],
    { env: { ...process.env, PATH: `${bin}:${process.env.PATH}` }, stdio: ["ignore", "pipe", "pipe"] });
  try {
    const line = JSON.parse(await new Promise((done) => child.stdout.once("data", (part) => done(part.toString()))));
    assert.equal(line.opened, true);
    assert.ok(Date.now() - begun < 30_000);
    const link = /url=([^"]+)/.exec(await readFile(seen, "utf8"))[1];
    assert.equal((await stat(join(folder, "open.html"))).mode & 0o077, 0);
    assert.ok(!spawnSync("ps", ["-eo", "args"]).stdout.toString().includes(link));
    const d = new Desk(folder, { child }, link);
    await d.enter();
    await d.do(["desk", "version"]);
    assert.ok(!(await readdir(folder)).includes("open.html"));
  } finally {
    child.kill("SIGTERM");
  }
});

test("a passphrase is nowhere in the program's memory once the desk is open", async (t) => {
  if (process.env.T2_SANITIZED) return t.skip("a sanitizer keeps what is freed");
  if (process.getuid() !== 0) return t.skip("only root can read a program's memory");
  const long = "one long sentence that nobody has ever said of a passphrase before, to be looked for: zq3xj7wv";
  const d = await place.desk("memory");
  await d.do(["table", "open", "@t", "--seat", "A", "--relay", place.address], { files: { "@t": JSON.stringify(table) }, passphrase: long });
  await d.do(["desk", "lock"]);
  await d.do(["desk", "unlock"], { passphrase: long });
  const { open } = await import("node:fs/promises");
  const memory = await open(`/proc/${d.run.child.pid}/mem`);
  const found = { "zq3xj7wv": 0, [d.key]: 0 };
  for (const [, from, to] of (await readFile(`/proc/${d.run.child.pid}/maps`, "utf8")).matchAll(/^([0-9a-f]+)-([0-9a-f]+) r/gm)) {
    const begin = parseInt(from, 16), length = parseInt(to, 16) - begin;
    const part = Buffer.alloc(Math.min(length, 1 << 26));
    if (!(await memory.read(part, 0, part.length, begin).then((r) => r.bytesRead, () => 0))) continue;
    for (const what of Object.keys(found)) if (part.includes(what)) found[what]++;
  }
  await memory.close();
  assert.ok(found[d.key] > 0); // the search finds what is there
  assert.equal(found["zq3xj7wv"], 0);
});

test("to look at the version changes nothing, so it does not keep another window from deciding", async () => {
  const { version } = await desk.calls([{ words: ["desk", "version"] }]);
  assert.equal((await desk.calls([{ words: ["desk", "version"] }, { words: ["desk", "tables"] }])).version, version);
});

test("another user of the machine gets no link and no answer", async (t) => {
  const folder = join(place.folder, "A");
  assert.equal((await stat(folder)).mode & 0o077, 0);
  if (process.getuid() !== 0) return t.skip("only root can be another user");
  const other = (script) => spawnSync(process.execPath, ["-e", script], { uid: 65534, gid: 65534, cwd: "/" });
  const socket = other(`require("net").connect(${JSON.stringify(join(folder, "page.socket"))})
    .on("connect", () => process.exit(0)).on("error", () => process.exit(7))`);
  assert.equal(socket.status, 7);
  const http = other(`require("http").get({host: "127.0.0.1", port: ${desk.port}}, (a) => process.exit(a.statusCode === 403 ? 7 : 0))`);
  assert.equal(http.status, 7);
});

test("the server listens on the loopback address alone", async () => {
  const addresses = Object.values((await import("node:os")).networkInterfaces()).flat().filter((a) => !a.internal && a.family === "IPv4");
  for (const { address } of addresses) {
    const reached = await new Promise((done) => net.connect({ host: address, port: desk.port })
      .on("connect", () => done(true)).on("error", () => done(false)));
    assert.equal(reached, false, address);
  }
});

test("what is no request, or too much of one, harms nobody", async () => {
  const send = (bytes) => new Promise((done) => {
    const s = net.connect(desk.port, "127.0.0.1", () => s.end(bytes));
    s.on("data", () => {}).on("close", done).on("error", done);
    setTimeout(() => s.destroy(), 2000);
  });
  const good = Object.entries(desk.headers({ Host: `127.0.0.1:${desk.port}` })).map(([k, v]) => `${k}: ${v}\r\n`).join("");
  await Promise.all([
    send("\0\0\0\0"), send("GET"), send("GET / HTTP/9.9\r\n\r\n"), send(`POST /do HTTP/1.1\r\n${good}Content-Length: -1\r\n\r\n`),
    send(`POST /do HTTP/1.1\r\n${good}Content-Length: 99999999999\r\n\r\n`), send("GET / HTTP/1.1\r\n" + "a: b\r\n".repeat(30000)),
    send(`POST /do HTTP/1.1\r\n${good}Content-Length: 10\r\n\r\n{"calls"`), send("GET /" + "x".repeat(200000) + " HTTP/1.1\r\n\r\n"),
  ]);
  for (const body of ["", "{", "[]", "null", '{"calls": 3}', '{"calls": [3, {}, {"words": []}]}', '{"calls": [{"words": [1, 2]}]}',
    '{"calls": [{"words": ["table", "show"], "files": 3, "passphrase": {}}], "lang": 5, "seen": "x"}', '{"a":'.repeat(5000)])
    assert.equal(await status(desk.headers(), body), 200);
  // Much that is small, as one value each, is no request; the same within a text is.
  const resident = async () => Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${desk.run.child.pid}/status`, "utf8"))[1]) / 1024;
  const before = await resident();
  assert.equal(await status(desk.headers(), `{"calls": [${"[],{},".repeat(300_000)}[]]}`), 200);
  assert.ok((await resident()) < before + 60, `${before} MiB, then ${await resident()}`);
  const lines = { words: ["line", "check", "@f"], files: { "@f": '"\\' + "[],".repeat(200_000) } };
  assert.equal((await desk.calls([lines])).results.length, 1);
  const idle = Array.from({ length: 200 }, () => net.connect(desk.port, "127.0.0.1").on("error", () => {}));
  assert.equal(await status(desk.headers()), 200);
  idle.forEach((s) => s.destroy());
});

test("no word of the page reaches a file of the disk", async () => {
  const outside = join(place.folder, "outside");
  for (const call of [
    ["dossier", outside], ["seat", "invite", "B", "--out", outside], ["paper", "attachment", "1", "1", "--out", outside],
    ["issue", "add", "/etc/passwd"], ["line", "check", "/etc/hostname", "--out", outside], ["line", "report", "key", outside],
    ["readout", "key", outside], ["seat", "join", "/etc/passwd"], ["line", "report", "list", "/etc/passwd"],
    ["sound", "enter", "/etc/passwd"], ["line", "map", outside + ".svg"], ["line", "map", outside + ".gpkg"],
    ["line", "report", "import", "/etc/passwd", "--into", outside], ["seat", "new-device", outside],
  ]) {
    const { results } = await desk.calls([{ words: call, passphrase }]);
    assert.notEqual(results[0].exit, 0, call.join(" "));
    assert.doesNotMatch(JSON.stringify(results), /root:|nologin/);
  }
  await assert.rejects(stat(outside));
  // Another desk is named as the page lists it, and nothing is said of any other folder, also not whether it is there.
  const shuttle = async (to) => JSON.stringify((await desk.calls([{ words: ["shuttle", "words", "x", "--to", to], passphrase }])).results[0].result.error);
  assert.equal(new Set(await Promise.all(["/etc", "/nowhere", "..", join(place.folder, "K"), "a/b"].map(shuttle))).size, 1);
  for (const name of ["..", "../A", "/etc", ".hidden", "a/b"])
    assert.notEqual((await desk.calls([{ words: ["desk", "choose", name] }])).results[0].exit, 0);
  for (const call of [["relay", "--state", outside], ["demo"], ["help"], ["table", "list"], ["desk"], ["desk", "--port", "4000"]])
    assert.notEqual((await desk.calls([{ words: call }])).results[0].exit, 0);
});

test("a locked desk answers nothing of the table", async () => {
  await desk.do(["desk", "lock"]);
  for (const call of [["table", "show"], ["log"], ["search", "a"], ["seat", "list"], ["paper", "list"], ["say", "x"]]) {
    const { results } = await desk.calls([{ words: call }]);
    assert.equal(results[0].exit, 5);
    assert.ok(!JSON.stringify(results).includes("Round table"));
  }
  const wrong = await desk.calls([{ words: ["desk", "unlock"], passphrase: "not this one" }]);
  assert.equal(wrong.results[0].exit, 5);
  await desk.do(["desk", "unlock"], { passphrase });
  assert.equal((await desk.do(["table", "show"])).result.open, true);
});
