// A meeting from its call to the closed record; and, while its hour is awaited, a leak, a pause, a world that has changed.
import { after, before, test } from "node:test";
import { SEATS, allSee, confirm, end, fourPages, heading, nothingElse, press, sees, way } from "./table.mjs";

const MINUTE = 60_000;
const LINE = "We do not comment on private meetings.";
let all, pages, start;

before(async () => {
  all = await fourPages(async (desks) => {
    await desks.A.do(["press", "agree", LINE]);
    for (const id of ["B", "C", "N"]) {
      await desks[id].until(["proposal", "list"], (r) => r.proposals.length === 1);
      await consents(desks[id]);
    }
    for (const id of SEATS) await desks[id].until(["table", "show"], (t) => t.line_if_asked.en === LINE);
  });
  pages = all.pages;
});
after(() => all && end(all));

/** Reads and consents; once more when something came between. */
async function consents(desk) {
  for (let tries = 0; ; tries++) {
    await desk.do(["proposal", "list"]);
    const [answer] = (await desk.calls([{ words: ["proposal", "consent", "1"] }])).results;
    if (answer.exit === 0) return;
    if (tries === 5) throw new Error(answer.result.error);
  }
}

const two = (n) => String(n).padStart(2, "0");
const warnings = (page) => page.locator(".warnings");

test("a meeting is called; each says whether it comes", async () => {
  const { A, B, C, N } = pages;
  await way(A, "Meetings", "Call a meeting");
  await A.getByRole("group", { name: "Agenda" }).getByLabel("Cease-fire line").check();
  await A.getByLabel("Where").fill("The house by the lake");
  start = new Date((Math.floor(Date.now() / MINUTE) + (Date.now() % MINUTE > 50_000 ? 2 : 1)) * MINUTE);
  const when = A.getByRole("group", { name: "When" });
  await when.getByLabel("Day").fill(`${start.getFullYear()}-${two(start.getMonth() + 1)}-${two(start.getDate())}`);
  await when.getByLabel("Hour").fill(`${two(start.getHours())}:${two(start.getMinutes())}`);
  await A.getByRole("group", { name: "Who is invited, beside you" }).getByLabel("Seat N").uncheck();
  await sees(A, "The agenda concerns seats that are not invited: Seat N");
  await A.getByRole("group", { name: "Who is invited, beside you" }).getByLabel("Seat N").check();
  await A.getByRole("group", { name: "Who keeps the record" }).getByLabel("Seat N").check();
  await press(A, "Read it once more, then call it");
  await sees(A, "Keeps the record: Seat N");
  await confirm(A, "Call the meeting");
  await heading(A, "Meetings");
  for (const page of [B, C, N]) {
    await way(page, "Say whether you come to meeting 1");
    await sees(page, "The house by the lake");
    await press(page, page === C ? "I do not come" : "I come");
    await sees(page, "The others see it.");
  }
  await way(A, "Meetings");
  await A.getByRole("link", { name: /^Meeting 1:/ }).click();
  await sees(A, "Coming: Seat B and Seat N");
  await sees(A, "Not coming: Seat C");
});

test("a leak pauses all four pages and shows the line on top; who reported it lets the table go on", async () => {
  const { B, C } = pages;
  await way(B, "Pause, and the press", "Something is in the press");
  await sees(B, LINE);
  await B.getByLabel("What you know of it").fill("A newspaper has called.");
  await confirm(B, "Tell all, and pause the table");
  await allSee(pages, LINE, warnings);
  await allSee(pages, "The table is paused by Seat B.", warnings);
  await way(C, "Pause, and the press");
  await sees(C, "A newspaper has called.");
  await way(B, "Pause, and the press", "Lift my pause");
  await confirm(B, "Lift my pause");
  for (const id of SEATS) await warnings(pages[id]).getByText(LINE).waitFor({ state: "detached" });
});

