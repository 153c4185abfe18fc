// A sentence that the person should not miss; and what came of an act.
import type { ComponentChildren } from "preact";
import type { Answer } from "../wire.ts";

type Kind = "plain" | "done" | "warning" | "refused";

export function Notice({ kind = "plain", children }: { kind?: Kind; children: ComponentChildren }) {
  return (
    <div class={`notice ${kind}`} role={kind === "refused" ? "alert" : "status"}>
      {children}
    </div>
  );
}

/** The program's own sentences about an act: its refusal, what it says beside, and `done` where it was done. */
export function Outcome({ answer, done }: { answer: Answer<unknown> | undefined; done?: string }) {
  if (answer === undefined) return null;
  const notes = answer.notes.filter((note) => answer.ok || note !== answer.error);
  return (
    <>
      {!answer.ok && <Notice kind="refused">{answer.error}</Notice>}
      {answer.ok && done !== undefined && <Notice kind="done">{done}</Notice>}
      {notes.map((note) => (
        <Notice key={note}>{note}</Notice>
      ))}
    </>
  );
}
