// Of what was written and not sent, what a person can still copy when the session is over.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { forgetDrafts, setDraft, unsentTexts } from "../src/drafts.ts";

afterEach(forgetDrafts);

test("texts stand as they were written, also those within forms; ids, numbers and files do not", () => {
  setDraft("papers/nonpaper", "We could live\nwith a corridor.");
  setDraft("text/1", JSON.stringify({ base: 3, texts: { en: "The parties withdraw.", uk: "Сторони відводять сили." } }));
  setDraft("papers/form/files", JSON.stringify([{ name: "map.jpg", base64: "AAAA" }]));
  setDraft("line/admit/id", "observer-7");
  setDraft("line/hours", "24");
  setDraft("table/say", JSON.stringify({ text: "24", phrase: "thinking aloud" }));
  setDraft("again", "We could live\nwith a corridor.");
  assert.deepEqual(unsentTexts(), ["We could live\nwith a corridor.", "The parties withdraw.", "Сторони відводять сили."]);
});

test("a text that only looks like a form stays whole", () => {
  setDraft("a", "{ not a form");
  setDraft("b", '"in quotation marks" he said');
  setDraft("c", "null");
  assert.deepEqual(unsentTexts(), ["{ not a form", '"in quotation marks" he said']);
});
