// The principal's side: a key, made once, and read-outs that are opened with it. No seat at the table is needed for either.
import { useState } from "preact/hooks";
import { PassphraseFields, passphraseNot } from "../../first/passphrase.tsx";
import { Act } from "../../parts/act.tsx";
import { Field } from "../../parts/field.tsx";
import { FileChoice, offerFile } from "../../parts/files.tsx";
import { Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say } from "../../say.ts";
import { useCall } from "../../use.ts";
import { Made, Written, firstFile } from "./parts.tsx";

interface Chosen {
  name: string;
  bytes: Uint8Array;
}

/** #/principal, where there is no desk or it is locked. */
export function Principal({ rest }: { rest: readonly string[] }) {
  if (rest[0] === "key") return <PrincipalKey back={href("principal")} />;
  if (rest[0] === "open") return <OpenReadout back={href("principal")} />;
  return (
    <Page title={say("For a principal")} back={href("table")}>
      <p>{say("A principal is one of those at home to whom somebody at the table answers. That person tells you in a sealed file, the read-out, what was said there. Only you can open it.")}</p>
      <ul class="ways">
        <li>
          <a href={href("principal", "key")}>{say("Make a principal's key")}</a>
          <p>{say("For the principal, on the principal's own machine, once.")}</p>
        </li>
        <li>
          <a href={href("principal", "open")}>{say("Open a read-out")}</a>
          <p>{say("For the principal: the read-out, the key's file and its passphrase.")}</p>
        </li>
      </ul>
    </Page>
  );
}

export function PrincipalKey({ back }: { back: string }) {
  const doing = useCall<{ public: string }>();
  const [pass, setPass] = useState({ first: "", again: "" });
  const make = async (): Promise<void> => {
    const answer = await doing.run(["readout", "key", "@key"], { passphrase: pass.first });
    if (!answer.ok) return;
    setPass({ first: "", again: "" });
    offerFile("principal.key", firstFile(answer.files));
  };
  const answer = doing.answer;
  return (
    <Page title={say("Make a principal's key")} back={back}>
      <p>{say("The key is a file that stays with the principal, under a passphrase. With it goes a line that is no secret: the principal gives it to the seat at the table, in person.")}</p>
      {answer?.ok ? (
        <>
          <Made name="principal.key" bytes={firstFile(answer.files)}>
            {say("This is the key. It stays on the principal's machine and is given to nobody. Without it and its passphrase no read-out can be opened.")}
          </Made>
          <h2>{say("The line to hand out")}</h2>
          <p class="key-line">
            <code>{answer.result.public}</code>
          </p>
          <Act busy={false} onAct={() => offerFile("principal.public", new TextEncoder().encode(`${answer.result.public}\n`), "text/plain")}>
            {say("Save the line as a file")}
          </Act>
          <p>{say("The file is called principal.public. Give it to the seat in person.")}</p>
        </>
      ) : (
        <>
          <PassphraseFields
            value={pass}
            onValue={setPass}
            hint={say("Six words that have nothing to do with each other are good and easy to keep in mind. Nobody can give it back to you: without it no read-out opens with this key.")}
          />
          <Outcome answer={answer} />
          <Act busy={doing.busy} not={passphraseNot(pass)} onAct={() => void make()}>
            {say("Make the key")}
          </Act>
        </>
      )}
    </Page>
  );
}

/** What is opened stands on this page and nowhere else. */
export function OpenReadout({ back }: { back: string }) {
  const doing = useCall<{ text: string }>();
  const [sealed, setSealed] = useState<Chosen[]>([]);
  const [key, setKey] = useState<Chosen[]>([]);
  const [pass, setPass] = useState("");
  const open = async (): Promise<void> => {
    const [file] = sealed;
    const [own] = key;
    if (file === undefined || own === undefined) return;
    const answer = await doing.run(["readout", "open", "@sealed", "--key", "@key"], {
      files: { "@sealed": file.bytes, "@key": own.bytes },
      passphrase: pass,
    });
    if (answer.ok) setPass("");
  };
  const not = sealed.length === 0 ? say("Please choose the read-out.") : key.length === 0 ? say("Please choose the key.") : pass === "" ? say("Please enter the passphrase.") : undefined;
  return (
    <Page title={say("Open a read-out")} back={back}>
      {doing.answer?.ok ? (
        <>
          <p class="screen-only">{say("It stands on this page alone and is kept nowhere. When you leave the page, it is gone until you open it again.")}</p>
          <div class="readback">
            <Written text={doing.answer.result.text} />
          </div>
          <Act quiet busy={false} onAct={() => print()}>
            {say("Print it")}
          </Act>
        </>
      ) : (
        <>
          <FileChoice label={say("The read-out")} hint={say("A file whose name ends with .readout.")} accept=".readout" files={sealed} onFiles={setSealed} />
          <ChosenName files={sealed} />
          <FileChoice label={say("The principal's key")} hint={say("The file principal.key.")} accept=".key" files={key} onFiles={setKey} />
          <ChosenName files={key} />
          <Field label={say("Passphrase of the key")} type="password" autocomplete="current-password" value={pass} onValue={setPass} />
          <Outcome answer={doing.answer} />
          <Act busy={doing.busy} not={not} onAct={() => void open()}>
            {say("Open the read-out")}
          </Act>
        </>
      )}
    </Page>
  );
}

function ChosenName({ files }: { files: readonly Chosen[] }) {
  return files[0] === undefined ? null : (
    <p class="hint">
      {say("Chosen:")} <Theirs>{files[0].name}</Theirs>
    </p>
  );
}
