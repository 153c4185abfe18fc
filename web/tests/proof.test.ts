// Who answers. Here the program is Node's own HMAC, and what has taken its place answers as it likes.
import assert from "node:assert/strict";
import { createHmac, randomBytes, webcrypto } from "node:crypto";
import { test } from "node:test";
import { fromBase64Url, isProof, proofKey, Prover, toBase64Url } from "../src/proof.ts";

if (globalThis.crypto === undefined) Object.defineProperty(globalThis, "crypto", { value: webcrypto }); // Node 18

const LABEL = Buffer.from("tracktwo page proof\0");
const proofOf = (key: Uint8Array, nonce: Uint8Array): string =>
  createHmac("sha256", key).update(LABEL).update(nonce).digest("base64url");

/** What answers at the address; each request is kept. */
class Answering {
  requests: { path: string; how: RequestInit | undefined }[] = [];
  key = randomBytes(32);
  status = 200;
  prove = (nonce: Uint8Array): string => proofOf(this.key, nonce);
  fetch = async (path: string, how?: RequestInit): Promise<Response> => {
    this.requests.push({ path, how });
    await Promise.resolve();
    if (this.status === 0) throw new TypeError("refused");
    if (path === "/key") return new Response(this.key.toString("base64url"), { status: this.status });
    const nonce = fromBase64Url(path.replace(/^\/proof\//, ""));
    assert.ok(nonce !== undefined);
    return new Response(this.prove(nonce), { status: this.status });
  };
}

test("the program of the session proves itself; each time by another nonce, and without cookie and page key", async () => {
  const program = new Answering();
  const prover = new Prover({ fetch: program.fetch, pageKey: "page key" });
  assert.equal(await prover.prove(), "proven");
  assert.equal(await prover.prove(), "proven");
  const [key, ...proofs] = program.requests;
  assert.equal(key?.path, "/key");
  assert.equal(proofs.length, 2);
  assert.notEqual(proofs[0]?.path, proofs[1]?.path);
  for (const { how } of proofs) assert.deepEqual(how, { credentials: "omit" });
});

test("who asks at the same moment shares one answer", async () => {
  const program = new Answering();
  const prover = new Prover({ fetch: program.fetch, pageKey: "k" });
  assert.deepEqual(await Promise.all([prover.prove(), prover.prove(), prover.prove()]), ["proven", "proven", "proven"]);
  assert.equal(program.requests.length, 2);
});

test("another in its place does not, whatever it answers, and is asked no more", async () => {
  const program = new Answering();
  const seen = new Map<string, string>();
  const others: ((nonce: Uint8Array) => string)[] = [
    () => "", () => "{}", () => "proven", (n) => toBase64Url(n), (n) => proofOf(randomBytes(32), n),
    (n) => `${proofOf(program.key, n)}A`, (n) => ` ${proofOf(program.key, n)}`,
    (n) => createHmac("sha256", program.key).update(n).digest("base64url"), // of another label
    () => seen.get("before") ?? "", // what the program once answered
    (n) => proofOf(program.key, n).replace(/^./, (c) => (c === "A" ? "B" : "A")),
  ];
  for (const other of others) {
    const prover = new Prover({ fetch: program.fetch, pageKey: "k" });
    program.prove = (n) => {
      seen.set("before", proofOf(program.key, n));
      return proofOf(program.key, n);
    };
    assert.equal(await prover.prove(), "proven");
    program.prove = other;
    assert.equal(await prover.prove(), "other", String(other));
    const before = program.requests.length;
    program.prove = (n) => proofOf(program.key, n);
    assert.equal(await prover.prove(), "other");
    assert.equal(program.requests.length, before);
  }
});

test("what does not answer may be asked again; the key is asked for once", async () => {
  const program = new Answering();
  const prover = new Prover({ fetch: program.fetch, pageKey: "k" });
  for (const status of [0, 503, 0]) {
    program.status = status;
    assert.equal(await prover.prove(), "none");
  }
  program.status = 200;
  assert.equal(await prover.prove(), "proven");
  for (const status of [0, 500]) {
    program.status = status;
    assert.equal(await prover.prove(), "none");
  }
  program.status = 200;
  assert.equal(await prover.prove(), "proven");
  assert.equal(program.requests.filter((r) => r.path === "/key").length, 4);
});

test("a refused page key ends it; without one nothing is asked", async () => {
  const program = new Answering();
  program.status = 403;
  assert.equal(await new Prover({ fetch: program.fetch, pageKey: "k" }).prove(), "other");
  program.requests = [];
  assert.equal(await new Prover({ fetch: program.fetch, pageKey: null }).prove(), "other");
  assert.equal(program.requests.length, 0);
});

test("the proof by numbers (docs/protocol/page.md)", async () => {
  const key = Uint8Array.from({ length: 32 }, (_, i) => i);
  const nonce = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);
  const text = "TIPR69HQd26AMHG31WQjS9uCd_1aho-p-ZPDiHWHtZE";
  assert.equal(proofOf(key, nonce), text);
  assert.equal(await isProof(await proofKey(key), nonce, text), true);
  assert.equal(await isProof(await proofKey(nonce), nonce, text), false);
});
