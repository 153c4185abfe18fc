// The first run: there is no desk in this folder yet. Two ways lead to one.
import { Page } from "../parts/page.tsx";
import { href } from "../route.ts";
import { say } from "../say.ts";
import { Join } from "./join.tsx";
import { Open } from "./open.tsx";

export function First({ step }: { step: string }) {
  if (step === "join") return <Join />;
  if (step === "open") return <Open />;
  return (
    <Page title={say("Welcome")}>
      <p>
        {say("Track Two is for talks that officially are not happening. Up to fifty people meet at a table that only they can read, and can learn whether there is room for an agreement without showing a card.")}
      </p>
      <p>{say("Everything stays on this machine, under a passphrase that you choose in a moment.")}</p>
      <ul class="ways">
        <li>
          <a href={href("join")}>{say("I was given an invitation")}</a>
          <p>{say("Somebody handed you a file for your seat, on a stick or a card.")}</p>
        </li>
        <li>
          <a href={href("open")}>{say("I open a table")}</a>
          <p>{say("You invite the others (you are the convenor), and have a file that describes the table.")}</p>
        </li>
        <li>
          <a href={href("new-machine")}>{say("My seat has a new machine")}</a>
          <p>{say("You sit at a table already, and this machine is to take the place of the old one.")}</p>
          </li>
          <li>
          <a href={href("principal")}>{say("Somebody at a table reports to me")}</a>
          <p>{say("You do not sit at the table yourself: you are the principal of somebody who does, and open what that person writes to you.")}</p>
        </li>
        <li>
          <a href={href("tables")}>{say("I have a desk in another folder")}</a>
          <p>{say("You have used Track Two on this machine before.")}</p>
        </li>
      </ul>
    </Page>
  );
}
