// "I was given an invitation": the file, a passphrase, and the seat is taken.
import { useState } from "preact/hooks";
import { Act } from "../parts/act.tsx";
import { FileChoice } from "../parts/files.tsx";
import { Outcome } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { go, href } from "../route.ts";
import { say } from "../say.ts";
import { useCall } from "../use.ts";
import { callFiles, type ChosenFile } from "../wire.ts";
import { PassphraseFields, passphraseNot } from "./passphrase.tsx";

export function Join() {
  const [files, setFiles] = useState<ChosenFile[]>([]);
  const [passphrase, setPassphrase] = useState({ first: "", again: "" });
  const doing = useCall();
  const not = files.length === 0 ? say("Please choose the invitation.") : passphraseNot(passphrase);
  const join = async (): Promise<void> => {
    const { words, files: bytes } = callFiles(files);
    const answer = await doing.run(["seat", "join", ...words], { files: bytes, passphrase: passphrase.first });
    if (answer.ok) go("verify");
  };
  return (
    <Page title={say("Take your seat")} back={href("first")}>
      <FileChoice
        label={say("The invitation that was handed to you")}
        hint={say("A file whose name ends in .t2seat. Choose it, or drop it here. If you were given several, take all; that of whoever opened the table is needed.")}
        accept=".t2seat"
        several
        files={files}
        onFiles={setFiles}
      />
      <PassphraseFields value={passphrase} onValue={setPassphrase} />
      <Outcome answer={doing.answer} />
      <Act busy={doing.busy} not={not} onAct={() => void join()}>
        {say("Take my seat")}
      </Act>
    </Page>
  );
}
