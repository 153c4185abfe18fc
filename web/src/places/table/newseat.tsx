// What changes who sits here, and needs the consent of every seat: a new seat, another party, another machine; and the
// convenor's introduction of two seats.
import { Act } from "../../parts/act.tsx";
import { Choice, Choices } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { FileChoice } from "../../parts/files.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { ofProposal, ofSeating } from "../../parts/undone.ts";
import { go, href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import type { Seat } from "../../types.ts";
import { FUNCTIONS } from "../../types.ts";
import { useOwnSeat } from "../../use.ts";
import { fromBase64, toBase64 } from "../../wire.ts";
import { useForm, useNames, useWholeTable } from "./common.tsx";
import { freeSeatId } from "./marks.ts";
import { Missing } from "./seats.tsx";
import { StandingFields, StandingText, standingWords } from "./standing.tsx";

const NEW_SEAT = { party: "", name: "", function: "participant", standing: "private", mandate: "own initiative", until: "" };
const useNewSeat = () => useForm("table/new-seat", NEW_SEAT);
const toProposals = (): void => go("table", "proposals");
const everySeat = (): string => say("All seats see your proposal. It is in force when every seat has consented.");

/** #/table/new-seat */
export function NewSeat() {
  const [form, set] = useNewSeat();
  const not = form.name.trim() === "" || form.party.trim() === "" ? say("Please enter a name and a party.") : undefined;
  return (
    <Page title={say("A new seat")} back={href("table", "seats")}>
      <p>{say("The newcomer reads everything that was said from the first day on. Think of that before you propose it.")}</p>
      <Field label={say("Name of the seat")} value={form.name} onValue={(name) => set({ name })} />
      <Field label={say("Party")} hint={say("The end of the table at which it sits.")} value={form.party} onValue={(party) => set({ party })} />
      <Choice
        label={say("What does it do here?")}
        options={FUNCTIONS.map((f) => ({ value: f, label: say(f), hint: functionHint(f) }))}
        value={form.function as (typeof FUNCTIONS)[number]}
        onValue={(f) => set({ function: f })}
      />
      <StandingFields value={form} onValue={set} />
      <Act busy={false} not={not} onAct={() => go("table", "new-seat", "send")}>
        {say("Read it once more, then propose it")}
      </Act>
    </Page>
  );
}

function functionHint(f: string): string {
  if (f === "facilitator") return say("Leads the talks and can write the drafts. No issue concerns it, and it has no say in a sounding.");
  return f === "observer" ? say("Reports what happens along the line of contact.") : say("Takes part in everything.");
}

/** #/table/new-seat/send */
export function NewSeatSend() {
  const [form, , clear] = useNewSeat();
  const seats = useWholeTable()?.seats ?? [];
  const flag = form.function === "participant" ? [] : [`--${form.function}`];
  return (
    <Confirm
      title={say("Propose this new seat?")}
      back={href("table", "new-seat")}
      others={everySeat()}
      act={say("Propose the new seat")}
      undone={ofSeating()}
      not={form.name.trim() === "" ? say("Please enter a name and a party.") : undefined}
      words={["seat", "add", "--standing", form.standing, ...standingWords(form), ...flag, "--", freeSeatId(seats.map((s) => s.id)), form.party.trim(), form.name.trim()]}
      onDone={() => {
        clear();
        toProposals();
      }}
    >
      <p>{sayNodes("Seat: %s", <Theirs>{form.name}</Theirs>)}</p>
      <p>{sayNodes("Party: %s", <Theirs>{form.party}</Theirs>)}</p>
      <p>{say(form.function)}</p>
      <StandingText value={form} />
    </Confirm>
  );
}

const useParty = (id: string) => useForm(`table/party/${id}`, { party: "" });
const useSeat = (id: string): Seat | undefined => useWholeTable()?.seats.find((s) => s.id === id);

/** #/table/party/ID */
export function Party({ id }: { id: string }) {
  const seat = useSeat(id);
  const [form, set] = useParty(id);
  if (seat === undefined) return <Missing />;
  return (
    <Page title={say("Another party")} back={href("table", "seat", id)}>
      <p>{sayNodes("%s sits for %s at present.", <Theirs>{seat.name}</Theirs>, <Theirs>{seat.party}</Theirs>)}</p>
      <Field label={say("The new party")} value={form.party} onValue={(party) => set({ party })} />
      <Act
        busy={false}
        not={form.party.trim() === "" ? say("Please enter the party.") : undefined}
        onAct={() => go("table", "party", id, "send")}
      >
        {say("Read it once more, then propose it")}
      </Act>
    </Page>
  );
}

/** #/table/party/ID/send */
export function PartySend({ id }: { id: string }) {
  const seat = useSeat(id);
  const [form, , clear] = useParty(id);
  if (seat === undefined) return <Missing />;
  return (
    <Confirm
      title={say("Propose another party for this seat?")}
      back={href("table", "party", id)}
      others={everySeat()}
      act={say("Propose the other party")}
      undone={ofProposal()}
      not={form.party.trim() === "" ? say("Please enter the party.") : undefined}
      words={["seat", "party", "--", id, form.party.trim()]}
      onDone={() => {
        clear();
        toProposals();
      }}
    >
      <p>{sayNodes("%s would sit for %s.", <Theirs>{seat.name}</Theirs>, <Theirs>{form.party}</Theirs>)}</p>
    </Confirm>
  );
}

const useDevice = () => useForm("table/device", { seat: "", file: "", base64: "" });

/** #/table/device */
export function Device() {
  const [form, set] = useDevice();
  const seats = useWholeTable()?.seats ?? [];
  const not =
    form.seat === "" ? say("Please choose the seat.")
    : form.base64 === "" ? say("Please choose the file from the new machine.")
    : undefined;
  return (
    <Page title={say("A new machine for a seat")} back={href("table", "seats")}>
      <p>{say("The person starts Track Two on the new machine, chooses there “My seat has a new machine”, and hands you the file; it holds no secret. Every seat then hears from that person, by voice, the check words: numbers by which the machine is known. Only then it consents.")}</p>
      <p>{say("When the old machine is lost, everybody waits seven days after the others' consents, so that nobody can take a seat behind its person's back.")}</p>
      <Choice
        label={say("Whose machine is it?")}
        options={seats.map((s) => ({ value: s.id, label: <Theirs>{s.name}</Theirs>, hint: <Theirs>{s.party}</Theirs> }))}
        value={form.seat}
        onValue={(seat) => set({ seat })}
      />
      <FileChoice
        label={say("The file from the new machine")}
        files={[]}
        onFiles={([f]) => f !== undefined && set({ file: f.name, base64: toBase64(f.bytes) })}
      />
      {form.file !== "" && <p>{sayNodes("Chosen: %s", <Theirs>{form.file}</Theirs>)}</p>}
      <Act busy={false} not={not} onAct={() => go("table", "device", "send")}>
        {say("Read it once more, then propose it")}
      </Act>
    </Page>
  );
}

/** #/table/device/send */
export function DeviceSend() {
  const [form, , clear] = useDevice();
  const { name } = useNames();
  return (
    <Confirm
      title={say("Propose another machine for this seat?")}
      back={href("table", "device")}
      others={say("All seats see your proposal and the check words of the new machine.")}
      act={say("Propose the new machine")}
      undone={ofSeating()}
      not={form.seat === "" || form.base64 === "" ? say("Please choose the seat and its file.") : undefined}
      words={["seat", "device", form.seat, "@device"]}
      files={{ "@device": fromBase64(form.base64) }}
      onDone={() => {
        clear();
        toProposals();
      }}
    >
      <p>{sayNodes("Seat: %s", <Theirs>{name(form.seat)}</Theirs>)}</p>
      <p>{sayNodes("The file: %s", <Theirs>{form.file}</Theirs>)}</p>
      <p>{say("In force, the old machine gets nothing more, and the issues that this seat has sounded are closed until they are reopened.")}</p>
    </Confirm>
  );
}

const useIntroduction = () => useForm("table/introduce", { seats: [] as string[] });

/** #/table/introduce */
export function Introduce() {
  const [form, set] = useIntroduction();
  const self = useOwnSeat();
  const others = (useWholeTable()?.seats ?? []).filter((s) => s.id !== self);
  return (
    <Page title={say("Introduce two seats")} back={href("table", "seats")}>
      <p>{say("When two persons cannot meet yet, you as the convenor can make them known to each other. They can talk then, and each is shown as introduced, not verified. No sounding is held until they have exchanged their own files.")}</p>
      <Choices
        label={say("Which two?")}
        options={others.map((s) => ({ value: s.id, label: <Theirs>{s.name}</Theirs>, hint: <Theirs>{s.party}</Theirs> }))}
        values={form.seats}
        onValues={(seats) => set({ seats })}
      />
      <Act
        busy={false}
        not={form.seats.length === 2 ? undefined : say("Please choose two seats.")}
        onAct={() => go("table", "introduce", "send")}
      >
        {say("Read it once more")}
      </Act>
    </Page>
  );
}

/** #/table/introduce/send */
export function IntroduceSend() {
  const [form, , clear] = useIntroduction();
  const { names } = useNames();
  return (
    <Confirm
      title={say("Introduce these two?")}
      back={href("table", "introduce")}
      others={say("The two see that they were introduced by you.")}
      act={say("Introduce them")}
      undone={say("No. It loses its weight when the two have exchanged their own files.")}
      not={form.seats.length === 2 ? undefined : say("Please choose two seats.")}
      words={["seat", "introduce", ...form.seats]}
      onDone={() => {
        clear();
        go("table", "seats");
      }}
    >
      <p>{names(form.seats)}</p>
    </Confirm>
  );
}
