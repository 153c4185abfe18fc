// Cards that go with the files: for whom each is, its name, and the check words where there are some. They hold no secret
// but that there is a table.
import { Page } from "../parts/page.tsx";
import { Theirs } from "../parts/theirs.tsx";
import { href } from "../route.ts";
import { say, sayNodes } from "../say.ts";
import { useOwnSeat, useSeats, useTable } from "../use.ts";
import { CheckWords } from "./verify.tsx";

export function Cards() {
  const table = useTable();
  const own = useOwnSeat() ?? "";
  const pairs = useSeats()?.seats ?? [];
  const others = pairs.filter((p) => p.status !== "you");
  const isConvenor = pairs.some((p) => p.convenor && p.status === "you");
  const nameOf = (id: string): string => table?.seats.find((s) => s.id === id)?.name ?? id;
  return (
    <Page title={say("Cards to print")} back={href("verify")}>
      <p class="screen-only">
        {say("A card names the table. Hand it over with the file, and burn what is left over.")}
      </p>
      <button type="button" class="screen-only" onClick={() => print()}>
        {say("Print")}
      </button>
      {others.map((p) => (
        <section key={p.seat} class="card" aria-label={nameOf(p.seat)}>
          <h2>{sayNodes("For %s", <Theirs>{nameOf(p.seat)}</Theirs>)}</h2>
          <p>
            <Theirs>{table?.title ?? ""}</Theirs>
          </p>
          <p>{sayNodes("From %s", <Theirs>{nameOf(own)}</Theirs>)}</p>
          <p>
            {say("The file:")} <code dir="ltr">{`from-${own}-for-${p.seat}.t2seat`}</code>
          </p>
          <ol>
            {isConvenor ? (
              <>
                <li>{say("Start Track Two and choose “I was given an invitation”.")}</li>
                <li>{say("Give the file when it is asked for, and choose a passphrase.")}</li>
              </>
            ) : (
              <li>{say("Open your desk, choose “Make sure” beside my name, and take in the file there.")}</li>
            )}
            <li>{say("Make your own file for me and hand it to me.")}</li>
            <li>{say("We read the check words to each other, aloud.")}</li>
          </ol>
          {p.words !== undefined && p.words !== "" && <CheckWords words={p.words} />}
        </section>
      ))}
    </Page>
  );
}
