// The report key of this desk: a new one, or one that was made elsewhere and goes on here.
import { useState } from "preact/hooks";
import { PassphraseFields, passphraseNot } from "../../../first/passphrase.tsx";
import { Act } from "../../../parts/act.tsx";
import { Field } from "../../../parts/field.tsx";
import { FileChoice } from "../../../parts/files.tsx";
import { Outcome } from "../../../parts/notice.tsx";
import { Page } from "../../../parts/page.tsx";
import { go } from "../../../route.ts";
import { say } from "../../../say.ts";
import { useCall } from "../../../use.ts";
import { useKept } from "../kept.ts";
import { withFiles } from "../reading.ts";
import { OWN } from "./home.tsx";

export function MakeKeyPage() {
  const [passphrase, setPassphrase] = useState({ first: "", again: "" });
  const doing = useCall();
  const make = async (): Promise<void> => {
    const answer = await doing.run(["line", "report", "key"], { passphrase: passphrase.first });
    if (!answer.ok) return;
    setPassphrase({ first: "", again: "" });
    go("line", "own");
  };
  return (
    <Page title={say("Make a report key")} back={OWN}>
      <p>{say("The key signs your reports and opens nothing else. It never leaves this desk. If it is lost or stolen, say so at once: the table ends its admission and admits a new one, and what was reported before stays.")}</p>
      <PassphraseFields
        value={passphrase}
        onValue={setPassphrase}
        hint={say("Six words that have nothing to do with each other are good and easy to keep in mind. It may be the passphrase of this desk. Nobody can give it back to you: without it nothing more is signed with this key.")}
      />
      <Act busy={doing.busy} not={passphraseNot(passphrase)} onAct={() => void make()}>
        {say("Make the key")}
      </Act>
      <Outcome answer={doing.answer} />
    </Page>
  );
}

export function TakeKeyPage() {
  const [keys, setKeys] = useKept("own-key");
  const [reports, setReports] = useKept("own-reports");
  const [passphrase, setPassphrase] = useState("");
  const doing = useCall();
  const take = async (): Promise<void> => {
    const asked = withFiles(["line", "report", "key"], ["--take", keys[0]], ["--reports", reports[0]]);
    const answer = await doing.run(asked.words, { files: asked.files, passphrase });
    if (!answer.ok) return;
    setKeys([]);
    setReports([]);
    setPassphrase("");
    go("line", "own");
  };
  return (
    <Page title={say("I have a report key already")} back={OWN}>
      <p>{say("From then on sign with it on this desk alone. Two reports with one number, from two machines, are shown to everybody.")}</p>
      <FileChoice label={say("The file of the key")} files={keys} onFiles={setKeys} />
      <FileChoice
        label={say("The file of the reports that it has signed")}
        hint={say("So that the numbers go on. Leave it out only if it has signed nothing for this table.")}
        files={reports}
        onFiles={setReports}
      />
      <Field label={say("The passphrase of your report key")} type="password" autocomplete="current-password" value={passphrase} onValue={setPassphrase} />
      <Act busy={doing.busy} not={keys.length === 0 ? say("Choose the file first.") : passphrase === "" ? say("Please enter the passphrase.") : undefined} onAct={() => void take()}>
        {say("Keep it on this desk")}
      </Act>
      <Outcome answer={doing.answer} />
    </Page>
  );
}
