// The desk is locked: its passphrase, and nothing that would say what lies behind it.
import { useState } from "preact/hooks";
import { Act } from "../parts/act.tsx";
import { Field } from "../parts/field.tsx";
import { Outcome } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { href } from "../route.ts";
import { say } from "../say.ts";
import { useCall } from "../use.ts";

export function Unlock() {
  const [passphrase, setPassphrase] = useState("");
  const doing = useCall();
  const unlock = async (): Promise<void> => {
    if (passphrase === "") return;
    const answer = await doing.run(["desk", "unlock"], { passphrase });
    if (answer.ok) setPassphrase("");
  };
  return (
    <Page title={say("The desk is locked")}>
      <p>{say("What Track Two keeps on this machine is sealed, and only your passphrase opens it. You can close this window.")}</p>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (!doing.busy) void unlock();
        }}
      >
        <Field
          label={say("Your passphrase")}
          type="password"
          autocomplete="current-password"
          value={passphrase}
          onValue={setPassphrase}
        />
        <Outcome answer={doing.answer} />
        <Act busy={doing.busy} not={passphrase === "" ? "" : undefined} onAct={() => void unlock()}>
          {say("Unlock")}
        </Act>
      </form>
      <p class="hint">{say("Files that your browser has saved for you, such as a dossier, are not sealed. Delete them when you need them no more.")}</p>
      <p>
        <a href={href("tables")}>{say("Another table")}</a>
      </p>
    </Page>
  );
}
