// The report that is being written at this desk: one, and it stays when its place is left.
import { useDraft } from "../../../use.ts";
import { readDraft, type ReportDraft } from "./draft.ts";

export function useReportDraft(): [ReportDraft, (part: Partial<ReportDraft>) => void, () => void] {
  const [text, setText] = useDraft("line/report");
  const draft = readDraft(text);
  return [draft, (part) => setText(JSON.stringify({ ...draft, ...part })), () => setText("")];
}
