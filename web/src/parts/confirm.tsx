// The page before what all will see or what cannot be taken back. It has an address of its own; it reads back what will be
// done and says what of it can be undone; the way back loses nothing. What is done is done to what was read: `seen` stays the version at which this page was opened, and the
// program refuses when the table has changed since.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { currentDesk } from "../desk.ts";
import { say } from "../say.ts";
import { useCall, useDesk } from "../use.ts";
import type { Answer, CallFile } from "../wire.ts";
import { Act } from "./act.tsx";
import { Notice, Outcome } from "./notice.tsx";
import { Page } from "./page.tsx";

interface ConfirmProps<T> {
  title: string;
  /** Where one came from. */
  back: string;
  /** The read-back. */
  children: ComponentChildren;
  /** "Others will learn only: room, or no room." */
  others: string;
  /** What the button says: the verb and what it is done to. */
  act: string;
  words: readonly string[];
  files?: Record<string, CallFile>;
  passphrase?: string;
  /** Why it cannot be done yet. */
  not?: string | undefined;
  /** Called once it is done; the view then goes elsewhere or shows `done`. */
  onDone?(answer: Answer<T> & { ok: true }): void;
  /** Called when the program refuses, for what it says beside its sentence. */
  onRefused?(answer: Answer<T> & { ok: false }): void;
  done?: string;
  /** Where one goes on once it is done, and its name. */
  next?: { to: string; name: string };
  /** What of it can be undone, and how, and what stays; without it, nothing can (parts/undone.ts has what several say). */
  undone?: string;
}

export function Confirm<T = unknown>(p: ConfirmProps<T>) {
  const [seen, setSeen] = useState(() => currentDesk().version);
  const { version } = useDesk();
  const doing = useCall<T>();
  const isDone = doing.answer?.ok === true;
  const run = async (): Promise<void> => {
    const answer = await doing.run(p.words, {
      seen,
      ...(p.files && { files: p.files }),
      ...(p.passphrase !== undefined && { passphrase: p.passphrase }),
    });
    if (answer.ok) p.onDone?.(answer);
    else p.onRefused?.(answer);
  };
  return (
    <Page title={p.title} back={p.back}>
      <div class="readback">{p.children}</div>
      <p class="others">
        <strong>{say("What do others know?")}</strong> {p.others}
      </p>
      {!isDone && (
        <p>
          <strong>{say("Can it be undone?")}</strong> {p.undone ?? say("No: it cannot be taken back.")} {say("If you are not sure, go back: nothing is lost.")}
        </p>
      )}
      {version !== seen && !isDone && !doing.busy && (
        <Notice kind="warning">
          <p>{say("Something has changed at the table since you opened this page. Please read it again.")}</p>
          <button
            type="button"
            onClick={() => {
              doing.clear();
              setSeen(version);
            }}
          >
            {say("I have read it again")}
          </button>
        </Notice>
      )}
      <Outcome answer={doing.answer} {...(p.done !== undefined && { done: p.done })} />
      {!isDone && (
        <Act busy={doing.busy} not={p.not} onAct={() => void run()}>
          {p.act}
        </Act>
      )}
      <p>{isDone && p.next !== undefined ? <a href={p.next.to}>{p.next.name}</a> : <a href={p.back}>{say("Back")}</a>}</p>
    </Page>
  );
}
