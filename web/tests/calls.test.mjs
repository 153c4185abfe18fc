// What the page asks is done as the command line does it, on a desk that stays open: real desks, a real relay.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import http from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ask, passphrase, Place, seated } from "./desks.mjs";

const table = JSON.parse(await readFile(new URL("../../examples/example_table.json", import.meta.url)));
let place, desks;

before(async () => {
  place = await Place.make();
  desks = await seated(place, table);
});
after(() => place.end());

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function until(holds, seconds = 60) {
  for (const end = Date.now() + 1000 * seconds; !holds(); ) {
    assert.ok(Date.now() < end, "what was awaited has not come");
    await wait(20);
  }
}

/** The states of a desk as its stream tells them, until stop is called. */
function states(desk) {
  const seen = [];
  let text = "";
  const request = http.get({ host: "127.0.0.1", port: desk.port, path: "/events", headers: desk.headers(), agent: false }, (answer) =>
    answer.on("error", () => {}).on("data", (part) => {
      text += part;
      for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
        const data = /^data: (.*)$/m.exec(text.slice(0, end));
        if (data) seen.push(JSON.parse(data[1]));
      }
    }));
  const ended = new Promise((done) => request.on("error", done).on("close", done));
  return { seen, stop: () => (request.destroy(), ended), ended };
}

test("what one seat says every other desk shows, without being asked to fetch", async () => {
  const others = ["B", "C", "N"].map((id) => states(desks[id]));
  await wait(200);
  const versions = others.map((s) => s.seen.at(-1).version);
  await desks.A.do(["say", "Could the line be frozen first?"]);
  for (const id of ["B", "C", "N"])
    await desks[id].until(["log"], (r) => r.events.some((e) => e.text.includes("frozen first")));
  for (const [i, s] of others.entries()) {
    await s.stop();
    assert.ok(s.seen.at(-1).version > versions[i], "the stream told of the change");
  }
});

test("sentences come in the language of the request", async () => {
  const sentence = async (lang) => (await desks.A.calls([{ words: ["issue", "reopen", "none"] }], { lang })).results[0].result.error;
  const all = await Promise.all(["en", "uk", "ru", "fr", "ar"].map(sentence));
  assert.equal(new Set(all).size, 5);
});

test("the table is read without what was said, however long the talks are, and its track in the reader's language", async () => {
  await desks.A.do(["say", "This is in the log alone."]);
  const { result } = await desks.A.do(["table", "show"]);
  assert.equal("said" in result, false);
  assert.equal(result.self, "A");
  assert.ok(!JSON.stringify(result).includes("in the log alone"));
  const track = async (lang) => (await desks.A.calls([{ words: ["table", "show"] }], { lang })).results[0].result.track.text;
  assert.equal(new Set(await Promise.all(["en", "uk", "ru", "fr", "ar"].map(track))).size, 5);
});

test("a consent counts for what the person saw: when the table has changed meanwhile nothing is done", async () => {
  await desks.A.do(["pen", "give", "B"]);
  await desks.B.until(["proposal", "list"], (r) => r.proposals.length === 1);
  const seen = desks.B.seen;
  await desks.C.do(["say", "One moment, please."]);
  await desks.B.until(["log"], (r) => r.events.some((e) => e.text.includes("One moment")));
  desks.B.seen = seen;
  const late = await desks.B.calls([{ words: ["proposal", "consent", "1"] }]);
  assert.equal(late.results[0].exit, 1);
  assert.match(late.results[0].result.error, /changed at the table while you were reading/);
  const again = await desks.B.calls([{ words: ["proposal", "consent", "1"] }]);
  assert.equal(again.results[0].exit, 0);
});

test("a mandate is confirmed as it was on the screen", async () => {
  const seen = desks.B.seen;
  await desks.A.do(["seat", "standing", "official", "--mandate", "own initiative"]);
  await desks.B.until(["log"], (r) => r.events.some((e) => e.seat === "A" && e.kind === "seat_standing"));
  desks.B.seen = seen;
  assert.match((await desks.B.calls([{ words: ["seat", "seen", "A"] }])).results[0].result.error, /changed at the table/);
  assert.equal((await desks.B.calls([{ words: ["seat", "seen", "A"] }])).results[0].exit, 0);
});

