// What is agreed and in force, what waits for consents, and the steps.
import { Page } from "../../parts/page.tsx";
import { Theirs, Told } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { HOME, StillMissing, useAgreed, useCeasefire, useProposals, useSeatName } from "./common.tsx";
import { Steps } from "./steps.tsx";
import type { Agreed } from "./types.ts";
import { hourText, partMeaning, partText } from "./words.ts";

export function AgreedPage() {
  const agreed = useAgreed();
  return (
    <Page title={say("What is agreed")} back={HOME}>
      <p>{say("Whatever is agreed is proposed by one seat and in force when every seat has consented.")}</p>
      <Waiting />
      {agreed === undefined ? <p role="status">{say("One moment…")}</p> : <Parts agreed={agreed} />}
      {agreed !== undefined && (
        <>
          <h2>{say("The steps")}</h2>
          <Steps agreed={agreed} />
        </>
      )}
    </Page>
  );
}

function Waiting() {
  const waiting = useProposals();
  const seatName = useSeatName();
  if (waiting === undefined || waiting.length === 0) return null;
  return (
    <section aria-labelledby="waits-heading">
      <h2 id="waits-heading">{say("Waits for consents")}</h2>
      <ul class="ways">
        {waiting.map((p) => (
          <li key={p.number}>
            <a href={href("line", "proposal", p.number)}>
              <Told>{p.text}</Told>
            </a>
            <p class="hint">{sayNodes("Proposed by %s.", seatName(p.by))}</p>
            <StillMissing seats={p.missing} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Parts({ agreed }: { agreed: Agreed }) {
  const seatName = useSeatName();
  const names = (seats: readonly string[] | undefined) => (seats ?? []).map((id, i) => [i > 0 && ", ", seatName(id)]);
  const published = useCeasefire()?.publication;
  const documents = Object.keys(agreed.documents).filter((d) => !d.startsWith("reference") || agreed.documents[d] !== null);
  return (
    <>
      <h2>{say("In force")}</h2>
      <dl class="facts">
        <Part name="sides" there={agreed.map !== undefined}>
          {agreed.map !== undefined && (
            <>
              <p>{sayNodes("For side A: %s", names(agreed.side_a))}</p>
              <p>{sayNodes("For side B: %s", names(agreed.side_b))}</p>
              {(agreed.commission ?? []).length > 0 && <p>{sayNodes("Joint commission, which says of an incident what it was: %s", names(agreed.commission))}</p>}
              <p>{sayNodes("The map that counts: %s", <Theirs>{agreed.map}</Theirs>)}</p>
            </>
          )}
        </Part>
        <Part name="ceasefire" there={agreed.ceasefire !== undefined}>
          {agreed.ceasefire !== undefined && <p>{say("From %s on", hourText(agreed.ceasefire))}</p>}
        </Part>
        {documents.map((d) => (
          <Part key={d} name={d} there={agreed.documents[d] != null || (d === "publication" && published != null)}>
            {agreed.documents[d] != null && (
              <p>
                <a href={d === "zones" ? href("line", "zones") : href("line", "part", d)}>{sayNodes("Read: %s", partText(d))}</a>
              </p>
            )}
          </Part>
        ))}
      </dl>
      <p>
        <a href={href("line", "propose", "reference_a")}>{say("A side measures from another line than the line of contact: propose that line")}</a>
      </p>
      {(agreed.observers ?? []).length > 0 && (
        <p>
          <a href={href("line", "observers")}>{say("Observers that are admitted: %s", (agreed.observers ?? []).length)}</a>
        </p>
      )}
    </>
  );
}

function Part({ name, there, children }: { name: string; there: boolean; children?: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{partText(name)}</dt>
      <dd>
        <p class="hint">{partMeaning(name)}</p>
        {!there && <p>{say("not agreed")}</p>}
        {children}
        <p>
          <a href={href("line", "propose", name)}>
            {there ? sayNodes("Propose another: %s", partText(name)) : sayNodes("Propose: %s", partText(name))}
          </a>
        </p>
      </dd>
    </div>
  );
}
