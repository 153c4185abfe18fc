// The seat is taken, and the table's opening has not come yet: it comes when the convenor has this seat's file. Until then
// there are no names, and nobody else to exchange files with.
import { Act } from "../parts/act.tsx";
import { Notice, Outcome } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { say } from "../say.ts";
import { LockButton } from "../shell/lock.tsx";
import { Warnings } from "../shell/warnings.tsx";
import type { Pair, SeatList } from "../types.ts";
import { useAnswer } from "../use.ts";
import { CheckWords, CheckWordsHint, MadeFiles, TakeIn, useFilesFor } from "./verify.tsx";

export function Waiting() {
  const seats = useAnswer<SeatList>(["seat", "list"]);
  const convenor = seats?.ok ? seats.result.seats.find((p) => p.convenor) : undefined;
  return (
    <>
      <LockButton />
      <Warnings />
      <Page title={say("Your seat is taken")}>
        {seats?.ok === false && <Outcome answer={seats} />}
        {convenor !== undefined && <ForConvenor convenor={convenor} />}
        {seats?.ok === false ? (
          <TakeIn />
        ) : (
          <details>
            <summary>{say("I was given one more file")}</summary>
            <TakeIn />
          </details>
        )}
      </Page>
    </>
  );
}

function ForConvenor({ convenor }: { convenor: Pair }) {
  const files = useFilesFor();
  const isMade = convenor.given === true;
  return (
    <>
      <Notice>
        {isMade
          ? say("The table appears here by itself when the convenor has taken in your file. You can lock the desk and come back.")
          : say("One thing is left to do: make your file for the convenor, and hand it over.")}
      </Notice>
      <h2>{say("Your file for the convenor")}</h2>
      <p>{say("It works once. Hand it over in person to the convenor, who opened this table, and to nobody else; then delete it here.")}</p>
      <MadeFiles files={files} />
      <Act busy={files.doing.busy} quiet={isMade} onAct={() => void files.make([convenor.seat])}>
        {isMade ? say("Make the same file once more") : say("Make my file")}
      </Act>
      {convenor.words !== undefined && convenor.words !== "" && (
        <>
          <h2>{say("Compare the check words")}</h2>
          <p>
            {say("When the convenor has your file, read these to each other, face to face or by a voice that you know. If they are not the same, do not go on.")}
          </p>
          <CheckWords words={convenor.words} />
          <CheckWordsHint />
        </>
      )}
      <p class="hint">
        {say("The names of the seats come with the table. Until then a file is called after places: seat1 is the first at the table. You exchange files with the others later.")}
      </p>
    </>
  );
}
