// Locking: one press, and the desk forgets its keys and the page what it has read. Only when words are unsent it asks first.
import { forgetDrafts, someDrafts } from "../drafts.ts";
import { Act } from "../parts/act.tsx";
import { Outcome } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { go, href } from "../route.ts";
import { say } from "../say.ts";
import { useCall } from "../use.ts";

export function LockButton() {
  const doing = useCall();
  return (
    <>
      <button
        type="button"
       
        class="lock"
        aria-disabled={doing.busy}
        onClick={() => (someDrafts() ? go("lock") : void doing.run(["desk", "lock"]))}
      >
        {say("Lock")}
      </button>
      {doing.answer?.ok === false && <Outcome answer={doing.answer} />}
    </>
  );
}

/** #/lock: there are words that were not sent. */
export function LockPage() {
  const doing = useCall();
  const lock = async (): Promise<void> => {
    const answer = await doing.run(["desk", "lock"]);
    if (answer.ok) forgetDrafts();
  };
  return (
    <Page title={say("Lock the desk")} back={href("table")}>
      <p>{say("You have begun to write something that is not sent. It lies nowhere but on this page: when the desk is locked, it is forgotten.")}</p>
      <Outcome answer={doing.answer} />
      <Act busy={doing.busy} onAct={() => void lock()}>
        {say("Lock, and forget what is not sent")}
      </Act>
    </Page>
  );
}
