// The desk as the page sees it, over a program that is made here: what comes late, and what must not be sent.
import assert from "node:assert/strict";
import { createHmac, randomBytes, webcrypto } from "node:crypto";
import { test } from "node:test";

if (globalThis.crypto === undefined) Object.defineProperty(globalThis, "crypto", { value: webcrypto }); // Node 18
const removed: string[] = [];
Object.defineProperty(globalThis, "sessionStorage", { value: { getItem: () => "the page key", removeItem: (name: string) => void removed.push(name) } });

const key = randomBytes(32);
const asked: string[] = [];
/** What /do is answered with, when the test lets it. */
let reply: Promise<Response>;
let tell: ((version: number) => void) | undefined;
let end: (() => void) | undefined;
let isOurs = true;

globalThis.fetch = (async (path: string): Promise<Response> => {
  asked.push(path.replace(/(\/proof\/).*/, "$1"));
  if (path === "/key") return new Response(key.toString("base64url"));
  if (path === "/do") return reply;
  if (path === "/events")
    return new Response(new ReadableStream({
      start(to) {
        end = () => to.close();
        tell = (version) => to.enqueue(new TextEncoder().encode(`event: state\ndata: ${JSON.stringify({ version, ...state })}\n\n`));
      },
    }));
  const nonce = Buffer.from(path.replace("/proof/", ""), "base64url");
  return new Response(createHmac("sha256", isOurs ? key : randomBytes(32)).update("tracktwo page proof\0").update(nonce).digest("base64url"));
}) as typeof fetch;

const state = { locked: false, desk: true, table: true, folder: "" };
const answer = (version: number): Response => new Response(JSON.stringify({ version, state, results: [{ exit: 0, result: {}, notes: [], files: {} }] }));
async function until(holds: () => boolean): Promise<void> {
  for (const last = Date.now() + 10_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 5)))
    assert.ok(Date.now() < last, "what was awaited has not come");
}
const { batch, currentDesk, follow, leave } = await import("../src/desk.ts");

test("an answer that comes after a later event does not set the page back", async () => {
  let give: (r: Response) => void = () => {};
  reply = new Promise((resolve) => (give = resolve));
  void follow();
  await until(() => tell !== undefined);
  tell?.(7);
  await until(() => currentDesk().version === 7);
  const reading = batch([{ words: ["seat", "list"] }]);
  await until(() => asked.includes("/do"));
  tell?.(8);
  await until(() => currentDesk().version === 8);
  give(answer(7));
  assert.equal((await reading)[0]?.ok, true);
  assert.equal(currentDesk().version, 8); // what was read is of version 7: it is read again
  reply = Promise.resolve(answer(9));
  await batch([{ words: ["seat", "list"] }]);
  assert.equal(currentDesk().version, 9);
});

test("each call asks for the proof first, and none leaves without it", async () => {
  asked.length = 0;
  reply = Promise.resolve(answer(10));
  await batch([{ words: ["say", "one"] }]);
  assert.deepEqual(asked, ["/proof/", "/do"]);
  asked.length = 0;
  isOurs = false;
  const [refused] = await batch([{ words: ["desk", "unlock"], passphrase: "six plain quiet words" }]);
  assert.equal(refused?.ok, false);
  assert.equal(currentDesk().closed, true);
  await batch([{ words: ["say", "two"] }]);
  assert.deepEqual(asked, ["/proof/"]);
});

test("who locks while no program answers has left: the tab's key is gone, and nothing that comes late brings the table back", async () => {
  leave();
  assert.deepEqual(removed, ["tracktwo-key"]);
  assert.equal(currentDesk().state, undefined);
  tell?.(12);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(currentDesk().state, undefined);
  assert.equal(currentDesk().closed, true);
  end?.();
});
