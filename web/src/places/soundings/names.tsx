// Issues, options and seats by their own titles and names.
import { Theirs } from "../../parts/theirs.tsx";
import { currentLanguage, list, say } from "../../say.ts";
import { textIn, type Issue, type Table, type Texts } from "../../types.ts";
import { useResult, useTable } from "../../use.ts";
import type { SoundTable, Sounding } from "./types.ts";

export function Text({ of }: { of: Texts }) {
  const { text, lang } = textIn(of, currentLanguage());
  return <Theirs lang={lang}>{text}</Theirs>;
}

export const titleOf = (issue: Issue): string => textIn(issue.title, currentLanguage()).text;
export const optionText = (option: Issue["options"][number]): string => textIn(option.text, currentLanguage()).text;

export function seatNames(table: Table | undefined, ids: readonly string[]): string {
  return list(ids.map((id) => table?.seats.find((s) => s.id === id)?.name ?? id));
}

/** Issues by id, in that order. */
export function issuesOf(table: Table | undefined, ids: readonly string[]): Issue[] {
  return ids.flatMap((id) => table?.issues.find((x) => x.id === id) ?? []);
}

export function IssueNames({ ids }: { ids: readonly string[] }) {
  const table = useTable();
  const issues = issuesOf(table, ids);
  if (table !== undefined && issues.length > 1 && issues.length === table.issues.length) return <>{say("all issues of the table")}</>;
  return <>{list(issues.map(titleOf))}</>;
}

export const useSoundTable = (): SoundTable | undefined => useTable() as SoundTable | undefined;
export const useSoundings = (): Sounding[] | undefined => useResult<{ soundings: Sounding[] }>(["sound", "status"])?.soundings;

/** The sounding that was asked first: its issues and options are those of the second key and of the better package. */
export function rootOf(all: readonly Sounding[], s: Sounding): Sounding {
  const of = all.find((x) => x.sounding === s.of);
  return of === undefined ? s : rootOf(all, of);
}
