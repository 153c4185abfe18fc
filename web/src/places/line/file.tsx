// Observers' reports from a file into the record: chosen, read, then entered.
import { useState } from "preact/hooks";
import { Confirm } from "../../parts/confirm.tsx";
import { FileChoice } from "../../parts/files.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { Long, REPORTS } from "./common.tsx";
import { useKept } from "./kept.ts";
import { useFileAnswer, withFiles } from "./reading.ts";
import type { ReportFile } from "./types.ts";
import { flagText, reportedText, secondsText } from "./words.ts";

const KEPT = "reports";

export function FilePage() {
  const [files, setFiles] = useKept(KEPT);
  const file = files[0];
  const answer = useFileAnswer<ReportFile>(file && withFiles(["line", "report", "list"], ["", file]));
  // A file that is damaged in part is listed as far as it was read.
  const list = answer?.ok ? answer.result : (answer?.result as ReportFile | undefined);
  return (
    <Page title={say("Enter a file of reports")} back={REPORTS}>
      <FileChoice
        label={say("The observer's file")}
        hint={say("Observers write and sign their reports without a network; the file comes on a stick or by any other way.")}
        files={files}
        onFiles={setFiles}
      />
      {file !== undefined && answer === undefined && <p role="status">{say("One moment…")}</p>}
      {answer !== undefined && !answer.ok && <Notice kind="warning">{answer.error}</Notice>}
      {list?.reports !== undefined && (
        <>
          {(list.damaged > 0 || list.refused > 0) && (
            <Notice kind="warning">
              {say("Places of the file that are damaged: %1$s. Reports that were changed or are of another table: %2$s. The others are whole.", list.damaged, list.refused)}
            </Notice>
          )}
          <h2>{say("What is in it: %s", list.reports.length)}</h2>
          <Long items={list.reports}>
            {(shown) => (
              <ul class="others-list plain">
                {shown.map((r) => (
                  <li key={r.id}>
                    {say("%1$s. %2$s", r.number, reportedText(r.kind))}
                    <small>{say("%1$s; %2$s", secondsText(r.begin > 0 ? r.begin : r.made), r.verified ? say("verified") : say("not verified"))}</small>
                    {r.remark !== undefined && (
                      <small>
                        <Theirs>{r.remark}</Theirs>
                      </small>
                    )}
                    {r.corrects !== undefined && <small>{say("corrects number %s", r.corrects)}</small>}
                    {r.marks.map((m) => (
                      <small key={m}>{flagText(m)}</small>
                    ))}
                  </li>
                ))}
              </ul>
            )}
          </Long>
          {list.reports.length > 0 && (
            <ul class="ways">
              <li>
                <a href={href("line", "file", "enter")}>{say("Enter them into the record")}</a>
              </li>
            </ul>
          )}
        </>
      )}
    </Page>
  );
}

interface Entered {
  entered: number;
  known: number;
  refused: number;
  damaged: number;
}

export function EnterPage() {
  const [files] = useKept(KEPT);
  const [entered, setEntered] = useState<Entered>();
  const file = files[0];
  const asked = file && withFiles(["line", "report", "file"], ["", file]);
  const list = useFileAnswer<ReportFile>(file && withFiles(["line", "report", "list"], ["", file]));
  const n = ((list?.ok ? list.result : list?.result) as ReportFile | undefined)?.reports?.length;
  return (
    <Confirm<Entered>
      title={say("Enter reports into the record")}
      back={href("line", "file")}
      act={say("Enter them into the record")}
      undone={say("No: what is in the record stays there. An observer who was wrong writes a correction.")}
      others={say("All seats get the reports, with places and times, and see that your seat entered them.")}
      words={asked?.words ?? []}
      files={asked?.files ?? {}}
      not={file === undefined ? say("Choose the file first.") : undefined}
      done={entered === undefined ? say("They are in the record.") : say("Entered: %1$s; there already: %2$s; refused: %3$s.", entered.entered, entered.known, entered.refused)}
      onDone={(a) => setEntered(a.result)}
    >
      {file !== undefined && <p>{sayNodes("The file: %s", <Theirs>{file.name}</Theirs>)}</p>}
      {n !== undefined && <p>{say("Reports in it: %s", n)}</p>}
      <p>{say("What is in the record already is entered once and no more. What stands in the record stays there: who was wrong writes a correction.")}</p>
    </Confirm>
  );
}
