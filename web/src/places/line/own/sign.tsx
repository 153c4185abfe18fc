// The read-back before a report is signed. What is read is what the program has understood of it and would sign: it says so
// itself, and refuses what is no report, before the passphrase is asked for.
import { useState } from "preact/hooks";
import { Confirm } from "../../../parts/confirm.tsx";
import { Field } from "../../../parts/field.tsx";
import { Notice, Outcome } from "../../../parts/notice.tsx";
import { say } from "../../../say.ts";
import { useCall } from "../../../use.ts";
import { useFileAnswer } from "../reading.ts";
import { EMPTY, reportOptions, type Attached } from "./draft.ts";
import { useReportDraft } from "./drafting.ts";
import { useFlat } from "./frame.ts";
import { OWN } from "./home.tsx";
import { ReportFacts } from "./read.tsx";
import type { Entered, Own, OwnReport } from "./types.ts";
import { stepHref, type Step } from "./write.tsx";

interface Signed {
  report: OwnReport;
  names: Attached[];
  number: number;
}

export function SignPage({ own }: { own: Own }) {
  const [draft, , forget] = useReportDraft();
  const flat = useFlat();
  const [passphrase, setPassphrase] = useState("");
  const [enter, setEnter] = useState(own.admitted === true);
  const [signed, setSigned] = useState<Signed>();
  const entering = useCall<Entered>();
  const options = reportOptions(draft, flat);
  const empty = draft.kind === EMPTY.kind;
  const check = useFileAnswer<{ report: OwnReport }>(empty ? undefined : { words: ["line", "report", "check", ...options], files: {} });
  const report = signed?.report ?? (check?.ok ? check.result.report : undefined);
  return (
    <Confirm<{ number: number }>
      title={signed === undefined ? say("Read it once more, and sign it") : say("Your report %s is signed", signed.number)}
      back={signed === undefined ? stepHref("more") : OWN}
      act={say("Sign the report")}
      others={say("Everybody to whom the report is shown can check that it is yours and that nothing was changed, today and in ten years.")}
      words={["line", "report", "write", ...options]}
      passphrase={passphrase}
      not={
        empty ? say("There is nothing to be signed yet.")
        : check === undefined ? say("One moment…")
        : !check.ok ? say("It cannot be signed like this.")
        : passphrase === "" ? say("Please enter the passphrase of your report key.")
        : undefined
      }
      done={say("It is signed and kept on this desk. If something in it turns out to be wrong, write a correction.")}
      undone={say("No: what is signed stays to be read. If it was wrong, you can sign a correction, or withdraw it.")}
      next={{ to: OWN, name: say("Your reports") }}
      onDone={(answer) => {
        if (report === undefined) return;
        setSigned({ report, names: draft.attached, number: answer.result.number });
        setPassphrase("");
        forget();
        if (enter) void entering.run(["line", "report", "file"]);
      }}
    >
      {check !== undefined && !check.ok && signed === undefined && <Notice kind="refused">{check.error}</Notice>}
      {report !== undefined && <ReportFacts report={report} names={signed?.names ?? draft.attached} />}
      {signed === undefined && !empty && <Amend />}
      {signed === undefined && report !== undefined && (
        <>
          <label class="option">
            <input type="checkbox" checked={enter} onChange={(e) => setEnter(e.currentTarget.checked)} />
            <span>
              {say("Enter it into the record of the table at once")}
              <small>{own.admitted === true ? say("All seats get it, with places and times.") : say("The table takes it when it has admitted your key. Until then it stays on this desk.")}</small>
            </span>
          </label>
          <Field label={say("The passphrase of your report key")} type="password" autocomplete="current-password" value={passphrase} onValue={setPassphrase} />
        </>
      )}
      {signed !== undefined && enter && <EnterOutcome doing={entering} />}
    </Confirm>
  );
}

/** What came of entering: how many went in, and the program's sentence on each that did not. */
export function EnterOutcome({ doing }: { doing: ReturnType<typeof useCall<Entered>> }) {
  if (doing.busy) return <p role="status">{say("One moment…")}</p>;
  const r = doing.answer?.ok ? doing.answer.result : undefined;
  return (
    <>
      {r !== undefined && r.entered > 0 && <Notice kind="done">{say("Entered into the record: %s.", r.entered)}</Notice>}
      {r !== undefined && r.refused > 0 && <Notice kind="warning">{say("Not taken in by the table: %s. They stay on this desk, nothing is lost.", r.refused)}</Notice>}
      <Outcome answer={doing.answer} />
    </>
  );
}

function Amend() {
  const ways: [Step, string][] = [
    ["what", say("what happened")], ["when", say("when")], ["where", say("where")], ["how", say("how it was observed")], ["more", say("words and pictures")],
  ];
  return (
    <p>
      {say("Something is not right? Change it:")}{" "}
      {ways.map(([step, name], i) => (
        <>
          {i > 0 && " · "}
          <a href={stepHref(step)}>{name}</a>
        </>
      ))}
    </p>
  );
}
