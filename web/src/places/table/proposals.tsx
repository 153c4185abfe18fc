// What needs the consent of others: the list, one proposal, and the two answers to it.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs, Told } from "../../parts/theirs.tsx";
import { ofConsent } from "../../parts/undone.ts";
import { go, href } from "../../route.ts";
import { say, sayNodes, says } from "../../say.ts";
import { when } from "../../time.ts";
import { useOwnSeat, useResult } from "../../use.ts";
import { useNames } from "./common.tsx";
import { Missing } from "./seats.tsx";
import type { Proposal } from "./types.ts";

const STATUS: Record<Proposal["status"], string> = {
  open: says("It waits for consents"),
  "in force": says("In force"),
  declined: says("Declined"),
};
const ALL_FIRST = 20;

function useProposals(all: boolean): Proposal[] | undefined {
  return useResult<{ proposals: Proposal[] }>(["proposal", "list", ...(all ? ["--all"] : [])])?.proposals;
}

/** #/table/proposals */
export function Proposals() {
  const open = useProposals(false);
  const decided = useProposals(true)?.filter((p) => p.status !== "open").reverse();
  const [shown, setShown] = useState(ALL_FIRST);
  return (
    <Page title={say("Proposals")} back={href("table")}>
      <p>{say("One seat proposes and thereby consents. The others consent, or one declines, which ends it.")}</p>
      {open?.length === 0 && <p>{say("Nothing waits for a consent.")}</p>}
      <ProposalList proposals={open ?? []} />
      {decided !== undefined && decided.length > 0 && (
        <>
          <h2>{say("What was decided")}</h2>
          <ProposalList proposals={decided.slice(0, shown)} />
          {decided.length > shown && (
            <Act busy={false} quiet onAct={() => setShown(shown + ALL_FIRST)}>
              {say("Show more")}
            </Act>
          )}
        </>
      )}
    </Page>
  );
}

function ProposalList({ proposals }: { proposals: readonly Proposal[] }) {
  const self = useOwnSeat();
  const { name, names } = useNames();
  return (
    <ul class="ways">
      {proposals.map((p) => (
        <li key={p.number}>
          <a href={href("table", "proposals", p.number)}>{say("Proposal %s", p.number)}</a>
          <p>
            <Theirs>{name(p.by)}</Theirs> <Told>{p.text}</Told>
          </p>
          <p>
            {p.status !== "open"
              ? say(STATUS[p.status])
              : p.waits_for.length > 0
                ? say("Still to consent: %s", names(p.waits_for))
                : say("All have consented.")}
            {self !== undefined && p.waits_for.includes(self) && <span class="mark">{say("waits for you")}</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}

function ProposalText({ p }: { p: Proposal }) {
  const { name, names } = useNames();
  return (
    <>
      <p>
        <Theirs>{name(p.by)}</Theirs> <Told>{p.text}</Told>
      </p>
      <p class="hint">{say("Proposed on %s", when(p.slot))}</p>
      <p>{say("Have consented: %s", names(p.consented))}</p>
      {p.waits_for.length > 0 && <p>{say("Still to consent: %s", names(p.waits_for))}</p>}
    </>
  );
}

/** A consent to a new seat or another machine stays; any other can become a refusal as long as the proposal is open. */
const isSeating = (p: Proposal): boolean => p.kind === "seat_added" || p.kind === "device_changed";
const mayDecline = (p: Proposal, self: string): boolean => p.consented.includes(self) && !isSeating(p);

/** #/table/proposals/N */
export function OneProposal({ number }: { number: string }) {
  const proposals = useProposals(true);
  const self = useOwnSeat();
  const p = proposals?.find((x) => String(x.number) === number);
  if (proposals === undefined) return null;
  if (p === undefined) return <Missing />;
  const waits = self !== undefined && p.waits_for.includes(self);
  const consented = self !== undefined && p.consented.includes(self);
  const isOfDevice = p.kind === "device_changed";
  return (
    <Page title={say("Proposal %s", p.number)} back={href("table", "proposals")}>
      <p>
        <strong>{say(STATUS[p.status])}</strong>
      </p>
      <ProposalText p={p} />
      {isOfDevice && p.status === "open" && (
        <Notice kind="warning">
          {say("Have the person of that seat read these check words to you, by a voice that you know. Who consents to words that were not compared may let a stranger in.")}
        </Notice>
      )}
      {p.declines_until !== undefined && (
        <Notice>{say("All others have consented. The seat's present machine can decline until %s.", p.declines_until)}</Notice>
      )}
      {p.desks_awaited !== undefined && (
        <Notice>{say("All have consented. It is in force when these desks have been on line: %s", p.desks_awaited)}</Notice>
      )}
      {p.status === "open" && waits && (
        <ul class="ways">
          <li>
            <a href={href("table", "proposals", number, "consent")}>{say("Consent")}</a>
            <p>{say("When all whom it needs have consented, it is in force.")}</p>
          </li>
          <li>
            <a href={href("table", "proposals", number, "decline")}>{say("Decline")}</a>
            <p>{say("Then it is over. It can be proposed anew.")}</p>
          </li>
        </ul>
      )}
      {p.status === "open" && consented && (
        <>
          <p>{sayNodes("Your consent is given. %s", <a href={href("table", "proposals")}>{say("To all proposals")}</a>)}</p>
          {mayDecline(p, self) && (
            <ul class="ways">
              <li>
                <a href={href("table", "proposals", number, "decline")}>{say("Decline it after all")}</a>
                <p>{say("Then it is over. It can be proposed anew.")}</p>
              </li>
            </ul>
          )}
        </>
      )}
    </Page>
  );
}

/** #/table/proposals/N/consent and …/decline */
export function Answer({ number, consents }: { number: string; consents: boolean }) {
  const proposals = useProposals(true);
  const self = useOwnSeat();
  const p = proposals?.find((x) => String(x.number) === number);
  if (proposals === undefined || self === undefined) return null;
  if (p === undefined) return <Missing />;
  const not =
    p.status !== "open" ? say("It is decided already.")
    : !(p.waits_for.includes(self) || (!consents && mayDecline(p, self))) ? say("It does not wait for your consent.")
    : undefined;
  return (
    <Confirm
      title={consents ? say("Consent to this?") : say("Decline this?")}
      back={href("table", "proposals", number)}
      others={consents ? say("All seats see that you consent.") : say("All seats see that you declined. The proposal is over then.")}
      act={consents ? say("Consent to proposal %s", p.number) : say("Decline proposal %s", p.number)}
      undone={!consents ? say("No, but it can be proposed anew.") : isSeating(p) ? say("No: it cannot be taken back.") : ofConsent()}
      not={not}
      words={["proposal", consents ? "consent" : "decline", number]}
      onDone={() => go("table", "proposals", number)}
    >
      <ProposalText p={p} />
    </Confirm>
  );
}
