// Read-outs: writing one, and what a principal does; who has made one, which is all that the others learn.
import { useState } from "preact/hooks";
import { Help } from "../../parts/help.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { when } from "../../time.ts";
import { useResult } from "../../use.ts";
import { useNames } from "./parts.tsx";
import { OpenReadout, PrincipalKey } from "./principal.tsx";
import { SealReadout, WriteReadout } from "./readout.tsx";

const BACK = href("papers", "readouts");
const SHOWN = 10;

export function ReadoutsPlace({ rest }: { rest: readonly string[] }) {
  switch (rest[0]) {
    case "write":
      return <WriteReadout />;
    case "seal":
      return <SealReadout />;
    case "key":
      return <PrincipalKey back={BACK} />;
    case "open":
      return <OpenReadout back={BACK} />;
    default:
      return <Ways />;
  }
}

function Ways() {
  const names = useNames();
  const [shown, setShown] = useState(SHOWN);
  const made = [...(useResult<{ events: { slot: number; seat: string }[] }>(["log", "--kind", "readout_made"])?.events ?? [])].reverse();
  return (
    <Page title={say("Read-outs")} back={href("papers")}>
      <Help
        place={say("A read-out is what you tell your principal, those at home to whom you answer, after a meeting. It is sealed so that only they can open it, and leaves as a file.")}
        others={say("The other seats see that a read-out was made, and when; not its text, and not for whom.")}
      />
      <p>{say("Once, your principal makes a key on a machine of their own and gives you its public file. Then you write; the read-out leaves as a file, and only your principal can open it.")}</p>
      <ul class="ways">
        <li>
          <a href={href("papers", "readouts", "write")}>{say("Write a read-out")}</a>
          <p>{say("As you write, what could tell who said something is underlined.")}</p>
        </li>
        <li>
          <a href={href("papers", "readouts", "key")}>{say("Make a principal's key")}</a>
          <p>{say("For the principal, on the principal's own machine, once.")}</p>
        </li>
        <li>
          <a href={href("papers", "readouts", "open")}>{say("Open a read-out")}</a>
          <p>{say("For the principal: the read-out, the key's file and its passphrase.")}</p>
        </li>
      </ul>
      <h2>{say("Read-outs that were made")}</h2>
      {made.length === 0 && <p>{say("None yet.")}</p>}
      <ul class="plain papers-list">
        {made.slice(0, shown).map((e, i) => (
          <li key={made.length - i}>{sayNodes("%1$s, %2$s", <Theirs>{names.one(e.seat)}</Theirs>, <bdi>{when(e.slot)}</bdi>)}</li>
        ))}
      </ul>
      {made.length > shown && (
        <p>
          <button type="button" class="quiet" onClick={() => setShown(shown + 5 * SHOWN)}>
            {say("Show earlier ones")}
          </button>
        </p>
      )}
    </Page>
  );
}
