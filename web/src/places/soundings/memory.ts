// What was entered in this session, so that it can be changed, compared and asked for again. It lies in the memory of this page
// alone and is forgotten when the desk is locked; the entry itself is kept by the desk, sealed.
import { currentDesk, onDesk } from "../../desk.ts";
import { draftOf, setDraft } from "../../drafts.ts";
import { emptyEntry, type Entry } from "./entry.ts";
import type { Entered, Issue, Sounding } from "./types.ts";

const entries = new Map<number, Entry>();
export const checked = new Map<number, Entered>();
/** One-word entries: yes, ready, the second key. */
export const saidYes = new Map<number, boolean>();

onDesk(() => {
  if (currentDesk().state?.locked === false && !currentDesk().closed) return;
  entries.clear();
  checked.clear();
  saidYes.clear();
});

const name = (n: number): string => `soundings/entry/${n}`;

/** What is filled in for this sounding; else what was entered before, as far as it is about the same issues. */
export function entryOf(s: Sounding, root: number, issues: readonly Issue[]): Entry {
  const draft = draftOf(name(root));
  if (draft !== undefined) return JSON.parse(draft) as Entry;
  const own = entries.get(root);
  if (own !== undefined) return own;
  const before = [...entries.values()].reverse().find((e) => issues.some((x) => e.words[x.id] !== undefined));
  const byPoints = s.kind === "near" || s.kind === "better";
  return before === undefined ? emptyEntry(byPoints) : { ...before, byPoints: before.byPoints || byPoints };
}

/** Filled in, and nowhere but here: the person is warned before it is lost. */
export const draftEntry = (root: number, e: Entry): void => setDraft(name(root), JSON.stringify(e));

/** The desk has it now. */
export function keepEntry(root: number, e: Entry): void {
  entries.delete(root); // the last entered comes last
  entries.set(root, e);
  setDraft(name(root), undefined);
}
