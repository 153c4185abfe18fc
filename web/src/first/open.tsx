// "I open a table": its file, one's own seat, the relay, a passphrase.
import { useState } from "preact/hooks";
import { Act } from "../parts/act.tsx";
import { Choice } from "../parts/choice.tsx";
import { Field } from "../parts/field.tsx";
import { FileChoice } from "../parts/files.tsx";
import { Notice, Outcome } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { Theirs } from "../parts/theirs.tsx";
import { go, href } from "../route.ts";
import { say } from "../say.ts";
import { useCall } from "../use.ts";
import type { ChosenFile } from "../wire.ts";
import { PassphraseFields, passphraseNot } from "./passphrase.tsx";
import { readTableFile } from "./tablefile.ts";

export function Open() {
  const [file, setFile] = useState<ChosenFile>();
  const [seat, setSeat] = useState<string>();
  const [relay, setRelay] = useState("");
  const [passphrase, setPassphrase] = useState({ first: "", again: "" });
  const doing = useCall();
  const table = file && readTableFile(file.bytes);
  const not =
    table === undefined ? say("Please choose the table's file.")
    : seat === undefined ? say("Please choose your seat.")
    : relay.trim() === "" ? say("Please enter the address of the relay.")
    : passphraseNot(passphrase);
  const open = async (): Promise<void> => {
    if (file === undefined || seat === undefined) return;
    const words = ["table", "open", "@table.json", "--seat", seat, "--relay", relay.trim()];
    const answer = await doing.run(words, { files: { "@table.json": file.bytes }, passphrase: passphrase.first });
    if (answer.ok) go("verify");
  };
  return (
    <Page title={say("Open a table")} back={href("first")}>
      <FileChoice
        label={say("The table's file")}
        hint={say("It names the seats, the issues and the rules, and ends in .json.")}
        accept=".json"
        files={file === undefined ? [] : [file]}
        onFiles={([f]) => {
          setFile(f);
          setSeat(undefined);
        }}
      />
      {file !== undefined && table === undefined && (
        <Notice kind="refused">{say("This is not a table's file. Nothing was done; please choose another.")}</Notice>
      )}
      {table !== undefined && (
        <>
          <p>
            <Theirs>{table.title}</Theirs>
          </p>
          <Choice
            label={say("Which seat is yours?")}
            options={table.seats.map((s) => ({
              value: s.id,
              label: <Theirs>{s.name}</Theirs>,
              hint: <Theirs>{s.party}</Theirs>,
            }))}
            value={seat}
            onValue={setSeat}
          />
        </>
      )}
      <Field
        label={say("The address of the relay")}
        hint={say("The relay passes sealed messages from desk to desk and cannot read them. Whoever runs it gave you its address, which looks like relay.example:4433#KEY.")}
        value={relay}
        onValue={setRelay}
      />
      <PassphraseFields value={passphrase} onValue={setPassphrase} />
      <Outcome answer={doing.answer} />
      <Act busy={doing.busy} not={not} onAct={() => void open()}>
        {say("Open the table")}
      </Act>
    </Page>
  );
}