test("a number that another thing has now names nothing: what is done to it is refused, and only then", async () => {
  // The clock is set, so that what A writes while the relay is away surely comes after what B writes.
  const place = await Place.make({ dated: Date.UTC(2027, 2, 1, 10, 0, 30) });
  try {
    const two = { ...table, seats: table.seats.slice(0, 2), issues: table.issues.map((i) => ({ ...i, concerns: ["A", "B"] })) };
    const { A, B } = await seated(place, two);
    await B.do(["sound", "yes", "Shall we go on?", two.issues[0].id]);
    await A.until(["sound", "status"], (r) => r.soundings.length === 1);
    place.relay.child.kill("SIGKILL");
    const circulate = (d, title) => d.do(["paper", "circulate", title, "en=@p"], { files: { "@p": `${title}.\n` } });
    await circulate(A, "Ours");
    await circulate(B, "Theirs");
    const titles = async (d) => JSON.stringify((await d.do(["paper", "list"])).result.papers.map((p) => p.title));
    assert.match(await titles(A), /Ours/);
    const { seen } = A;
    A.run.child.kill("SIGSTOP"); // B is heard first
    await place.relayAgain();
    const reached = async (d) => {
      for (const end = Date.now() + 60_000; (await d.calls([{ words: ["desk", "version"] }])).state.away; await wait(100))
        assert.ok(Date.now() < end, "the relay is away");
    };
    await reached(B);
    await place.setClock(Date.UTC(2027, 2, 1, 10, 2, 30));
    A.run.child.kill("SIGCONT");
    for (const end = Date.now() + 60_000; !/Theirs.*Ours/.test(await titles(A)); await wait(100))
      assert.ok(Date.now() < end, "the papers do not stand in the order of the record");

    const numbered = [
      ["paper", "circulate", "Ours, better", "en=@p", "--replaces", "1"], ["sound", "enter", "--yes", "--sounding", "1"],
      ["sound", "seal", "--sounding", "1", "--only-seal"], ["sound", "stop", "--sounding", "1"], ["sound", "key", "--of", "1"],
      ["sound", "better", "--of", "1"], ["line", "exclude", "1"], ["line", "incident", "open", "1"], ["meeting", "strike", "1", "1"],
      ["readout", "make", "@p", "--for", "@k", "--out", "@o", "--meeting", "1"], ["table", "settings", "--runs", "9"],
      ["line", "agree", "zones"], ["line", "step", "line"],
    ];
    const changed = /changed at the table while you were reading/;
    const done = async (words, at) => {
      A.seen = at ?? A.seen;
      return (await A.calls([{ words, files: { "@p": "Text.\n", "@k": "key" } }])).results[0];
    };
    for (const words of numbered) {
      const r = await done(words, seen);
      assert.equal(r.exit, 1, words.join(" "));
      assert.match(r.result.error, changed, words.join(" "));
    }
    assert.doesNotMatch(await titles(A), /better/);
    // Now it is before the eyes: what is refused is refused for its own reason.
    const now = A.seen;
    for (const words of numbered) assert.doesNotMatch(String((await done(words)).result?.error), changed, words.join(" "));
    // What is only added takes nobody's number: the sounding is still that of before.
    await B.do(["say", "One moment, please."]);
    await A.until(["log"], (r) => r.events.some((e) => e.text.includes("One moment")));
    assert.ok(A.seen > now);
    assert.doesNotMatch(String((await done(["sound", "enter", "--yes", "--sounding", "1"], now)).result?.error), changed);
    assert.match((await done(["meeting", "strike", "1", "1"], now)).result.error, changed);
    // Who comes, speaks or notes a point names the meeting alone: several do so at the same moment.
    for (const words of [["meeting", "attend", "1"], ["meeting", "floor", "1"], ["meeting", "point", "1", "A point."]])
      assert.doesNotMatch(String((await done(words, now)).result?.error), changed, words.join(" "));
  } finally {
    await place.end();
  }
});

