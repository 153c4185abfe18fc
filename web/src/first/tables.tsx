// The tables in this folder: one is here, others can be gone to, and a new desk can be made.
import { useState } from "preact/hooks";
import { Act } from "../parts/act.tsx";
import { Field } from "../parts/field.tsx";
import { Outcome } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { Theirs } from "../parts/theirs.tsx";
import { go, href } from "../route.ts";
import { say, sayNodes } from "../say.ts";
import type { TableFolder } from "../types.ts";
import { useAnswer, useCall, useDesk } from "../use.ts";

/** By its folder's name: what lies in one that is locked is not known. */
function Name({ table }: { table: TableFolder }) {
  return table.folder === "" ? <>{say("The first desk")}</> : <Theirs>{table.folder}</Theirs>;
}

export function Tables({ back }: { back: string }) {
  const answer = useAnswer<{ tables: TableFolder[] }>(["desk", "tables"]);
  const doing = useCall();
  const open = useDesk().state?.locked === false;
  const [folder, setFolder] = useState("");
  const choose = async (name: string): Promise<void> => {
    const came = await doing.run(["desk", "choose", name]);
    if (came.ok) go("table");
  };
  return (
    <Page title={say("Your tables")} back={back}>
      <p>{say("A desk is what this machine keeps of one table, under a passphrase of its own. Going to another locks this one.")}</p>
      {answer?.ok === false && <Outcome answer={answer} />}
      <ul class="ways">
        {answer?.ok &&
          answer.result.tables.map((t) => (
            <li key={t.folder}>
              <strong>
                <Name table={t} />
              </strong>
              {t.here ? (
                <>
                  <p>{say("You are here.")}</p>
                  {open && (
                    <p>
                      <a href={href("wipe")}>{say("Wipe this desk")}</a>
                    </p>
                  )}
                </>
              ) : (
                <Act busy={doing.busy} onAct={() => void choose(t.folder)}>
                  {sayNodes("Go to %s", <Name table={t} />)}
                </Act>
              )}
            </li>
          ))}
      </ul>
      <h2>{say("A new desk")}</h2>
      <Field
        label={say("A name for its folder")}
        hint={say("Others who use this machine can see it. Take one that says nothing.")}
        value={folder}
        onValue={setFolder}
      />
      <Outcome answer={doing.answer} />
      <Act
        busy={doing.busy}
        not={folder.trim() === "" ? say("Please enter a name.") : undefined}
        onAct={() => void choose(folder.trim())}
      >
        {say("Make a new desk")}
      </Act>
    </Page>
  );
}
