// One of the reports that were signed here: what it says, and what is done when it was wrong.
import { useState } from "preact/hooks";
import { Confirm } from "../../../parts/confirm.tsx";
import { Field } from "../../../parts/field.tsx";
import { Notice } from "../../../parts/notice.tsx";
import { Page } from "../../../parts/page.tsx";
import { go, href } from "../../../route.ts";
import { say } from "../../../say.ts";
import { useAnswer, useCall, useDraft, useResult } from "../../../use.ts";
import { reportedText } from "../words.ts";
import { draftOfReport } from "./draft.ts";
import { useReportDraft } from "./drafting.ts";
import { OWN, laterOf } from "./home.tsx";
import { ReportFacts } from "./read.tsx";
import { EnterOutcome } from "./sign.tsx";
import type { Entered, Own, OwnReport } from "./types.ts";

const useOwnReport = (number: string) => useAnswer<{ reports: OwnReport[] }>(["line", "report", "show", number]);

export function OwnReportPage({ number }: { number: string }) {
  const answer = useOwnReport(number);
  const [draft, set] = useReportDraft();
  const own = useResult<Own>(["line", "report", "own", "--most", "1000000"]);
  const later = laterOf(own?.reports ?? []).get(Number(number));
  const title = say("Your report %s", number);
  if (answer === undefined) return <Page title={title} back={OWN}>{say("One moment…")}</Page>;
  const report = answer.ok ? answer.result.reports[0] : undefined;
  if (!answer.ok || report === undefined) return <Page title={title} back={OWN}><Notice>{answer.ok ? say("There is no such report.") : answer.error}</Notice></Page>;
  const begun = draft.kind !== "" && draft.corrects !== report.number;
  return (
    <Page title={title} back={OWN}>
      {later !== undefined && (
        <Notice kind="warning">
          <p>{later.kind === "withdrawn" ? say("You have withdrawn it.") : say("You have corrected it. What stands in its place:")}</p>
          <p>
            <a href={href("line", "own", "report", later.number)}>{say("your report %s", later.number)}</a>
          </p>
        </Notice>
      )}
      <ReportFacts report={report} />
      {answer.result.reports.length > 1 && <Notice kind="warning">{say("Another report of yours has the same number.")}</Notice>}
      {report.kind !== "withdrawn" && (later === undefined || later.kind === "withdrawn") && (
        <>
          <h2>{say("If it was wrong")}</h2>
          <p>{say("It stays as it is. A correction stands in its place from then on, and both can be read.")}</p>
          {begun && <Notice>{say("You are writing another report. Correcting this one takes its place on the page.")}</Notice>}
          <ul class="ways">
            <li>
              <a
                href={href("line", "write", "what")}
                onClick={(e) => {
                  e.preventDefault();
                  if (draft.corrects !== report.number) set(draftOfReport(report));
                  go("line", "write", "what");
                }}
              >
                {say("Write a correction")}
              </a>
              <p class="hint">{say("It begins with what this report says.")}</p>
            </li>
            <li>
              <a href={href("line", "own", "withdraw", number)}>{say("Withdraw it")}</a>
              <p class="hint">{say("Nothing stands in its place. The report stays to be read, with your reason.")}</p>
            </li>
          </ul>
        </>
      )}
    </Page>
  );
}

export function WithdrawPage({ number }: { number: string }) {
  const answer = useOwnReport(number);
  const own = useResult<Own>(["line", "report", "own", "--most", "0"]);
  const [reason, setReason] = useDraft(`line/withdraw/${number}`);
  const [passphrase, setPassphrase] = useState("");
  const [done, setDone] = useState(false);
  const entering = useCall<Entered>();
  const report = answer?.ok ? answer.result.reports[0] : undefined;
  return (
    <Confirm
      title={say("Withdraw your report %s", number)}
      back={done ? OWN : href("line", "own", "report", number)}
      act={say("Sign that it is withdrawn")}
      others={say("Everybody who reads your report sees that you have withdrawn it, and why.")}
      words={["line", "report", "write", "--kind", "withdrawn", "--corrects", number, "--reason", reason.trim()]}
      passphrase={passphrase}
      not={report === undefined ? say("One moment…") : reason.trim() === "" ? say("Say why.") : passphrase === "" ? say("Please enter the passphrase of your report key.") : undefined}
      done={say("It is signed and kept on this desk.")}
      next={{ to: OWN, name: say("Your reports") }}
      onDone={() => {
        setDone(true);
        setReason("");
        setPassphrase("");
        if (own?.admitted === true) void entering.run(["line", "report", "file"]);
      }}
    >
      {report !== undefined && <p>{say("%1$s. %2$s", report.number, reportedText(report.kind))}</p>}
      {report !== undefined && <ReportFacts report={report} />}
      {!done && (
        <>
          <Field label={say("Why?")} hint={say("One sentence. All seats read it.")} value={reason} onValue={setReason} />
          <Field label={say("The passphrase of your report key")} type="password" autocomplete="current-password" value={passphrase} onValue={setPassphrase} />
        </>
      )}
      {done && own?.admitted === true && <EnterOutcome doing={entering} />}
    </Confirm>
  );
}
