// Writing a non-paper, which stays sealed on this desk until a round; and forgetting it.
import { useState } from "preact/hooks";
import { call } from "../../desk.ts";
import { draftOf, setDraft as dropDraft } from "../../drafts.ts";
import { Act } from "../../parts/act.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Notice, Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { href } from "../../route.ts";
import { percent, say } from "../../say.ts";
import { useCall, useDraft } from "../../use.ts";
import { Marked, useChecked } from "./marked.tsx";
import { useNonPapers } from "./nonpapers.tsx";
import { Written } from "./parts.tsx";
import type { Finding, NonPapers } from "./types.ts";
import { NON_PAPER_MAX, bytesOf, carried, marksOf } from "./words.ts";

const BACK = href("papers", "nonpapers");

interface Kept {
  findings: Finding[];
  warnings: string[];
  hidden: number;
}

export function Prepare() {
  const answer = useNonPapers();
  if (answer === undefined) return <p>{say("One moment…")}</p>;
  return <Form before={answer.ok ? (answer.result.prepared?.text ?? "") : ""} />;
}

function Form({ before }: { before: string }) {
  const [first, setFirst] = useState(before); // what is kept meanwhile is no reason to take words away from who writes
  const [text, setText] = useDraft("papers/nonpaper", first);
  const doing = useCall<Kept>();
  const [kept, setKept] = useState("");
  const checked = useChecked(text, "");
  const bytes = bytesOf(text);
  const prepare = async (): Promise<void> => {
    if (!(await doing.run(["nonpaper", "prepare", "@text"], { files: { "@text": text } })).ok) return;
    // What is kept may be cleaner than what was typed, and what is marked stands in it.
    const now = await call<NonPapers>(["nonpaper", "list"]);
    const clean = now.ok ? (now.result.prepared?.text ?? text) : text;
    setKept(clean);
    setFirst(clean);
    if (draftOf("papers/nonpaper") === text) dropDraft("papers/nonpaper", undefined); // it lies sealed on the desk now
  };
  const result = doing.answer?.ok ? doing.answer.result : undefined;
  // Once it is kept, the program has looked at its form too: heading, date, courtesies.
  const marks = result === undefined ? checked.marks : carried(marksOf(kept, result.findings), kept, text);
  return (
    <Page title={say("Write a non-paper")} back={BACK}>
      <p>{say("About a page, without heading, date, name or courtesies. Nothing leaves this desk, and nobody is told that you write.")}</p>
      <Marked
        label={say("Text without an author")}
        hint={say("Up to about four thousand letters; of Cyrillic or Arabic ones, two thousand. What could tell that it is yours is underlined.")}
        value={text}
        onValue={setText}
        marks={marks}
        found={say("This could tell who wrote it:")}
      />
      {checked.error !== undefined && <Notice kind="refused">{checked.error}</Notice>}
      <Outcome answer={doing.answer?.ok ? undefined : doing.answer} />
      {result !== undefined && (
        <Notice kind="done">
          <p>{say("The text is kept, sealed, on this desk. It goes into the next round, and nothing outside tells that you have one.")}</p>
          {result.hidden > 0 && <p>{say("Characters that cannot be seen were taken out: %s", result.hidden)}</p>}
          {result.warnings.map((w) => (
            <p key={w}>{w}</p>
          ))}
          <p>
            <a href={BACK}>{say("To the non-papers")}</a>
          </p>
        </Notice>
      )}
      <Act
        quiet={result !== undefined && text === kept}
        busy={doing.busy}
        not={text.trim() === "" ? say("Please write the text.") : bytes > NON_PAPER_MAX ? say("It is too long. Please shorten it to %s of its length.", percent(NON_PAPER_MAX / bytes)) : undefined}
        onAct={() => void prepare()}
      >
        {say("Keep it for the next round")}
      </Act>
    </Page>
  );
}

export function Drop() {
  const answer = useNonPapers();
  const prepared = answer?.ok ? answer.result.prepared : undefined;
  const [, setDraft] = useDraft("papers/nonpaper");
  return (
    <Confirm
      title={say("Forget the non-paper")}
      back={BACK}
      others={say("Nothing: nobody knew that you had one.")}
      act={say("Forget the text")}
      words={["nonpaper", "drop"]}
      done={say("The text is gone from this desk.")}
      onDone={() => setDraft("")}
    >
      {prepared ? <Written text={prepared.text} /> : <p>{say("You have prepared nothing.")}</p>}
    </Confirm>
  );
}
