// T11 on the program itself: the page answers only its own browser session. What decides is tested byte by byte in
// tests/adversarial/page_session.c; here real requests meet the real server.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import net from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Desk, Place, ask, passphrase } from "./desks.mjs";

const table = JSON.parse(await readFile(new URL("../../examples/example_table.json", import.meta.url)));
let place, desk;

before(async () => {
  place = await Place.make();
  desk = await place.desk("A");
  await desk.do(["table", "open", "@t", "--seat", "A", "--relay", place.address],
    { files: { "@t": JSON.stringify(table) }, passphrase });
});
after(() => place.end());

const words = [{ words: ["table", "show"] }];
const status = async (headers, body = JSON.stringify({ calls: words })) =>
  (await ask(desk.port, { method: "POST", path: "/do", body, headers: { "Content-Length": Buffer.byteLength(body), ...headers } })).status;

test("its own session is answered", async () => {
  assert.equal(await status(desk.headers()), 200);
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
