// T11: the program has ended and its window is still open. What takes its port, and answers all with 200, gets nothing that is
// typed there, no call, no cookie and no page key. A stream that only broke is mended by the proof. A server on another port of
// the address, which the browser sends our cookie, can do nothing with it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import http from "node:http";
import { after, before, test } from "node:test";
import { accessibility, closeBrowser, show } from "../browser.mjs";
import { ask, passphrase, Place, seated } from "../desks.mjs";

const example = JSON.parse(await readFile(new URL("../../../examples/example_table.json", import.meta.url)));
const two = { ...example, title: "Zwei am Tisch", seats: example.seats.slice(0, 2), issues: example.issues.map((i) => ({ ...i, concerns: ["A", "B"] })) };
let place, desks;

before(async () => {
  place = await Place.make();
  desks = await seated(place, two);
});
after(async () => {
  await closeBrowser();
  await place.end();
});

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const heading = (page, name) => page.getByRole("heading", { name, level: 1 });
const hash = (page, at) => page.evaluate((h) => (location.hash = h), at);

/** Takes the port as soon as it is free. All that it is sent is kept; it answers as `answer` says. */
async function impostor(port, answer) {
  const got = [];
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      got.push({ method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(parts).toString() });
      answer(request, response);
    });
  });
  for (const end = Date.now() + 20_000; ; await wait(5)) {
    const bound = await new Promise((done) => server.once("error", () => done(false)).listen(port, "127.0.0.1", () => done(true)));
    server.removeAllListeners("listening");
    if (bound) break;
    assert.ok(Date.now() < end, "the port is not free");
  }
  return { got, port: server.address().port, close: () => (server.closeAllConnections(), new Promise((done) => server.close(done))) };
}

/** The page is gone over to: nothing of it went to what answers there now. */
function nothingWasSent(got) {
  assert.ok(got.some((r) => r.path.startsWith("/proof/")), "it was asked for the proof");
  for (const r of got) {
    assert.match(`${r.method} ${r.path}`, /^GET \/proof\/[\w-]{43}$/);
    assert.equal(r.headers.cookie, undefined);
    assert.equal(r.headers["x-tracktwo"], undefined);
    assert.equal(r.body, "");
  }
}

const yes = JSON.stringify({ version: 9999, state: { locked: false, desk: true, table: true }, results: [{ exit: 0, result: { ok: true }, notes: [], files: {} }] });
const fine = (request, response) => response.writeHead(200, { "Content-Type": "application/json" }).end(yes);
const event = (request, response) => response.writeHead(200, { "Content-Type": "text/event-stream" }).end(`event: state\ndata: ${yes}\n\n`);
const looksRight = (request, response) => response.writeHead(200, { "Content-Type": "text/plain" }).end("A".repeat(43));
const refuses = (request, response) => response.writeHead(403).end("Refused.\n");

test("an open desk: what is typed when another has taken the port stays on the page, to be copied, and is not sent", async () => {
  const page = await show(desks.A);
  await page.getByText(two.title).first().waitFor();
  await hash(page, "#/table/said");
  await page.getByLabel("Your words").fill("The corridor is opened first.");
  await page.getByRole("button", { name: "Read it once more, then send" }).click();
  desks.A.run.child.kill("SIGKILL");
  const other = await impostor(desks.A.port, fine);
  try {
    await page.getByRole("button", { name: "Say it" }).click({ timeout: 2000 }).catch(() => {}); // it may be closed by now
    await heading(page, "This page is closed").waitFor({ timeout: 40_000 });
    await page.getByText("The corridor is opened first.").waitFor(); // all else of the table is gone
    await page.getByText("Type your passphrase only where the desk opens anew.").waitFor();
    assert.deepEqual(await accessibility(page), []);
    assert.equal(await page.getByText(two.title).count(), 0);
    await page.getByRole("button", { name: "Français" }).click(); // a file of the page's own is not asked for either
    await wait(2000);
    nothingWasSent(other.got);
  } finally {
    await other.close();
    await page.context().close();
  }
});

for (const [name, answer] of Object.entries({ fine, event, looksRight, refuses }))
  test(`a locked desk: the passphrase does not go to what has taken the port (${name})`, async () => {
    const desk = await place.desk("A"); // the program is started once more, on another port
    const page = await show(desk);
    await heading(page, "The desk is locked").waitFor();
    await page.getByLabel("Your passphrase").fill(passphrase);
    desk.run.child.kill("SIGKILL");
    const other = await impostor(desk.port, answer);
    try {
      await page.getByRole("button", { name: "Unlock" }).click({ timeout: 2000 }).catch(() => {});
      await heading(page, "This page is closed").waitFor({ timeout: 40_000 });
      assert.equal(await page.getByLabel("Your passphrase").count(), 0);
      await wait(1000);
      nothingWasSent(other.got);
      assert.ok(!JSON.stringify(other.got).includes(passphrase));
    } finally {
      await other.close();
      await page.context().close();
    }
  });

