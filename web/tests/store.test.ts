// What was read, and when it is read again. The desk here is a counter of versions with one paper.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../src/store.ts";
import type { Answer, Call } from "../src/wire.ts";

class Desk {
  at = 1;
  requests: string[][] = [];
  refuses = "";
  silent = false;
  version = (): number => this.at;
  batch = async (calls: readonly Call[]): Promise<Answer<unknown>[]> => {
    const at = this.at;
    this.requests.push(calls.map((c) => c.words.join(" ")));
    await Promise.resolve();
    const out: Answer<unknown>[] = [];
    const rest = { notes: [], files: new Map<string, Uint8Array>() };
    for (const c of calls) {
      if (this.silent) return [{ ok: false, exit: -1, code: "silent", error: "", result: undefined, ...rest }];
      const words = c.words.join(" ");
      if (words === this.refuses) {
        out.push({ ok: false, exit: 1, code: "", error: "no", result: undefined, ...rest });
        return out; // the rest is not done
      }
      out.push({ ok: true, exit: 0, result: `${words} ${at}`, ...rest });
    }
    return out;
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const result = (store: Store, ...words: string[]): unknown => {
  const a = store.read(words).answer;
  return a?.ok ? a.result : a?.error;
};

test("views of one moment are read in one request, each words once", async () => {
  const desk = new Desk();
  const store = new Store(desk);
  let drawn = 0;
  store.watch(["table", "show"], () => drawn++);
  store.watch(["table", "show"], () => drawn++);
  store.watch(["seat", "list"], () => drawn++);
  await settled();
  assert.deepEqual(desk.requests, [["table show", "seat list"]]);
  assert.equal(result(store, "table", "show"), "table show 1");
  assert.equal(drawn, 3);
});

test("a change reads again what is on the screen, and nothing else; what is not stays to be shown at once", async () => {
  const desk = new Desk();
  const store = new Store(desk);
  store.watch(["table", "show"], () => undefined);
  const leave = store.watch(["paper", "list"], () => undefined);
  await settled();
  leave();
  desk.at = 2;
  store.refresh();
  await settled();
  assert.deepEqual(desk.requests[1], ["table show"]);
  assert.equal(result(store, "table", "show"), "table show 2");
  assert.equal(result(store, "paper", "list"), "paper list 1");
  store.watch(["paper", "list"], () => undefined);
  await settled();
  assert.equal(result(store, "paper", "list"), "paper list 2");
});

test("one that fails does not keep the others from being read", async () => {
  const desk = new Desk();
  desk.refuses = "paper show 9";
  const store = new Store(desk);
  store.watch(["paper", "show", "9"], () => undefined);
  store.watch(["table", "show"], () => undefined);
  await settled();
  assert.equal(result(store, "paper", "show", "9"), "no");
  assert.equal(result(store, "table", "show"), "table show 1");
  assert.equal(desk.requests.length, 2);
});

test("a program that does not answer leaves what is there, and is not asked without end", async () => {
  const desk = new Desk();
  const store = new Store(desk);
  store.watch(["table", "show"], () => undefined);
  await settled();
  desk.silent = true;
  desk.at = 2;
  store.refresh();
  await settled();
  assert.equal(result(store, "table", "show"), "table show 1");
  assert.equal(desk.requests.length, 2);
  desk.silent = false;
  store.refresh();
  await settled();
  assert.equal(result(store, "table", "show"), "table show 2");
});

test("what is forgotten does not come back with an answer that was under way", async () => {
  const desk = new Desk();
  const store = new Store(desk);
  store.watch(["table", "show"], () => undefined);
  await Promise.resolve(); // asked, not answered
  store.forget();
  await settled();
  assert.equal(desk.requests.length, 1);
  assert.equal(result(store, "table", "show"), undefined);
  store.refresh();
  await settled();
  assert.equal(result(store, "table", "show"), "table show 1");
});

test("what is on the screen is as old as the oldest reading of it, until all is read again", async () => {
  const desk = new Desk();
  const store = new Store(desk);
  assert.equal(store.shown(), undefined);
  const stop = store.watch(["paper", "list"], () => {});
  assert.equal(store.shown(), undefined); // it has not come yet
  await settled();
  assert.equal(store.shown(), 1);
  desk.at = 2; // the program has told of it, and the screen is still that of before
  assert.equal(store.shown(), 1);
  store.watch(["text", "list"], () => {});
  await settled();
  assert.equal(store.shown(), 2);
  desk.silent = true;
  desk.at = 3;
  store.refresh();
  await settled();
  assert.equal(store.shown(), 2);
  stop();
  assert.equal(store.shown(), 2); // the other view is there still
});
