// Rows of a form on a telephone, signed by the own key: those that are reports are taken, the others are named.
import { useState } from "preact/hooks";
import { Choice, Choices } from "../../../parts/choice.tsx";
import { Confirm } from "../../../parts/confirm.tsx";
import { Field } from "../../../parts/field.tsx";
import { FileChoice } from "../../../parts/files.tsx";
import { Notice } from "../../../parts/notice.tsx";
import { Theirs } from "../../../parts/theirs.tsx";
import { say } from "../../../say.ts";
import { useDraft } from "../../../use.ts";
import { useKept } from "../kept.ts";
import { withFiles } from "../reading.ts";
import { meansText } from "../words.ts";
import { MEANS } from "./draft.ts";
import { OWN } from "./home.tsx";

interface Signed {
  taken: { line: number; number: number }[];
  known: number[];
  refused: { line: number; why: string }[];
}

export function FormPage() {
  const [files, setFiles] = useKept("own-form");
  const [positions, setPositions] = useDraft("line/form/positions", "observer");
  const [means, setMeans] = useDraft("line/form/means");
  const [passphrase, setPassphrase] = useState("");
  const [signed, setSigned] = useState<Signed>();
  const file = files[0];
  const asked = file && withFiles(["line", "report", "import-odk"], ["", file], ["--positions", positions], ["--means", means]);
  return (
    <Confirm<Signed>
      title={say("From a form on a telephone")}
      back={OWN}
      act={say("Sign the rows as reports")}
      others={say("Everybody to whom the reports are shown can check that they are yours. They stay on this desk until you enter them into the record.")}
      words={asked?.words ?? []}
      files={asked?.files ?? {}}
      passphrase={passphrase}
      not={file === undefined ? say("Choose the file first.") : passphrase === "" ? say("Please enter the passphrase of your report key.") : undefined}
      done={signed === undefined ? say("Done.") : say("Rows taken as reports and signed: %1$s; there already: %2$s; refused: %3$s", signed.taken.length, signed.known.length, signed.refused.length)}
      next={{ to: OWN, name: say("Your reports") }}
      onDone={(answer) => {
        setSigned(answer.result);
        setPassphrase("");
      }}
    >
      <FileChoice label={say("The table that the form gave (CSV)")} hint={say("No row is signed twice: mend a row that was refused, and choose the table again.")} files={files} onFiles={setFiles} accept=".csv" />
      <Choice
        label={say("Whose positions are in it?")}
        options={[
          { value: "observer", label: say("where the telephone was, that is, where you stood") },
          { value: "place", label: say("the places of what was seen") },
        ]}
        value={positions}
        onValue={setPositions}
      />
      <Choices
        label={say("How it was observed, for rows that do not say so")}
        options={MEANS.map((m) => ({ value: m as string, label: meansText(m) }))}
        values={means === "" ? [] : means.split(",")}
        onValues={(v) => setMeans(v.join(","))}
      />
      <Field label={say("The passphrase of your report key")} type="password" autocomplete="current-password" value={passphrase} onValue={setPassphrase} />
      {signed !== undefined && signed.refused.length > 0 && (
        <Notice kind="warning">
          <p>{say("Not signed:")}</p>
          <ul>
            {signed.refused.map((r) => (
              <li key={r.line}>
                <Theirs>{r.why}</Theirs>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </Confirm>
  );
}
