// What goes with a paper: as soon as a file is chosen its author is told what will be taken out, or why it cannot be sent; what
// the others get has nothing of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibility, closeBrowser, show } from "../browser.mjs";
import { Place, seated } from "../desks.mjs";
import { hears, listen } from "./heard.mjs";
import { button, file, heading, saved, table, walk } from "./papers.mjs";

let place, A, B, photograph;

/** A picture as a camera writes it: held upright by a note, with the place where it was taken. */
function fromCamera(jpeg) {
  const entry = (tag, type, count, value) => {
    const b = Buffer.alloc(12);
    b.writeUInt16LE(tag, 0), b.writeUInt16LE(type, 2), b.writeUInt32LE(count, 4), b.writeUInt32LE(value, 8);
    return b;
  };
  const directory = (...entries) => Buffer.concat([Buffer.from([entries.length, 0]), ...entries, Buffer.alloc(4)]);
  const tiff = Buffer.concat([
    Buffer.from("II*\0\b\0\0\0", "latin1"),
    directory(entry(0x0112, 3, 1, 6), entry(0x8825, 4, 1, 38)),
    directory(entry(0x0001, 2, 2, 0x4e)),
  ]);
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length + 2);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, body, jpeg.subarray(2)]);
}

before(async () => {
  place = await Place.make();
  const desks = await seated(place, table);
  [A, B] = await Promise.all([show(desks.A), show(desks.B)]);
  for (const page of [A, B]) page.setDefaultTimeout(15_000);
  photograph = fromCamera(await A.screenshot({ type: "jpeg", clip: { x: 0, y: 0, width: 64, height: 48 } }));
});
after(async () => {
  await closeBrowser();
  await place.end();
});

const choose = (...files) => A.getByLabel("Files that go with it").setInputFiles(files);

test("what will be taken out is told when the file is chosen, before anything leaves", async () => {
  await walk(A, "Circulate a paper");
  await listen(A);
  await choose({ name: "IMG_0417.jpg", mimeType: "image/jpeg", buffer: photograph });
  await hears(A, "Looked through, and ready to go with the paper: IMG_0417.jpg");
  const main = A.getByRole("main");
  await main.getByText(/Taken out before it leaves, which only you are told: .*position/).waitFor();
  await main.getByText("It is turned upright, because how to hold it is taken out too.").waitFor();
  await choose(file("plain.txt", "Seen."));
  await main.getByText("Nothing in it has to be taken out before it leaves.").waitFor();
  assert.deepEqual(await accessibility(A), []);
  await button(A, "Leave out plain.txt").press("Enter");
  await A.getByLabel("Files that go with it").and(A.locator(":focus")).waitFor(); // the keyboard is not lost with the button
});

test("what cannot be sent is said at once, by the file's name, and is not taken; the others stay", async () => {
  await choose(file("minutes.docx", "PK\u0003\u0004 and so on"), file("seen.txt", "Seen by both."));
  await hears(A, /minutes\.docx is not sent: files of office programs carry the names/);
  await A.getByLabel("What others see as its name: seen.txt").waitFor();
  assert.equal(await A.getByLabel("What others see as its name: minutes.docx").count(), 0);
  await choose({ name: "film.txt", mimeType: "text/plain", buffer: Buffer.alloc(17 * 1024 * 1024, 65) });
  await hears(A, "film.txt is not sent: it is larger than this program looks through.");
  await choose({ name: "long.txt", mimeType: "text/plain", buffer: Buffer.alloc(1_100_000, 65) });
  await hears(A, "long.txt is not sent: an attachment has 1024 KiB at most");
  assert.equal(await B.getByText("seen.txt").count(), 0);
});

test("the read-back says it again, and what the others get has nothing of it", async () => {
  await A.getByLabel("Title", { exact: true }).fill("The bridge");
  await A.getByLabel("Text: English").fill("See the picture.");
  await A.getByLabel("What others see as its name: IMG_0417.jpg").fill("The bridge from the east");
  await button(A, "Read it back").click();
  await heading(A, "Read the paper back").waitFor();
  await A.getByText(/Taken out before it leaves, which only you are told: .*position/).waitFor();
  await button(A, "Circulate the paper").click();
  await heading(A, "The paper is circulated").waitFor();
  await walk(B, "The bridge");
  const { bytes } = await saved(B, () => button(B, "Save The bridge from the east").click());
  assert.ok(bytes.length > 100 && !bytes.includes("Exif") && photograph.includes("Exif"));
  assert.doesNotMatch(await B.locator("body").innerText(), /IMG_0417|position/);
  assert.deepEqual([A.seen, B.seen], [{ elsewhere: [], errors: [] }, { elsewhere: [], errors: [] }]);
});

test("more than eight are not taken along", async () => {
  await walk(A, "Circulate a paper");
  await A.getByLabel("Title", { exact: true }).fill("Nine");
  await A.getByLabel("Text: English").fill("Nine files.");
  await choose(...Array.from({ length: 9 }, (_, i) => file(`${i}.txt`, `File ${i}.`)));
  await A.getByLabel("What others see as its name: 8.txt").waitFor();
  await A.getByText("A paper has so many attachments at most: 8. Please leave some out.").waitFor();
  await button(A, "Leave out 8.txt").click();
  await A.getByText("A paper has so many attachments at most").waitFor({ state: "detached" });
});
