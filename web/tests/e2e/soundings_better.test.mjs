// How far apart, with a step and with none; and whether there is a better package than the one that was found.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeBrowser } from "../browser.mjs";
import { SEATS, accessibility, answer, arrives, ask, card, clean, enterFile, example, follow, goto, heading, pages, press, seal, told } from "./sound.mjs";

let place, all;
const title = (id) => example.issues.find((x) => x.id === id).title.en;
before(async () => ({ place, all } = await pages()));
after(async () => {
  await closeBrowser();
  await place.end();
});

/** Asked, entered by every seat that it requires, sealed and answered. */
async function near(issue, points) {
  const n = await ask(all.C, "How far apart are we?", [title(issue)]);
  for (const id of Object.keys(points)) {
    await arrives(all[id], n, "It waits for what you could live with.");
    await enterFile(all[id], n, { points: { [issue]: points[id] }, could_live_with_at_least: 10 });
    await heading(all[id], "What your entry accepts");
    await seal(all[id], n);
  }
  return n;
}

test("room at a step: all learn which, nobody learns who came nearer, and there is nothing to open yet", async () => {
  // A comes two points nearer to the second option, C one.
  const n = await near("guarantees", { A: [null, 8, 10, 10], B: [10, 10, 0, null], C: [0, 9, 10, 5] });
  const said = [];
  for (const id of ["A", "B", "C"]) {
    await answer(all[id], n, "There would be room if every seat came 2 of its own points nearer, and at no smaller step.");
    said.push(await told(all[id]));
    await all[id].getByText("There is nothing to open yet.").waitFor();
    assert.equal(await all[id].getByRole("link", { name: /second key/ }).count(), 0, "a key that the program refuses is not offered");
  }
  assert.equal(new Set(said).size, 1);
  assert.deepEqual(await accessibility(all.A), []);
});

test("no room at any step, and room at once, which a second key can open", async () => {
  const none = await near("sanctions", { B: [null, null, null, 10], C: [10, null, null, null] });
  for (const id of ["B", "C"]) await answer(all[id], none, "No room was found at any of the steps. This can mean many things");
  await follow(all.B, "Back");
  const room = await near("sanctions", { B: [null, 10, null, 10], C: [10, 10, null, null] });
  for (const id of ["B", "C"]) {
    await answer(all[id], room, "Room. There is at least one package");
    await all[id].getByRole("link", { name: "The second key", exact: true }).waitFor();
  }
});

test("a better package: all learn that there is one, the key opens it, and it stands in no seat's order behind the first", async () => {
  // Two packages that all could live with; the second is better for A, and for nobody worse.
  const points = { A: [null, 10, 12], B: [10, 10, 10], C: [0, 10, 10], N: [0, 10, 10] };
  const enter = async (n) => {
    for (const id of SEATS) {
      await goto(all[id], `#/soundings/${n}`);
      await all[id].getByText("It waits for what you could live with.").first().waitFor();
      await enterFile(all[id], n, { points: { observers: points[id] }, could_live_with_at_least: 10 });
      await heading(all[id], "What your entry accepts");
      await seal(all[id], n);
    }
  };
  const turn = async (n) => {
    let find;
    for (const id of SEATS) {
      await goto(all[id], `#/soundings/${n}/key`);
      await all[id].getByRole("radio", { name: "I turn it" }).check();
      await press(all[id], "Turn my key");
      await heading(all[id], "Seal it");
      await press(all[id], "Seal it");
      await all[id].waitForURL(/#\/soundings\/\d+$/, { timeout: 50_000 });
      find = Number(/(\d+)$/.exec(all[id].url())[1]);
    }
    const cards = [];
    for (const id of SEATS) cards.push(await card(all[id], find));
    assert.equal(new Set(cards).size, 1);
    return { find, card: cards[0] };
  };
  const option = (id) => example.issues.find((x) => x.id === "observers").options.find((o) => o.id === id).text;
  const n = await ask(all.N, "Is there room?", [title("observers")]);
  await enter(n);
  for (const id of SEATS) await answer(all[id], n, "Room.");
  const first = await turn(n);
  // By lot it is the worse of the two or the better one: what there is to learn follows from it.
  const worse = first.card.includes(option("o2"));
  assert.ok(worse || first.card.includes(option("o3")));
  await goto(all.A, `#/soundings/${first.find}`);
  await follow(all.A, "Is there a better package?");
  await heading(all.A, "Is there a better package?");
  await all.A.getByText("Nobody learns for whom.").waitFor();
  await press(all.A, "Ask it");
  await all.A.waitForURL(new RegExp(`#/soundings/${first.find + 1}$`));
  const better = first.find + 1;
  await enter(better);
  const said = [];
  for (const id of SEATS) {
    await answer(all[id], better, worse ? "There is a package that is worse for nobody and better for somebody." : "No better package was found.");
    said.push(await told(all[id]));
    assert.doesNotMatch(said.at(-1), /Seat/);
  }
  assert.equal(new Set(said).size, 1);
  if (worse) {
    const second = await turn(better);
    assert.ok(second.card.includes(option("o3")));
    await goto(all.A, `#/soundings/${second.find}`);
    await follow(all.A, "Where does it stand in my own order?");
    await enterFileOrder(all.A, { points: { observers: points.A }, could_live_with_at_least: 10 });
    await all.A.getByText("In your own order it is number 1 of the 2 packages").waitFor();
  }
  await clean(all, ["o3"]);
});

async function enterFileOrder(page, preferences) {
  await heading(page, "Where does it stand in my own order?");
  await page.getByText("I have it in a file").click();
  await page.getByLabel("A file with your preferences").setInputFiles({
    name: "preferences.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(preferences)) });
  await press(page, "Take it from the file");
}
