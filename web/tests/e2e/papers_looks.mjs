// Every page of the Papers place in one look: no finding of axe, nothing wider than the window, nothing asked of anywhere else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibility, closeBrowser, show } from "../browser.mjs";
import { Place, seated } from "../desks.mjs";
import { table } from "./papers.mjs";

const pages = ["", "/show/1", "/show/2", "/circulate", "/circulate/2", "/send", "/nonpapers", "/nonpapers/write", "/nonpapers/drop", "/nonpapers/round",
  "/nonpapers/open", "/nonpapers/take-part/1", "/readouts", "/readouts/write", "/readouts/seal", "/readouts/key", "/readouts/open", "/dossier", "/shuttle", "/show/99"];

/** Tests of these looks, for show() of browser.mjs. */
export function looks(...all) {
  let place, desk;
  before(async () => {
    place = await Place.make();
    const desks = await seated(place, table);
    desk = desks.A;
    const circulate = (...more) => desk.do(["paper", "circulate", ...more], {
      files: { "@en": "Observers move freely.\n\nThey report daily.", "@uk": "Спостерігачі.", "@ar": "يتحرك المراقبون بحرية.", "@note.txt": "Seen." } });
    await circulate("Elements on observers", "en=@en", "uk=@uk", "ar=@ar", "--attach", "@note.txt=A note");
    await circulate("Elements on observers", "en=@en", "uk=@uk", "ar=@ar", "--replaces", "1");
    await desk.do(["nonpaper", "prepare", "@en"], { files: { "@en": "An idea." } });
    await desk.do(["nonpaper", "round"]);
  });
  after(async () => {
    await closeBrowser();
    await place.end();
  });

  for (const look of all)
    test(`every page of the place is accessible: ${JSON.stringify(look)}`, async () => {
      const p = await show(desk, look);
      for (const at of pages) {
        await p.goto(`${desk.origin}/#/papers${at}`);
        // What stood there before is gone, and what is shown has been read.
        await p.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50))));
        await p.locator('nav [aria-current="page"][href="#/papers"]').waitFor();
        await p.locator("main h1").waitFor();
        if (at === "/readouts/write") {
          await p.locator("main textarea").fill("It was said that Seat B could accept. There is room.");
          await p.locator("mark").waitFor();
        }
        assert.deepEqual(await accessibility(p), [], at);
        const wide = await p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${at} is wider than the window by ${wide}`);
      }
      assert.deepEqual([p.seen.elsewhere, p.seen.errors], [[], []]);
      await p.context().close();
    });
}
