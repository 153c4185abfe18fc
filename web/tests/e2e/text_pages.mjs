// Every page of the text as people meet it, for text_looks*.test.mjs: what axe finds against WCAG, and whether anything stands
// beyond the edge.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { accessibility, closeBrowser, show, holds } from "../browser.mjs";
import { Place, seated } from "../desks.mjs";

const read = async (path) => JSON.parse(await readFile(new URL(path, import.meta.url)));
const table = await read("../../../examples/example_table.json");
let place, desk;

const PAGES = [
  [], ["open"], ["pen"], ["pen", "B"], ["brackets"], ["print"], ["article", "9"], ["no-such"], ["article", "2"], ["article", "3"],
  ...[["draft"], ["draft", "send"], ["draft", "forget"], ["settle"], ["settle", "send"], ["drafts"], ["drafts", "1"], ["compare", "1", "2"],
    ["clean"], ["silence"], ["leave-out"], ["object"]].map((p) => ["article", "3", ...p]),
  ...["recommend", "agree", "confirm", "withdraw"].map((v) => ["article", "4", v]),
];

before(async () => {
  place = await Place.make();
  desk = (await seated(place, table)).A;
  const file = (texts) => ({ files: { "@f": JSON.stringify(texts) } });
  const en = "The observers [shall] [should] move freely on both sides of the line [, subject to prior notice of [six] [twenty-four] hours]{trading}.";
  await desk.do(["text", "open", "2", "Nothing yet", "--issues", "observers"]);
  await desk.do(["text", "open", "3", "--file", "@f", "--issues", "observers"], file({ en: "Observers", ar: "المراقبون" }));
  await desk.do(["text", "draft", "3", "--file", "@f"], file({ en, ar: "يتحرك المراقبون [بحرية] [بحرية بعد إشعار مسبق] على جانبي الخط." }));
  await desk.do(["text", "draft", "3", en.replace("move", "travel")]);
  await desk.do(["text", "open", "4", "Exchange", "--issues", "prisoners"]);
  await desk.do(["text", "draft", "4", "All prisoners return."]);
  await desk.do(["text", "recommend", "4"]);
});
after(async () => {
  await closeBrowser();
  await place.end();
});

export function looks(ways) {
  for (const [name, options] of ways)
    test(`every page of the text, ${name}`, async () => {
      const page = await show(desk, options);
      await page.waitForSelector("main h1");
      for (const path of PAGES) {
        await page.evaluate((hash) => (location.hash = hash), `#/text/${path.join("/")}`);
        await holds(page, (h) => location.hash === h && document.querySelector("main h1") !== null && document.querySelector("main > [role=status]") === null,
          `#/text/${path.join("/")}`);
        assert.deepEqual(await accessibility(page), [], path.join("/"));
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path.join("/")} is too wide`);
      }
      assert.deepEqual(page.seen, { elsewhere: [], errors: [] });
      await page.context().close();
    });
}
