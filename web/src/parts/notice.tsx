// A sentence that the person should not miss; and what came of an act.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Answer } from "../wire.ts";

type Kind = "plain" | "done" | "warning" | "refused";

interface NoticeProps {
  kind?: Kind;
  /** False where what holds it is read out already. */
  live?: boolean;
  children: ComponentChildren;
}

/** Its words come into it a moment after it is there: then a screen reader reads them. What is refused is read at once. */
export function Notice({ kind = "plain", live = true, children }: NoticeProps) {
  const isStatus = live && kind !== "refused";
  const [there, setThere] = useState(!isStatus);
  useEffect(() => setThere(true), []);
  return (
    <div class={`notice ${kind}`} role={isStatus ? "status" : kind === "refused" ? "alert" : undefined}>
      {there && children}
    </div>
  );
}

/** The program's own sentences about an act: its refusal, what it says beside, and `done` where it was done. Their place is
 *  there before they are: a screen reader reads what comes into one, and not always one that comes with its words. */
export function Outcome({ answer, done }: { answer: Answer<unknown> | undefined; done?: string }) {
  const notes = answer?.notes.filter((note) => answer.ok || note !== answer.error) ?? [];
  return (
    <>
      {answer?.ok === false && <Notice kind="refused">{answer.error}</Notice>}
      <div role="status">
        {answer?.ok === true && done !== undefined && (
          <Notice kind="done" live={false}>
            {done}
          </Notice>
        )}
        {notes.map((note) => (
          <Notice key={note} live={false}>
            {note}
          </Notice>
        ))}
      </div>
    </>
  );
}
