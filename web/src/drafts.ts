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