test("of several calls none is done after one that fails", async () => {
  const { results } = await desks.A.calls([{ words: ["say", "one"] }, { words: ["seat", "seen", "nobody"] }, { words: ["say", "three"] }]);
  assert.deepEqual(results.map((r) => r.exit === 0), [true, false]);
  assert.ok(!(await desks.A.do(["log"])).result.events.some((e) => e.text.includes("three")));
});

test("files go in and come out within the call, texts and bytes", async () => {
  await desks.A.do(["paper", "circulate", "Elements", "en=@p"], { files: { "@p": "The observers come first.\n" } });
  const out = (await desks.A.do(["dossier", "@dossier.html"])).files["@dossier.html"].base64;
  assert.match(Buffer.from(out, "base64").toString(), /^<!DOCTYPE html>[^]*<\/html>/);
  assert.match(JSON.stringify((await desks.A.do(["paper", "show", "1"])).result), /The observers come first/);
  const { results } = await desks.A.calls([{ words: ["issue", "add", "@none"], files: { "@other": "x" } }]);
  assert.match(results[0].result.error, /There is no file none/);
});

test("a sounding: each desk tells how far it is, answers what is read meanwhile, and refuses the rest", async () => {
  await desks.A.do(["sound", "yes", "Shall we go on?", "territory", "line"]);
  const names = JSON.stringify((await desks.A.do(["sound", "status"])).result.soundings[0].seats);
  const required = table.seats.filter((s) => names.includes(s.name)).map((s) => s.id); // whom the issues concern
  for (const id of required) {
    await desks[id].until(["sound", "status"], (r) => r.soundings.length === 1);
    await desks[id].do(["sound", "enter", "--yes"]);
  }
  const told = states(desks.A);
  const first = desks.A.calls([{ words: ["sound", "seal"] }]);
  await until(() => told.seen.at(-1)?.running?.sounding === 1);
  // It waits for the other seat: time to ask it something.
  assert.equal((await desks.A.calls([{ words: ["table", "show"] }])).results[0].exit, 0);
  assert.equal((await desks.A.calls([{ words: ["say", "now?"] }])).results[0].exit, 4);
  assert.equal((await desks.A.calls([{ words: ["desk", "lock"] }])).results[0].exit, 4);
  // Who has closed the window comes back to it meanwhile.
  const link = await desks.A.newLink();
  assert.equal(Number(new URL(link).port), desks.A.port);
  const others = required.filter((id) => id !== "A").map((id) => desks[id].calls([{ words: ["sound", "seal"] }]));
  const answers = await Promise.all([first, ...others]);
  await until(() => told.seen.at(-1).running === null);
  await told.stop();
  assert.ok(told.seen.some((s) => s.running?.step));
  for (const a of answers) assert.equal(a.results[0].result.answer, true);
  assert.ok(!(await desks.A.do(["log"])).result.events.some((e) => e.text.includes("now?")));
});

test("a running sounding is stopped from the page, and every desk sees that it stopped", async () => {
  await desks.A.do(["sound", "yes", "And now?", "zone", "observers"]);
  await desks.A.do(["sound", "enter", "--yes"]);
  const told = states(desks.A);
  const sealed = desks.A.calls([{ words: ["sound", "seal"] }]);
  await until(() => told.seen.at(-1)?.running?.sounding === 2);
  await desks.A.do(["sound", "stop"]);
  assert.notEqual((await sealed).results[0].exit, 0);
  await told.stop();
  const last = (r) => r.soundings.at(-1).status;
  const mine = last((await desks.A.do(["sound", "status"])).result);
  await desks.B.until(["sound", "status"], (r) => r.soundings.length === 2 && last(r) === mine);
});

test("without the relay what is written stays and leaves when it is back", async () => {
  const told = states(desks.A);
  place.relay.child.kill("SIGKILL");
  await wait(300);
  const said = await desks.A.do(["say", "Written while the relay was away."]);
  assert.equal(said.result.sent, false);
  assert.equal(told.seen.at(-1).away, true);
  await place.relayAgain();
  await desks.B.until(["log"], (r) => r.events.some((e) => e.text.includes("while the relay was away")), 60);
  await told.stop();
});

