// The pen: who holds it, and proposing that another seat does.
import { useState } from "preact/hooks";
import { Choice } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { ofProposal } from "../../parts/undone.ts";
import { go, href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { useOwnSeat, useResult } from "../../use.ts";
import { useTextTable } from "./read.ts";
import { seatName, type Proposal } from "./types.ts";

export function Pen() {
  const table = useTextTable();
  const own = useOwnSeat();
  const waiting = useResult<{ proposals: Proposal[] }>(["proposal", "list"])?.proposals.filter((p) => p.kind === "pen_given") ?? [];
  const [seat, setSeat] = useState<string>();
  if (table === undefined) return <p role="status">{say("One moment…")}</p>;
  return (
    <Page title={say("The pen")} back={href("text")}>
      <p>
        {table.pen === own ? say("You hold the pen: you write the drafts.") : say("%s holds the pen and writes the drafts.", seatName(table.seats, table.pen))}
      </p>
      <p class="hint">{say("Only one seat holds it, and it changes hands when every seat consents. Whoever holds it writes for all: it decides nothing.")}</p>
      {waiting.map((p) => (
        <Notice key={p.number}>
          <p>{sayNodes("%s: %s", <Theirs>{seatName(table.seats, p.by)}</Theirs>, <Theirs>{p.text}</Theirs>)}</p>
          <p>
            {say("Still to consent: %s.", p.missing)} <a href={href("table")}>{say("Proposals stand at the table.")}</a>
          </p>
        </Notice>
      ))}
      <Choice
        label={say("Who should hold it?")}
        options={table.seats
          .filter((s) => s.id !== table.pen && s.function !== "observer")
          .map((s) => ({ value: s.id, label: <Theirs>{s.name}</Theirs>, hint: <Theirs>{s.party}</Theirs> }))}
        value={seat}
        onValue={setSeat}
      />
      <button type="button" aria-disabled={seat === undefined} onClick={() => seat !== undefined && go("text", "pen", seat)}>
        {say("Go on")}
      </button>
    </Page>
  );
}

export function GivePen({ seat }: { seat: string }) {
  const table = useTextTable();
  if (table === undefined) return <p role="status">{say("One moment…")}</p>;
  const name = seatName(table.seats, seat);
  return (
    <Confirm
      title={say("Propose who holds the pen")}
      back={href("text", "pen")}
      words={["pen", "give", "--", seat]}
      act={say("Propose that %s holds the pen", name)}
      undone={ofProposal()}
      others={say("All see your proposal. The pen changes hands when every seat has consented.")}
      done={say("The proposal is made. It is in force when every seat has consented.")}
    >
      <p>{say("You propose that %s holds the pen and writes the drafts, in place of %s.", name, seatName(table.seats, table.pen))}</p>
    </Confirm>
  );
}
