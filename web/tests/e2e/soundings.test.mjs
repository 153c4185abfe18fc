// The soundings in the browser: four people, four desks, a real relay. Each job looks at what the others' pages show, too.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeBrowser } from "../browser.mjs";
import { SEATS, answer, arrives, ask, clean, enterFile, example, follow, goto, heading, landed, pages, press, seal, told } from "./sound.mjs";

let place, all;
const profile = example.profiles;
const title = (id) => example.issues.find((x) => x.id === id).title.en;
const preferences = (seat, more = {}) => ({ ...profile[seat], ...more });

before(async () => ({ place, all } = await pages()));
after(async () => {
  if (process.env.T2_SHOTS) for (const id of SEATS) await all[id].screenshot({ path: `${process.env.T2_SHOTS}/end-${id}.png`, fullPage: true });
  await closeBrowser();
  await place.end();
});

/** Tab until what has the focus is called so, as somebody does who has no mouse. */
async function tabTo(page, name, role) {
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      const text = e.labels?.[0]?.innerText ?? e.getAttribute("aria-label") ?? e.innerText ?? "";
      return { text: text.trim(), role: e.type ?? e.tagName.toLowerCase() };
    });
    if (at.text === name && (role === undefined || at.role === role)) return;
  }
  assert.fail(`the keyboard does not reach ${name}`);
}

test("a concerned seat that is left out is named, and nothing is opened", async () => {
  const page = all.B;
  await goto(page, "#/soundings/ask/room");
  await page.getByRole("checkbox", { name: title("territory") }).check();
  assert.deepEqual(await page.getByRole("group", { name: "Who has to answer" }).getByRole("checkbox", { checked: true }).count(), 2);
  await page.getByRole("checkbox", { name: "Seat A" }).uncheck();
  await page.getByRole("checkbox", { name: "Seat C" }).check();
  // The page says it where one chooses, as the program refuses it at the end (its sentence: tests/unit/table_refusals.c).
  await page.getByText("The issues concern these as well; they have to answer, too: Seat A.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Go on", exact: true }).getAttribute("aria-disabled"), "true");
  await goto(all.A, "#/soundings");
  await all.A.getByText("No sounding is under way.").waitFor();
});

test("preferences for eight issues by keyboard alone; then room, the second keys, and the one package on four pages", async () => {
  const n = await ask(all.C, "Is there room?", "all");
  const page = all.A;
  await arrives(page, n, "It waits for what you could live with.");
  await tabTo(page, "Enter what I could live with");
  await page.keyboard.press("Enter");
  await landed(page, "What I could live with");
  // Points, and how many in all.
  await tabTo(page, "When three words are too coarse");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("62");
  // The label turns to points when they are chosen.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.getByLabel("Could live with, in points, at least").waitFor();
  await page.getByRole("heading", { level: 1 }).focus();
  await tabTo(page, "Begin with the first issue");
  await page.keyboard.press("Enter");
  const onto = async (wanted) => {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(wanted.is, wanted.what)) return;
    }
    assert.fail(`the keyboard does not reach ${wanted.what}`);
  };
  for (const issue of example.issues) {
    await landed(page, issue.title.en);
    for (const [i, points] of profile.A.points[issue.id].entries()) {
      await onto({ is: (id) => document.activeElement.name === id, what: issue.options[i].id });
      // A group that has no word yet takes the focus at its first; the arrows go on from there, and around.
      await page.keyboard.press(points === null ? "ArrowUp" : "ArrowDown");
      if (points === null) continue;
      await page.keyboard.press("Tab");
      await page.keyboard.press("Control+A");
      await page.keyboard.type(String(points));
    }
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
  }
  await landed(page, "What I could live with");
  for (const link of profile.A.linkages) {
    await page.getByRole("link", { name: "Add an “only if”" }).press("Enter");
    await landed(page, "Only if");
    const text = (issue, id) => example.issues.find((x) => x.id === issue).options.find((o) => o.id === id).text;
    const [[issue, options]] = Object.entries(link.if), [[then, thenOptions]] = Object.entries(link.then);
    await page.getByRole("radio", { name: title(issue) }).press("Space");
    for (const id of options) {
      await page.getByRole("checkbox", { name: text(issue, id) }).press("Space");
    }
    await page.getByRole("group", { name: "only if on this issue …" }).getByRole("radio", { name: title(then) }).press("Space");
    for (const id of thenOptions) {
      await page.getByRole("checkbox", { name: text(then, id) }).press("Space");
    }
    await page.getByRole("button", { name: "Add it" }).press("Enter");
  }
  await page.getByRole("button", { name: "See what this accepts" }).press("Enter");
  await landed(page, "What your entry accepts");
  assert.match(await page.locator(".stand").innerText(), /your entry accepts 3,952 of 20,736/);
  assert.equal(await page.getByRole("heading", { name: /^Package \d of 3$/ }).count(), 3);
  await page.getByRole("region", { name: "Package 1 of 3" }).getByRole("radio", { name: "Yes, I could" }).check();
  await page.getByText("Your entry says the same.").waitFor();

  for (const id of ["B", "C", "N"]) {
    await arrives(all[id], n, "It waits for what you could live with.");
    await enterFile(all[id], n, preferences(id));
    await heading(all[id], "What your entry accepts");
    assert.match(await all[id].locator(".stand").innerText(), new RegExp(`accepts ${example.expected.acceptable_to_seat[id].toLocaleString("en")} of 20,736`));
  }
  // Sealing does not hold anybody: one goes on, and the last one's sealing brings the answer to all.
  for (const id of SEATS) await seal(all[id], n);
  for (const id of SEATS) await answer(all[id], n, "Room. There is at least one package that every required seat could live with.");

  for (const id of SEATS) {
    await goto(all[id], `#/soundings/${n}/key`);
    await all[id].getByRole("radio", { name: "I turn it" }).check();
    await press(all[id], "Turn my key");
    await heading(all[id], "Seal it");
    await all[id].getByText("You turn your second key.").waitFor();
    await press(all[id], "Seal it");
    await all[id].waitForURL(new RegExp(`#/soundings/${n + 1}$`), { timeout: 50_000 });
  }
  const cards = [];
  for (const id of SEATS) cards.push(await all[id].getByRole("region", { name: "The package that was found" }).innerText({ timeout: 50_000 }));
  assert.equal(new Set(cards).size, 1);
  const found = example.expected.packages.filter((p) =>
    example.issues.every((x) => cards[0].includes(x.options.find((o) => o.id === p.package[x.id]).text)));
  assert.equal(found.length, 1, "it is one of the five that all could live with");

  // Where it stands in one's own order: nobody else is told.
  await follow(page, "Where does it stand in my own order?");
  await press(page, "See where it stands");
  const rank = found[0].rank_among_own_valid.A;
  await page.getByText(`In your own order it is number ${rank.toLocaleString("en")} of the ${example.expected.valid_for_seat.A.toLocaleString("en")} packages that you do not rule out.`).waitFor();
});

