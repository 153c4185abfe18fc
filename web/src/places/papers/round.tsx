// A round of non-papers: opening one, and taking part.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choice, Choices } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Days } from "../../parts/days.tsx";
import { Notice, Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { go, href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { when, whenUniversal } from "../../time.ts";
import { useCall, useDesk, useDraft, useTable } from "../../use.ts";
import { useNonPapers } from "./nonpapers.tsx";
import { useNames } from "./parts.tsx";

const BACK = href("papers", "nonpapers");
const LEAST = 3;
const MOST = 8;

interface Plan {
  /** undefined: every seat, as long as there are no more than a round takes. */
  seats?: string[];
  /** Universal time; "" for now. */
  day: string;
  fixed: boolean;
}

function usePlan(): { plan: Plan; seats: string[]; setPlan(plan: Plan): void; forget(): void } {
  const all = (useTable()?.seats ?? []).map((s) => s.id);
  const [text, setText] = useDraft("papers/round");
  const plan = text === "" ? { day: "", fixed: true } : (JSON.parse(text) as Plan);
  return { plan, seats: plan.seats ?? (all.length <= MOST ? all : []), setPlan: (p) => setText(JSON.stringify(p)), forget: () => setText("") };
}

function planNot(plan: Plan, seats: readonly string[]): string | undefined {
  if (seats.length < LEAST) return say("A round needs three seats at least: of two, each would know that it was the other.");
  if (seats.length > MOST) return say("A round has eight seats at most.");
  if (plan.fixed && plan.day === "") return say("Please choose a day and an hour.");
  return undefined;
}

export function RoundForm() {
  const table = useTable();
  const { plan, seats, setPlan } = usePlan();
  const answer = useNonPapers();
  return (
    <Page title={say("Open a round")} back={BACK}>
      <p>{say("At the hour every desk of the round takes part, whether or not its person has a text. Then the texts appear at all desks at once, also at those that were not in the round.")}</p>
      {answer?.ok && answer.result.prepared !== null && (
        <Notice kind="warning">
          {say("You have a text prepared. Whoever asks for a round is looked at first; a round that the facilitator opens for a fixed hour tells nothing.")}
        </Notice>
      )}
      <Choices
        label={say("Who is in the round")}
        hint={say("Three to eight seats. The more there are, the larger the crowd in which the author stands.")}
        options={(table?.seats ?? []).map((s) => ({ value: s.id, label: <Theirs>{s.name}</Theirs>, hint: <Theirs>{s.party}</Theirs> }))}
        values={seats}
        onValues={(values) => setPlan({ ...plan, seats: values })}
      />
      <Choice
        label={say("When")}
        options={[
          { value: "hour", label: say("At a fixed hour"), hint: say("Every desk that is open and unlocked takes part by itself.") },
          { value: "now", label: say("As soon as all are here"), hint: say("Each person presses “Take part”.") },
        ]}
        value={plan.fixed ? "hour" : "now"}
        onValue={(v) => setPlan({ ...plan, seats, fixed: v === "hour" })}
      />
      {plan.fixed && <Days label={say("The hour of the round")} value={plan.day} onValue={(day) => setPlan({ ...plan, seats, day })} />}
      <Act busy={false} not={planNot(plan, seats)} onAct={() => go("papers", "nonpapers", "open")}>
        {say("Read it back")}
      </Act>
    </Page>
  );
}

export function OpenRound() {
  const { plan, seats, forget } = usePlan();
  const [read] = useState({ plan, seats }); // as it was read back, also when the draft is gone
  const names = useNames();
  const [warnings, setWarnings] = useState<string[]>([]);
  const day = read.plan.fixed ? read.plan.day : "";
  return (
    <Confirm<{ warnings: string[] }>
      title={say("Open this round?")}
      back={href("papers", "nonpapers", "round")}
      others={say("All seats see that you have opened a round, for whom and for when.")}
      act={say("Open the round")}
      undone={say("You can withdraw the round as long as nobody has taken part. That you opened it stays in the record.")}
      words={["nonpaper", "round", "--seats", read.seats.join(","), ...(day === "" ? [] : ["--day", day])]}
      not={planNot(read.plan, read.seats)}
      done={say("The round is open.")}
      next={{ to: BACK, name: say("To the non-papers") }}
      onDone={(answer) => {
        setWarnings(answer.result.warnings);
        forget();
      }}
    >
      <p>{say("In the round: %s", names.all(read.seats))}</p>
      <p>{day === "" ? say("It is held as soon as each has pressed “Take part”.") : say("Its hour: %s", whenUniversal(Math.floor(Date.parse(`${day}:00Z`) / 60_000)))}</p>
      {warnings.map((w) => (
        <Notice key={w} kind="warning">
          {w}
        </Notice>
      ))}
    </Confirm>
  );
}

/** With a text or without: from outside nobody can tell. */
export function TakePart({ round }: { round: string }) {
  const answer = useNonPapers();
  const names = useNames();
  const running = useDesk().state?.running;
  const stopping = useCall();
  const [came, setCame] = useState("");
  const r = answer?.ok ? answer.result.rounds.find((x) => String(x.round) === round) : undefined;
  const isRunning = running?.sounding === Number(round);
  return (
    <Confirm<{ text: string }>
      title={say("Take part in the round")}
      back={BACK}
      others={say("Your desk takes part with a text or without one. From outside the desks look alike.")}
      act={say("Take part")}
      undone={say("You can stop the round as long as it has not been held. Then nothing comes out, and all see that it was stopped.")}
      words={["sound", "seal", "--sounding", round]}
      done={say("The round is over.")}
      next={{ to: BACK, name: say("Read what came out") }}
      onDone={(a) => setCame(a.result.text)}
    >
      {r === undefined ? (
        <p>{answer === undefined ? say("One moment…") : say("There is no such round.")}</p>
      ) : (
        <>
          <p>{sayNodes("%1$s has opened a round among %2$s.", <Theirs>{names.one(r.opened_by)}</Theirs>, <bdi>{names.all(r.seats)}</bdi>)}</p>
          {r.day_slot !== 0 && <p>{say("Its hour: %s", when(r.day_slot))}</p>}
        </>
      )}
      {answer?.ok && came === "" && (
        <p>{answer.result.prepared === null ? say("You have prepared nothing; your desk puts in nothing.") : say("Your prepared text goes in, if all the seats that it has gone out with before are in the round.")}</p>
      )}
      {isRunning && (
        <Notice>
          <p>{say("Your desk waits for the others, and then the round is held. Please leave this page and the program open.")}</p>
          <Outcome answer={stopping.answer} />
          <Act quiet busy={stopping.busy} onAct={() => void stopping.run(["sound", "stop", "--sounding", round])}>
            {say("Stop the round")}
          </Act>
        </Notice>
      )}
      {came !== "" && <p>{came}</p>}
    </Confirm>
  );
}
