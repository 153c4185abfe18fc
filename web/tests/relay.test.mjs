// The relay as the page's desk meets it at its worst: one that swallows what is sent to it, and one whose connection has died
// while the machine slept. Real desks, a real relay; only what lies between them is ours.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import net from "node:net";
import { after, before, test } from "node:test";
import { passphrase, Place, seated } from "./desks.mjs";

const example = JSON.parse(await readFile(new URL("../../examples/example_table.json", import.meta.url)));
const table = { ...example, seats: example.seats.slice(0, 2), issues: example.issues.map((i) => ({ ...i, concerns: ["A", "B"] })) };
const START = Date.UTC(2026, 11, 31, 12);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const hears = (desk, words, seconds = 30) => desk.until(["log"], (r) => r.events.some((e) => e.text.includes(words)), seconds);

/** Between desks and relay: a machine that sleeps loses its connections, and neither end is told. */
class Between {
  pairs = new Set();
  count = 0; // of connections that desks made

  async open(port) {
    this.port = port;
    this.server = net.createServer((desk) => {
      this.count++;
      const relay = net.connect(this.port, "127.0.0.1");
      const pair = [desk, relay];
      this.pairs.add(pair);
      for (const [from, to] of [pair, [relay, desk]])
        from.on("data", (part) => to.write(part)).on("error", () => {}).on("close", () => to.destroy());
    });
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    return this.server.address().port;
  }

  /** What is open now carries nothing from here on, and stays open. */
  sleep() {
    for (const pair of this.pairs) for (const socket of pair) socket.removeAllListeners("data").pause();
  }

  /** To another relay from now on. */
  turn(port) {
    this.port = port;
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  close() {
    this.server.close();
    this.turn(this.port);
  }
}

let place, desks, between;

before(async () => {
  place = await Place.make({ dated: START });
  between = new Between();
  const relayPort = Number(/:(\d+)#/.exec(place.address)[1]);
  const port = await between.open(relayPort);
  place.address = place.address.replace(/:\d+#/, `:${port}#`);
  desks = await seated(place, table);
});
after(async () => {
  between.close();
  await place.end();
});

test("after a sleep the desk asks anew at once, over a connection that lives", async () => {
  await desks.A.do(["say", "Before the sleep."]);
  await hears(desks.B, "Before the sleep.");
  between.sleep();
  await place.setClock(START + 90 * 60_000);
  await wait(2000);
  assert.equal((await desks.A.do(["say", "After the sleep."])).result.sent, true);
  await hears(desks.B, "After the sleep.", 25); // by the connection of before: after a minute and more
});

test("a relay of another key is asked again after a while, not without an end", async () => {
  const port = between.port;
  const other = await Place.make({ dated: START });
  try {
    between.turn(Number(/:(\d+)#/.exec(other.address)[1]));
    await wait(1000);
    const before = between.count;
    await wait(8000);
    assert.ok(between.count - before <= 8, `two desks asked ${between.count - before} times in 8 seconds`);
  } finally {
    between.turn(port);
    await other.end();
  }
  assert.equal((await desks.A.do(["say", "To the right one again."])).exit, 0);
  await hears(desks.B, "To the right one again.", 60);
});

/** A listener that takes nobody in: its places are full, and what knocks gets no answer. */
async function swallowing(port) {
  const script = `const s = require("net").createServer({ pauseOnConnect: true }, () => {});
    s.listen({ port: ${port}, host: "127.0.0.1", backlog: 1 }, () => console.log("there"));`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((done) => child.stdout.once("data", done));
  child.kill("SIGSTOP");
  const filling = Array.from({ length: 8 }, () => net.connect(port, "127.0.0.1").on("error", () => {}));
  await wait(500);
  return () => {
    filling.forEach((s) => s.destroy());
    const end = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    return end;
  };
}

test("a relay that swallows what is sent to it keeps nobody waiting: calls are answered, and leave when it is back", async () => {
  const port = Number(/:(\d+)#/.exec(place.address)[1]);
  between.close();
  await wait(300);
  const end = await swallowing(port);
  let longest = 0;
  const timed = async (words, more) => {
    const begun = Date.now();
    const answer = await desks.A.calls([{ words, ...more }]);
    longest = Math.max(longest, Date.now() - begun);
    return answer;
  };
  try {
    await timed(["desk", "lock"]);
    await timed(["desk", "unlock"], { passphrase });
    const said = (await timed(["say", "Said to nobody yet."])).results[0]; // at once, before it was ever reached
    assert.equal(said.exit, 0);
    assert.equal(said.result.sent, false);
    const told = new Set();
    for (const until = Date.now() + 25_000; Date.now() < until; await wait(300)) { // more than two attempts
      told.add((await timed(["table", "show"])).state.away);
      assert.equal((await timed(["say", "And this."])).results[0].exit, 0);
    }
    assert.ok(told.has(true));
    assert.ok(longest < 5000, `a call waited ${longest} ms`); // an attempt lasts 10 seconds
  } finally {
    await end();
  }
  place.relay.child.kill("SIGKILL");
  await place.relayAgain(`127.0.0.1:${port}`);
  await hears(desks.B, "Said to nobody yet.", 90);
});