test("without room nobody loses face: four pages with the same sentence and nothing about who", async () => {
  const n = await ask(all.A, "Is there room?", [title("guarantees")], async (page) => {
    await page.getByRole("checkbox", { name: title("guarantees") }).check();
    await page.getByRole("checkbox", { name: "Seat N" }).check(); // whom it does not concern may be asked, too
  });
  for (const id of SEATS) {
    await arrives(all[id], n, "It waits for what you could live with.");
    await enterFile(all[id], n, { alone: { guarantees: profile[id].alone.guarantees } });
    await heading(all[id], "What your entry accepts");
    await seal(all[id], n);
  }
  const said = [];
  for (const id of SEATS) {
    await answer(all[id], n, "No room was found.");
    said.push(await told(all[id]));
    assert.doesNotMatch(said.at(-1), /Seat|Arvenia|Borea|refus/);
  }
  assert.equal(new Set(said).size, 1);
  assert.equal(said[0], "No room was found. This can mean many things, also that a seat did not enter anything.");
});

test("an entry that is too wide is said so before it is sealed, and can be changed or taken back", async () => {
  const n = await ask(all.A, "Is there room?", "all");
  const page = all.B;
  await arrives(page, n, "It waits");
  await enterFile(page, n, { words: Object.fromEntries(example.issues.map((x) => [x.id, x.options.map(() => "could live with")])) });
  assert.match(await page.getByRole("alert").innerText(), /Your entry accepts 20736 of 20736 candidates, more than the 8294/);
  await enterFile(page, n, preferences("B"));
  await heading(page, "What your entry accepts");
  await goto(page, `#/soundings/${n}/stop`);
  await press(page, "Take my entry back");
  await page.getByText("the others see nothing of it").waitFor();
  await goto(page, `#/soundings/${n}`);
  await page.getByText("It waits for what you could live with.").waitFor();
  await goto(all.A, `#/soundings/${n}/stop`);
  await press(all.A, "Withdraw the sounding");
  await all.A.getByText("it does not count as one of the soundings").waitFor();
  await arrives(page, n, "It was stopped, and there is no answer.");
});

test("nothing of what was entered lies in the browser, and nothing was asked from elsewhere", async () => {
  await clean(all, ["t2-l1"]);
});
