// Locking: one press, and the desk forgets its keys and the page what it has read. Only when words are unsent it asks first.
// When the program does not answer the page at least forgets, and says that it knows no more.
import { leave } from "../desk.ts";
import { forgetDrafts, someDrafts } from "../drafts.ts";
import { Act } from "../parts/act.tsx";
import { Outcome } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { go, href } from "../route.ts";
import { say } from "../say.ts";
import { store, useCall, type Doing } from "../use.ts";

/** What is seen next is the desk's door, wherever one was. */
function useLock(): Doing<unknown> & { lock(): Promise<void> } {
  const doing = useCall();
  const lock = async (): Promise<void> => {
    const answer = await doing.run(["desk", "lock"]);
    if (!answer.ok && answer.code !== "silent") return;
    forgetDrafts();
    if (!answer.ok) {
      store.forget();
      leave();
    }
    go("table");
  };
  return { ...doing, lock };
}

export function LockButton() {
  const doing = useLock();
  return (
    <>
      <button
        type="button"
        class="lock"
        aria-disabled={doing.busy}
        onClick={() => (someDrafts() ? go("lock") : void doing.lock())}
      >
        {say("Lock")}
      </button>
      {doing.answer?.ok === false && <Outcome answer={doing.answer} />}
    </>
  );
}

/** #/lock: there are words that were not sent. */
export function LockPage() {
  const doing = useLock();
  return (
    <Page title={say("Lock the desk")} back={href("table")}>
      <p>{say("You have begun to write something that is not sent. It lies nowhere but on this page: when the desk is locked, it is forgotten.")}</p>
      <Outcome answer={doing.answer} />
      <Act busy={doing.busy} onAct={() => void doing.lock()}>
        {say("Lock, and forget what is not sent")}
      </Act>
    </Page>
  );
}