test("the world has changed: soundings wait until every seat has reconfirmed", async () => {
  const { C } = pages;
  await way(C, "Pause, and the press", "The world has changed");
  await C.getByLabel("What has happened").fill("The government has fallen.");
  await confirm(C, "Pause the table");
  await allSee(pages, "The table is paused by Seat C.", warnings);
  await way(C, "Pause, and the press", "Lift my pause");
  await confirm(C, "Lift my pause");
  await allSee(pages, /Soundings wait until these have reconfirmed their mandate/, warnings);
  for (const id of SEATS) {
    await way(pages[id], "Reconfirm your mandate");
    await heading(pages[id], "Reconfirm your mandate?");
    await confirm(pages[id], "Reconfirm it");
    await heading(pages[id], "Pause, and the press");
  }
  for (const id of SEATS) await warnings(pages[id]).getByText("Soundings wait until").waitFor({ state: "detached" });
});

const toMeeting = async (page) => {
  await way(page, "Meetings");
  await page.getByRole("link", { name: /^Meeting 1:/ }).click();
  await heading(page, "Meeting 1");
};

test("the meeting: who is there, who speaks, the points without a name, the read-back by all", async () => {
  const { A, B, N } = pages;
  for (const page of [A, B, N]) await toMeeting(page);
  for (const page of [A, B, N]) {
    // The page itself sees that the hour has come.
    await page.getByRole("button", { name: "I am here, or was" }).click({ timeout: start.getTime() - Date.now() + 20_000 });
    await sees(page, "The others see it.");
  }
  await sees(N, "Was there: Seat A, Seat B and Seat N");
  await press(B, "Ask to speak");
  await B.getByRole("button", { name: "I have spoken, or do not want to" }).waitFor();
  await press(A, "Ask to speak");
  await N.getByRole("listitem").filter({ hasText: /^Seat A$/ }).waitFor();
  await press(B, "I have spoken, or do not want to");
  await N.getByRole("main").getByRole("listitem").filter({ hasText: /^Seat B$/ }).waitFor({ state: "detached" });

  await N.getByRole("link", { name: "Note a point" }).click();
  await N.getByLabel("The point").fill("Seat A said that a narrow zone could be considered.");
  await press(N, "Read it once more");
  await press(N, "Put it into the record");
  await N.getByRole("alert").waitFor();
  await N.getByRole("main").getByRole("link", { name: "Back" }).first().click();
  for (const point of ["It was said that a narrow zone could be considered if both sides withdraw alike.", "A point too many."]) {
    await N.getByLabel("The point").fill(point);
    await press(N, "Read it once more");
    await confirm(N, "Put it into the record");
    await sees(A, point);
    if (point !== "A point too many.") await N.getByRole("link", { name: "Note a point" }).click();
  }
  await N.getByRole("link", { name: "Strike point 2" }).click();
  await confirm(N, "Strike point 2");
  await A.getByText("A point too many.").waitFor({ state: "detached" });

  await N.getByRole("link", { name: "Give the record to the read-back" }).click();
  await sees(N, "a narrow zone could be considered");
  await confirm(N, "Give it to the read-back");
  await way(B, "Read back the record of meeting 1", "Do not confirm it");
  await B.getByLabel("What should be otherwise").fill("It was said otherwise.");
  await confirm(B, "Open it again");
  await sees(A, "State: its record is open");
  await N.getByRole("link", { name: "Give the record to the read-back" }).click();
  await confirm(N, "Give it to the read-back");
  for (const page of [N, A, B]) {
    await way(page, "Read back the record of meeting 1", "Confirm the record");
    await sees(page, "a narrow zone could be considered");
    await confirm(page, "Confirm the record");
    await heading(page, "Meeting 1");
  }
  await toMeeting(pages.C);
  await allSee(pages, "State: its record is closed");
  await allSee(pages, "Have confirmed it: Seat A, Seat B and Seat N");
});

test("nothing went anywhere else, and nothing failed", () => nothingElse(pages));
