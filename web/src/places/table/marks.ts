// Short marks that the program wants for seats, issues and options, and that no person has to think of. Pure.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The first letter that no seat has; then S1, S2, … */
export function freeSeatId(taken: readonly string[]): string {
  const letter = [...LETTERS].find((l) => !taken.includes(l));
  return letter ?? numbered("S", taken);
}

/** A word of the title where it has one in plain letters, else a number. */
export function freeIssueId(title: string, taken: readonly string[]): string {
  const words = title.toLowerCase().normalize("NFD").match(/[a-z]{4,16}/g) ?? [];
  return words.find((w) => !taken.includes(w)) ?? numbered("issue", taken);
}

function numbered(stem: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) if (!taken.includes(`${stem}${n}`)) return `${stem}${n}`;
}

export interface NewIssue {
  title: string;
  language: string;
  options: readonly string[];
  concerns: readonly string[];
}

/** The issue as the program's file has it (docs/protocol/table.md). */
export function issueFile(issue: NewIssue, taken: readonly string[]): string {
  return JSON.stringify({
    id: freeIssueId(issue.title, taken),
    title: { [issue.language]: issue.title.trim() },
    concerns: issue.concerns,
    options: issue.options
      .map((o) => o.trim())
      .filter((o) => o !== "")
      .map((o, k) => ({ id: `o${k + 1}`, text: { [issue.language]: o } })),
  });
}

/** What a file of an issue says, for the read-back; undefined when it is none. The program reads and checks it whole. */
export function readIssueFile(text: string): { title: Record<string, string>; options: Record<string, string>[]; concerns: string[] } | undefined {
  const texts = (v: unknown): Record<string, string> =>
    typeof v === "string" ? { en: v } : typeof v === "object" && v !== null ? (v as Record<string, string>) : {};
  try {
    const v = JSON.parse(text) as { title?: unknown; options?: { text?: unknown }[]; concerns?: unknown };
    if (typeof v !== "object" || v === null || !Array.isArray(v.options) || !Array.isArray(v.concerns)) return undefined;
    return {
      title: texts(v.title),
      options: v.options.map((o) => texts(o?.text)),
      concerns: v.concerns.filter((c): c is string => typeof c === "string"),
    };
  } catch {
    return undefined;
  }
}
