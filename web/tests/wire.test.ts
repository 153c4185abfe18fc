// The forms of docs/protocol/page.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EventReader, callFiles, readAnswer, readReply, readState, writeCalls } from "../src/wire.ts";

test("a call with a text, bytes and a passphrase", () => {
  const body = writeCalls("uk", 412, [
    { words: ["issue", "add", "@issue"], files: { "@issue": "text", "@map": new Uint8Array([0, 255, 10]) }, passphrase: "p" },
    { words: ["table", "show"] },
  ]);
  assert.deepEqual(JSON.parse(body), {
    lang: "uk",
    seen: 412,
    calls: [
      { words: ["issue", "add", "@issue"], files: { "@issue": "text", "@map": { base64: "AP8K" } }, passphrase: "p" },
      { words: ["table", "show"] },
    ],
  });
});

test("a reply: results, notes, files, and the sentence of a refusal", () => {
  const reply = readReply(
    JSON.stringify({
      version: 413,
      state: { desk: true, locked: false, table: true, folder: "x", running: { sounding: 4, step: "triples", permille: 420, seconds: 3.1 } },
      results: [
        { exit: 0, result: { ok: true }, notes: ["Kept."], files: { "@out": { base64: "AP8K" }, "@text": "a" } },
        { exit: 5, result: { ok: false, error: "The passphrase is not the right one.", code: "T2_E_AUTH" }, notes: [] },
      ],
    }),
  );
  assert.equal(reply?.version, 413);
  assert.equal(reply?.state?.running?.permille, 420);
  const [done, refused] = reply?.answers ?? [];
  assert.ok(done?.ok);
  assert.deepEqual(done.notes, ["Kept."]);
  assert.deepEqual([...(done.files.get("@out") ?? [])], [0, 255, 10]);
  assert.deepEqual([...(done.files.get("@text") ?? [])], [97]);
  assert.ok(refused?.ok === false);
  assert.equal(refused.error, "The passphrase is not the right one.");
  assert.equal(refused.code, "T2_E_AUTH");
});

test("an answer of exit 1 is a refusal only when it has an error: a check that found something has a result", () => {
  assert.ok(readAnswer({ exit: 1, result: { marks: [{}] }, notes: [] }).ok);
  assert.ok(!readAnswer({ exit: 1, result: { ok: false, error: "No." }, notes: [] }).ok);
  assert.ok(!readAnswer({ exit: 1, result: null, notes: ["No."] }).ok);
  assert.ok(!readAnswer(undefined).ok);
});

test("what is no reply is none", () => {
  for (const text of ["", "null", "[]", "{}", '{"version":1}', '{"version":"1","results":[]}', "<html>"])
    assert.equal(readReply(text), undefined);
  assert.equal(readState({}), undefined);
});

test("a stream of events in any pieces", () => {
  const stream = ': hello\n\nevent: state\ndata: {"version":1}\n\nevent: state\r\ndata: {"version":2}\r\n\r\n:\n\n';
  for (let size = 1; size <= stream.length; size++) {
    const events = new EventReader();
    const got: string[] = [];
    for (let i = 0; i < stream.length; i += size) got.push(...events.take(stream.slice(i, i + size)));
    assert.deepEqual(got, ['{"version":1}', '{"version":2}']);
  }
});

test("files keep their names in the words, and mean nothing else there", () => {
  const bytes = new Uint8Array([1]);
  const named = (...names: string[]): string[] => callFiles(names.map((name) => ({ name, bytes }))).words;
  assert.deepEqual(named("from-A-for-B.t2seat", "a=b/c.json"), ["@from-A-for-B.t2seat", "@a_b_c.json"]);
  assert.deepEqual(named("x", "x", "x"), ["@x", "@x_", "@x__"]);
  assert.equal(Object.keys(callFiles([{ name: "x", bytes }, { name: "x", bytes }]).files).length, 2);
});
