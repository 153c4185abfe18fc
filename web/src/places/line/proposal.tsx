// A proposal about the cease-fire: what it says, seen before one consents; the consent and the refusal.
import { Confirm } from "../../parts/confirm.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Told } from "../../parts/theirs.tsx";
import { ofConsent } from "../../parts/undone.ts";
import { href } from "../../route.ts";
import { say } from "../../say.ts";
import { useAnswer, useOwnSeat, useResult, useTable } from "../../use.ts";
import { AGREED, StillMissing, useProposals, useSeatName } from "./common.tsx";
import { Content } from "./content.tsx";
import { AGREED_MAP, MapOf, fileOf, useMapData } from "./mapof.tsx";
import { useFileAnswer, withFiles } from "./reading.ts";
import type { Document, Proposal, Zones } from "./types.ts";
import { ZoneTable } from "./zones.tsx";

function useProposal(number: string): Proposal | undefined | null {
  const all = useProposals();
  return all === undefined ? undefined : (all.find((p) => p.number === Number(number)) ?? null);
}

function Gone({ title }: { title: string }) {
  return (
    <Page title={title} back={AGREED}>
      <Notice>{say("This proposal is not open any more.")}</Notice>
    </Page>
  );
}

export function ProposalPage({ number }: { number: string }) {
  const p = useProposal(number);
  const own = useOwnSeat();
  const table = useTable();
  const title = say("Proposal %s", number);
  if (p === null) return <Gone title={title} />;
  if (p === undefined) return <Page title={title} back={AGREED}>{say("One moment…")}</Page>;
  const ownName = table?.seats.find((s) => s.id === own)?.name;
  const mine = ownName !== undefined && p.missing.includes(ownName);
  return (
    <Page title={title} back={AGREED}>
      <Says p={p} />
      <StillMissing seats={p.missing} />
      {!mine && <p>{say("Your seat has consented, or is not asked.")}</p>}
      <ul class="ways">
        {mine && (
          <li>
            <a href={href("line", "consent", p.number)}>{say("Consent")}</a>
          </li>
        )}
        <li>
          <a href={href("line", "decline", p.number)}>{say("Decline: this ends the proposal")}</a>
        </li>
      </ul>
    </Page>
  );
}

function Says({ p }: { p: Proposal }) {
  const seatName = useSeatName();
  return (
    <>
      <p>
        <strong>
          {seatName(p.by)} <Told>{p.text}</Told>
        </strong>
      </p>
      {p.kind === "field_document" && <Proposed number={String(p.number)} />}
    </>
  );
}

/** The content of a document that is proposed or in force. */
export function Proposed({ number }: { number: string }) {
  const answer = useAnswer<Document>(["line", "document", number, "--out", "@part"]);
  if (answer === undefined) return <p role="status">{say("One moment…")}</p>;
  if (!answer.ok) return <Notice kind="refused">{answer.error}</Notice>;
  const { what } = answer.result;
  return (
    <>
      <Content document={answer.result} />
      {(what === "line" || what.startsWith("reference")) && <LineOnMap bytes={fileOf(answer)} />}
      {what === "rule" && <RuleOnZones bytes={fileOf(answer)} />}
      {what === "zones" && <ComputedHere />}
    </>
  );
}

function LineOnMap({ bytes }: { bytes: Uint8Array | undefined }) {
  const answer = useFileAnswer(bytes && withFiles(AGREED_MAP, ["--line", { name: "line", bytes }]));
  return <MapOf answer={answer} data={useMapData(answer)} label={say("Map of the proposed line")} />;
}

function RuleOnZones({ bytes }: { bytes: Uint8Array | undefined }) {
  const zones = useFileAnswer<Zones>(bytes && withFiles(["line", "zones"], ["--rule", { name: "rule", bytes }]));
  const has = useResult<Document>(["line", "document", "line"]) !== undefined;
  if (!has || zones === undefined) return null;
  if (!zones.ok) return <Notice kind="warning">{zones.error}</Notice>;
  return (
    <>
      <h2>{say("The zones that follow")}</h2>
      <ZoneTable zones={zones.result.zones ?? []} />
    </>
  );
}

function ComputedHere() {
  const zones = useResult<Zones>(["line", "zones"])?.zones;
  return (
    <>
      <p>{say("Your own desk computes these zones from the agreed line and rule. Before you consent it compares the proposed ones with them, and refuses any that lie more than a metre away.")}</p>
      {zones !== undefined && <ZoneTable zones={zones} />}
    </>
  );
}

export function ConsentPage({ number, decline = false }: { number: string; decline?: boolean }) {
  const p = useProposal(number);
  const [done, title] = decline
    ? [say("You have declined; the proposal is over."), say("Decline a proposal")]
    : [say("You have consented."), say("Consent to a proposal")];
  // What was answered is open no more; the page that said so stays.
  if (p === undefined) return <Page title={title} back={AGREED}>{say("One moment…")}</Page>;
  return (
    <Confirm
      title={title}
      back={p === null ? AGREED : href("line", "proposal", number)}
      act={decline ? say("Decline") : say("Consent")}
      undone={decline ? say("No, but it can be proposed anew.") : ofConsent()}
      others={say("All seats see your answer and when you gave it.")}
      words={["proposal", decline ? "decline" : "consent", number]}
      done={done}
    >
      {p === null ? <p>{say("This proposal is not open any more.")}</p> : <Says p={p} />}
      {!decline && <p>{say("When every seat has consented it is in force, for all.")}</p>}
    </Confirm>
  );
}

/** What is in force, read again. */
export function PartPage({ part, title }: { part: string; title: string }) {
  return (
    <Page title={title} back={AGREED}>
      <Proposed number={part} />
    </Page>
  );
}
