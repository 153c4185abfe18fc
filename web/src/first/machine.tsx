// "My seat has a new machine": makes its key, and the file that shows it to the others. #/new-machine, before there is a table.
import { useState } from "preact/hooks";
import { Act } from "../parts/act.tsx";
import { offerFiles } from "../parts/files.tsx";
import { Notice, Outcome } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { href } from "../route.ts";
import { say } from "../say.ts";
import { useCall, useDesk } from "../use.ts";
import { PassphraseFields, passphraseNot } from "./passphrase.tsx";
import { CheckWords } from "./verify.tsx";

const FILE = "@new-machine";

export function NewMachine() {
  const doing = useCall<{ words: string }>();
  const isNew = useDesk().state?.desk === false;
  const [passphrase, setPassphrase] = useState({ first: "", again: "" });
  const words = doing.answer?.ok ? doing.answer.result.words : undefined;
  const make = async (): Promise<void> => {
    const answer = await doing.run(["seat", "new-device", FILE], isNew ? { passphrase: passphrase.first } : {});
    if (answer.ok) offerFiles(answer.files);
  };
  return (
    <Page title={say("A new machine for my seat")} back={href("first")}>
      <p>{say("Your old machine is old, broken or gone. Here a file is made that shows this one to the others; it holds no secret. Hand it to any seat of the table, which proposes it there.")}</p>
      {isNew && words === undefined && <PassphraseFields value={passphrase} onValue={setPassphrase} />}
      <Outcome answer={doing.answer} />
      {words !== undefined && (
        <>
          <Notice kind="done">{say("The file new-machine is where your browser puts what it downloads.")}</Notice>
          <h2>{say("Its check words")}</h2>
          <p>{say("Read them to every other seat, by voice, before it consents.")}</p>
          <CheckWords words={words} />
          <p>{say("When all have consented, take in here the file that whoever opened the table (the convenor) makes for you anew.")}</p>
          <p>
            <a href={href("table")}>{say("I have that file")}</a>
          </p>
        </>
      )}
      <Act busy={doing.busy} quiet={words !== undefined} not={isNew && words === undefined ? passphraseNot(passphrase) : undefined} onAct={() => void make()}>
        {words === undefined && isNew ? say("Make the file") : say("Make the same file once more")}
      </Act>
    </Page>
  );
}
