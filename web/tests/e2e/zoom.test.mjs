// Every place and its main pages at 200 % (a window of 1200 pixels has 600 then) and at 320 pixels, as at 400 %: nothing moves
// sideways, nothing is cut, what can be pressed can be hit, the focus is seen, and no word is lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeBrowser, holds, show } from "../browser.mjs";
import { furnished } from "./sound.mjs";
import { faults, focusSeen, sameWords } from "./zoom.mjs";

const PLACES = ["#/table", "#/papers", "#/text", "#/soundings", "#/line"];
const PAGES = [
  ...PLACES, "#/verify", "#/verify/cards", "#/tables", "#/wipe", "#/nowhere",
  ...["said", "say", "seats", "seat/B", "seen/B", "standing", "keep", "new-seat", "party/B", "device", "introduce", "proposals", "issues", "issues/line", "new-issue",
    "concern/line", "rules", "settings", "pause", "pause/world", "pause/leak", "press", "meetings", "meetings/1", "meetings/1/point", "new-meeting", "record"].map((p) => `#/table/${p}`),
  ...["show/1", "circulate", "circulate/1", "send", "nonpapers", "nonpapers/write", "nonpapers/round", "readouts", "readouts/write", "readouts/key", "readouts/open", "dossier", "shuttle"].map((p) => `#/papers/${p}`),
  ...["open", "pen", "pen/B", "brackets", "print", "article/3", "article/3/draft", "article/3/settle", "article/3/drafts", "article/3/compare/1/2", "article/3/clean", "article/3/silence",
    "article/3/object", "article/3/leave-out", "article/4/recommend"].map((p) => `#/text/${p}`),
  ...["ask", "ask/room", "ask/range", "days", "days/1", "days/propose", "1", "2", "2/place", "2/place/1", "2/place/only-if", "1/key", "3", "4/enter", "4/seal", "5/enter", "6/enter/1", "reopen/zone"].map((p) => `#/soundings/${p}`),
  "#/lock",
];
const LARGE = { width: 600, height: 450 };
const NARROW = { width: 320, height: 256 };
let place, desks, page;

before(async () => {
  ({ place, desks } = await furnished());
  const { A, B, N } = desks;
  await A.do(["say", "--could-recommend", "The observers could be counted on both sides, with an-unusually-long-word-that-nobody-can-break-anywhere."]);
  await A.do(["say", "نرى أن وقف إطلاق النار يبدأ بالمراقبة."]);
  await B.do(["meeting", "call", "2099-01-20T10:00", "The house by the lake", "--agenda", "line,observers"]);
  await A.do(["press", "agree", "We do not comment on private meetings."]);
  await N.do(["seat", "standing", "former official", "--until", "2099-12-31T12:00"]);
  await A.do(["paper", "circulate", "Elements on observers", "en=@en", "uk=@uk", "--attach", "@n.txt=A note"], {
    files: { "@en": "Observers move freely.\n\nThey report daily.", "@uk": "Спостерігачі.", "@n.txt": "Seen." } });
  const en = "The observers [shall] [should] move freely on both sides of the line [, subject to prior notice of [six] [twenty-four] hours]{trading}.";
  const draft = (texts) => ({ files: { "@f": JSON.stringify(texts) } });
  await A.do(["text", "open", "3", "--file", "@f", "--issues", "observers"], draft({ en: "Observers", ar: "المراقبون" }));
  await A.do(["text", "draft", "3", "--file", "@f"], draft({ en, ar: "يتحرك المراقبون [بحرية] [بحرية بعد إشعار مسبق] على جانبي الخط." }));
  await A.do(["text", "draft", "3", en.replace("move", "travel")]);
  await A.do(["text", "open", "4", "Exchange", "--issues", "prisoners"]);
  await A.do(["text", "draft", "4", "All prisoners return."]);
  page = await show(A, { zoom: 2 });
});
after(async () => {
  await closeBrowser();
  await place.end();
});

async function draw(p, address) {
  await p.evaluate((h) => {
    location.hash = h;
    return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  }, address);
  await holds(p, () => document.querySelector("main h1") !== null && !/One moment/.test(document.querySelector("main").innerText));
}

test("at 200 %: nothing is cut or out of reach", async () => {
  assert.deepEqual(page.viewportSize(), LARGE);
  assert.deepEqual(await faults(page, PAGES, draw), []);
});

test("at 200 %: whoever goes by the keyboard sees where it is", async () => {
  for (const address of [...PLACES, "#/papers/circulate", "#/text/article/3/draft", "#/soundings/4/enter", "#/table/new-meeting"]) {
    await draw(page, address);
    assert.deepEqual(await focusSeen(page), [], address);
  }
});

test("at 320 pixels: nothing is cut or out of reach", async () => {
  await page.setViewportSize(NARROW);
  assert.deepEqual(await faults(page, PAGES, draw), []);
});

test("at 200 % and at 320 pixels no word is lost", async () => {
  const main = [...PLACES, "#/table/seats", "#/table/issues", "#/text/article/3", "#/text/brackets", "#/papers/show/1", "#/soundings/2", "#/soundings/4/enter"];
  await sameWords(page, main, draw, { width: 1200, height: 900 }, LARGE);
  await sameWords(page, main, draw, LARGE, NARROW);
  assert.deepEqual(page.seen, { elsewhere: [], errors: [] });
});