test("nothing answers: the page says so and sends nothing; a program that is only slow is waited for", async () => {
  const desk = await place.desk("A");
  const page = await show(desk);
  await heading(page, "The desk is locked").waitFor();
  desk.run.child.kill("SIGKILL");
  const busy = await impostor(desk.port, (request, response) => response.writeHead(503).end());
  try {
    await page.getByText("The program does not answer.").first().waitFor();
    await page.getByLabel("Your passphrase").fill(passphrase);
    await page.getByRole("button", { name: "Unlock" }).click();
    await page.getByRole("alert").getByText("The program does not answer.").waitFor();
    nothingWasSent(busy.got);
  } finally {
    await busy.close();
    await page.context().close();
  }
});

/** The session of a page, as nobody but the page has it. */
async function session(page) {
  const key = await page.evaluate(() => sessionStorage.getItem("tracktwo-key"));
  const [cookie] = (await page.context().cookies()).filter((c) => c.name === `tracktwo-${page.desk.port}`);
  return { Cookie: `${cookie.name}=${cookie.value}`, "X-Tracktwo": key, Origin: page.desk.origin };
}

test("the stream broke and the program lives: after the proof all goes on; so it does when the page is loaded again", async () => {
  const page = await show(desks.B);
  await page.getByText(two.title).first().waitFor();
  const asked = [];
  page.on("request", (r) => asked.push(new URL(r.url()).pathname.split("/")[1]));
  // So many windows that the oldest stream, the page's, is ended.
  const headers = await session(page);
  const streams = Array.from({ length: 17 }, () =>
    http.get({ host: "127.0.0.1", port: desks.B.port, path: "/events", headers, agent: false }, (r) => r.on("error", () => {}).resume()).on("error", () => {}));
  for (const end = Date.now() + 20_000; !asked.includes("events"); await wait(50)) assert.ok(Date.now() < end, "the stream was not begun anew");
  assert.ok(asked.indexOf("proof") >= 0 && asked.indexOf("proof") < asked.indexOf("events"));
  streams.forEach((s) => s.destroy());
  for (const again of [false, true]) {
    if (again) await page.reload();
    await page.getByText(two.title).first().waitFor();
    const words = again ? "Said after it was loaded." : "Said after the break.";
    await hash(page, "#/table/said");
    await page.getByLabel("Your words").fill(words);
    await page.getByRole("button", { name: "Read it once more, then send" }).click();
    await page.getByRole("button", { name: "Say it" }).click();
    await heading(page, "What is said").waitFor();
    await page.getByRole("listitem").filter({ hasText: words }).first().waitFor();
  }
  assert.deepEqual(page.seen.elsewhere, []);
  await page.context().close();
});

test("nothing of the proof lies where a later page of the address could read it", async () => {
  const page = await show(desks.B);
  await page.getByText(two.title).first().waitFor();
  const given = (await ask(desks.B.port, { path: "/key", headers: await session(page) })).body.toString();
  assert.match(given, /^[\w-]{43}$/);
  const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, location.href, history.length, document.documentElement.outerHTML]));
  assert.ok(!kept.includes(given));
  await page.context().close();
});

test("a stolen cookie: a server on another port of the address has it, and can do nothing with it", async () => {
  const page = await show(desks.B);
  await page.getByText(two.title).first().waitFor();
  const thief = await impostor(0, (request, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<p>Come in"));
  try {
    const lured = await page.context().newPage();
    await lured.goto(`http://127.0.0.1:${thief.port}/`);
    const Cookie = thief.got[0].headers.cookie ?? "";
    assert.match(Cookie, new RegExp(`tracktwo-${desks.B.port}=`), "a browser sends a cookie to every port of the address");
    const body = JSON.stringify({ lang: "en", seen: 0, calls: [{ words: ["log"] }] });
    const own = { Cookie, Origin: desks.B.origin, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json" };
    for (const more of [{}, { "X-Tracktwo": "" }, { "X-Tracktwo": Cookie.split("=")[1] }]) {
      const headers = { ...own, ...more };
      assert.equal((await ask(desks.B.port, { method: "POST", path: "/do", body, headers: { ...headers, "Content-Length": body.length } })).status, 403);
      for (const path of ["/events", "/key"]) assert.equal((await ask(desks.B.port, { path, headers })).status, 403);
    }
    // By the browser itself, which adds the cookie.
    const from = await lured.evaluate(async ([origin, text]) => {
      const one = (path, how) => fetch(origin + path, { credentials: "include", ...how }).then((r) => r.status, () => "no answer");
      return Promise.all([one("/do", { method: "POST", body: text }), one("/events", {}), one("/key", {})]);
    }, [desks.B.origin, body]);
    assert.deepEqual(from, ["no answer", "no answer", "no answer"]);
    // The page itself is what it gets, with nothing of a table.
    const shown = (await ask(desks.B.port, { headers: { Cookie } })).body;
    assert.ok(!(await import("node:zlib")).gunzipSync(shown).toString().includes(two.title));
    await page.reload();
    await page.getByText(two.title).first().waitFor();
  } finally {
    await thief.close();
    await page.context().close();
  }
});
