// What was written and not sent. In the memory of this page alone: nothing that the browser keeps may hold it. Forgotten when
// the desk is locked, of which the person is warned first.

const drafts = new Map<string, string>();

export const draftOf = (name: string): string | undefined => drafts.get(name);

export function setDraft(name: string, text: string | undefined): void {
  if (text === undefined || text === "") drafts.delete(name);
  else drafts.set(name, text);
}

export const someDrafts = (): boolean => drafts.size > 0;
export const forgetDrafts = (): void => drafts.clear();

/** Members of forms that were chosen from a list and not written. */
const CHOSEN = ["phrase", "standing", "mandate", "function", "kind"];

/** What is read of a draft that is a form: the texts in it. */
function textsIn(v: unknown): string[] {
  if (typeof v === "string") return [v];
  return typeof v === "object" && v !== null ? Object.entries(v).flatMap(([name, x]) => (CHOSEN.includes(name) ? [] : textsIn(x))) : [];
}

function parsed(text: string): unknown {
  try {
    const v: unknown = JSON.parse(text);
    return typeof v === "object" ? v : text; // a number alone is a text, too
  } catch {
    return text;
  }
}

/** What a person has written in sentences and not sent, each text once; ids, numbers and files are left out. */
export const unsentTexts = (): string[] => [
  ...new Set([...drafts.values()].flatMap((d) => textsIn(parsed(d))).filter((t) => /\S\s+\S/.test(t.trim()))),
];
