// Making sure of the others: a file each way for every two, handed over in person, and the check words compared aloud.
import { useState } from "preact/hooks";
import { Act } from "../parts/act.tsx";
import { FileChoice, offerFiles } from "../parts/files.tsx";
import { Notice, Outcome } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { Theirs } from "../parts/theirs.tsx";
import { href } from "../route.ts";
import { say, sayNodes } from "../say.ts";
import type { Pair, Table } from "../types.ts";
import { useCall, useSeats, useTable, type Doing } from "../use.ts";
import { callFiles, type ChosenFile } from "../wire.ts";

/** As long as nothing has come from the other, one cannot know that it has one's file. */
const isSure = (p: Pair): boolean => p.status === "verified" && p.heard === true;

export function Verify() {
  const others = (useSeats()?.seats ?? []).filter((p) => p.status !== "you");
  const table = useTable();
  const unsure = others.filter((p) => !isSure(p));
  return (
    <Page title={say("Make sure of the others")} back={href("table")}>
      <p>
        {say("Every two people at this table hand each other a file, in person. Only then can they be certain that nobody stands between them.")}
      </p>
      {others.length > 0 && unsure.length === 0 && (
        <Notice kind="done">
          <p>{say("You have exchanged files with everybody. Compare the check words below aloud, and you are done.")}</p>
          <p>
            <a href={href("table")}>{say("To the table")}</a>
          </p>
        </Notice>
      )}
      {unsure.length > 0 && (
        <p>
          {say("It need not be done at once: whoever you are not sure of yet is marked.")} <a href={href("table")}>{say("To the table")}</a>
        </p>
      )}
      <HandOut seats={unsure.map((p) => p.seat)} />
      <TakeIn />
      <h2>{say("The others")}</h2>
      <p>
        {say("Read the check words to each other, face to face or by a voice that you know. If they are not the same, do not go on, and tell whoever opened the table.")}
      </p>
      <CheckWordsHint />
      <ul class="plain others-list">
        {others.map((p) => (
          <Other key={p.seat} pair={p} table={table} />
        ))}
      </ul>
    </Page>
  );
}

/** The files that one gives away. Until the other was heard the same file can be made once more. */
function HandOut({ seats }: { seats: string[] }) {
  const files = useFilesFor();
  if (seats.length === 0 && files.names.length === 0) return null;
  return (
    <section>
      <h2>{say("Your files for the others")}</h2>
      <p>{say("For each of them a file is made that works once. Hand each to its person, and to nobody else; then delete it here.")}</p>
      <MadeFiles files={files} />
      {seats.length > 0 && (
        <Act busy={files.doing.busy} onAct={() => void files.make(seats)}>
          {say("Make my files")}
        </Act>
      )}
      <p>
        <a href={href("verify", "cards")}>{say("Cards to print, to go with the files")}</a>
      </p>
    </section>
  );
}

interface FilesFor {
  doing: Doing<unknown>;
  names: string[];
  make(seats: readonly string[]): Promise<void>;
}

export function useFilesFor(): FilesFor {
  const doing = useCall();
  const [names, setNames] = useState<string[]>([]);
  const make = async (seats: readonly string[]): Promise<void> => {
    const answer = await doing.run(["seat", "invite", ...seats, "--out", "@files"]);
    if (answer.ok) setNames(offerFiles(answer.files));
  };
  return { doing, names, make };
}

/** What came of making them, and where they are now. */
export function MadeFiles({ files: { doing, names } }: { files: FilesFor }) {
  return (
    <>
      <Outcome answer={doing.answer} />
      {names.length > 0 && (
        <Notice kind="done">
          <p>{say("What was made is where your browser puts what it downloads:")}</p>
          <ul class="plain">
            {names.map((n) => (
              <li key={n}>
                <Theirs>{n}</Theirs>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

/** The files that one was given. */
export function TakeIn() {
  const doing = useCall();
  const [files, setFiles] = useState<ChosenFile[]>([]);
  const take = async (): Promise<void> => {
    const { words, files: bytes } = callFiles(files);
    const answer = await doing.run(["seat", "join", ...words], { files: bytes });
    if (answer.ok) setFiles([]);
  };
  return (
    <section>
      <h2>{say("Their files for you")}</h2>
      <FileChoice
        label={say("Files that were handed to you")}
        hint={say("Choose them, or drop them here.")}
        accept=".t2seat"
        several
        files={files}
        onFiles={setFiles}
      />
      <Outcome answer={doing.answer} done={say("They are taken in. Now compare the check words aloud.")} />
      <Act
        busy={doing.busy}
        not={files.length === 0 ? say("Please choose a file.") : undefined}
        onAct={() => void take()}
      >
        {say("Take them in")}
      </Act>
    </section>
  );
}

function Other({ pair, table }: { pair: Pair; table: Table | undefined }) {
  const seat = table?.seats.find((s) => s.id === pair.seat);
  return (
    <li>
      <h3>
        {seat === undefined ? pair.seat : <Theirs>{seat.name}</Theirs>}
      </h3>
      {seat !== undefined && (
        <p>
          <Theirs>{seat.party}</Theirs>
        </p>
      )}
      <p>{statusOf(pair)}</p>
      {pair.words !== undefined && pair.words !== "" && <CheckWords words={pair.words} />}
      {(pair.refused ?? 0) > 0 && (
        <Notice kind="warning">
          {say("This seat has a new machine. Messages of the old one that were refused: %s", pair.refused ?? 0)}
        </Notice>
      )}
    </li>
  );
}

function statusOf(pair: Pair) {
  if (isSure(pair)) return say("Both files have changed hands.");
  if (pair.status === "verified") return say("Both files are made. Hand yours over, if you have not yet: nothing has come from this seat so far.");
  if (pair.status === "introduced")
    return sayNodes("Introduced by %s, who could stand between you. Exchange your own files.", <Theirs>{pair.introduced_by}</Theirs>);
  if (pair.given) return say("Your file for this seat is made. Theirs for you is still to come.");
  if (pair.taken) return say("Their file for you is taken in. Yours for this seat is still to be made.");
  return say("Nothing is exchanged yet.");
}

export const CheckWordsHint = () => (
  <p class="hint">{say("The check words are numbers, so that they can be read aloud in any language.")}</p>
);

/** Large, in groups, from left to right in every language: they are read aloud. */
export function CheckWords({ words }: { words: string }) {
  return (
    <p class="checkwords" dir="ltr" aria-label={say("Check words")}>
      {words.split(" ").map((w, i) => (
        <span key={i}>{w} </span>
      ))}
    </p>
  );
}