test("a locked desk forgets, and the session's other window learns it", async () => {
  const told = states(desks.C);
  await desks.C.do(["desk", "lock"]);
  await wait(100);
  assert.equal(told.seen.at(-1).locked, true);
  await desks.C.do(["desk", "unlock"], { passphrase });
  await wait(100);
  assert.equal(told.seen.at(-1).locked, false);
  await told.stop();
});

test("several tables in one folder: another is made beside it, and both are listed", async () => {
  await desks.N.do(["desk", "choose", "second"]);
  await desks.N.do(["table", "open", "@t", "--seat", "A", "--relay", place.address],
    { files: { "@t": JSON.stringify(table) }, passphrase: "quite another one" });
  assert.deepEqual((await desks.N.do(["desk", "tables"])).result.tables.map((t) => [t.folder, t.here]), [["", false], ["second", true]]);
  await desks.N.do(["desk", "choose", ""]);
  assert.equal((await desks.N.calls([{ words: ["desk", "unlock"], passphrase: "quite another one" }])).results[0].exit, 5);
  await desks.N.do(["desk", "unlock"], { passphrase });
});

test("nothing of the table comes on the terminal, whatever is read", async () => {
  const reads = [["table", "show"], ["seat", "list"], ["proposal", "list"], ["press", "show"], ["meeting", "list"], ["meeting", "show", "1"],
    ["readout", "check", "@f"], ["line", "check", "@f"], ["line", "rule", "@f"], ["line", "zones"], ["line", "balance", "1000"], ["line", "verdicts"],
    ["line", "rejudge"], ["line", "day", "2026-12-01"], ["line", "withdrawal"], ["line", "incidents"], ["line", "hold"], ["line", "map", "@m.svg"],
    ["line", "publish", "@m.svg"], ["line", "agree"], ["paper", "list"], ["paper", "show", "1"], ["nonpaper", "list"], ["text", "list"],
    ["text", "show", "one"], ["text", "compare", "one", "1", "1"], ["text", "export"], ["dossier", "@d.html"], ["log"], ["search", "the"], ["rules"],
    ["sound", "status"], ["sound", "history"], ["line", "report", "list", "@f"]];
  await desks.A.do(["meeting", "call", "2027-12-01T10:00", "Here"]);
  await desks.A.do(["press", "leak", "Something"]);
  for (const words of reads) await desks.A.calls([{ words, files: { "@f": "{}" } }], { lang: "uk" });
  await desks.A.do(["resume"]);
  for (const [id, d] of Object.entries(desks)) assert.equal(d.run.printed(), "", id);
});

test("a desk is wiped: only when it is meant, and nothing of it is left on the machine", async () => {
  const { link, readdir } = await import("node:fs/promises");
  const other = join(place.folder, "other-name");
  assert.equal((await desks.C.calls([{ words: ["wipe"] }])).results[0].exit, 2);
  assert.equal((await desks.C.do(["table", "show"])).result.open, true);
  await desks.C.do(["say", "The last word."]); // saved: the next save is a minute away
  await link(join(place.folder, "C", "desk.sealed"), other);
  const { state } = await desks.C.calls([{ words: ["wipe", "--everything"] }]);
  assert.deepEqual([state.desk, state.locked, state.table], [false, true, false]);
  assert.deepEqual((await readdir(join(place.folder, "C"))).filter((name) => name.startsWith("desk")), []);
  assert.ok((await readFile(other)).every((byte) => byte === 0), "the bytes are overwritten");
  assert.equal((await desks.C.calls([{ words: ["desk", "unlock"], passphrase }])).results[0].exit, 1);
});

test("when the program ends the socket and the leading file are gone, and the desk opens again", async () => {
  await desks.B.stop();
  const { readdir } = await import("node:fs/promises");
  const left = await readdir(join(place.folder, "B"));
  assert.ok(!left.includes("page.socket") && !left.includes("open.html"), left.join(" "));
  const again = await place.desk("B");
  await again.do(["desk", "unlock"], { passphrase });
  assert.equal((await again.do(["table", "show"])).result.open, true);
  assert.equal((await ask(again.port, {})).status, 403);
});
