// What may break the agreement, and each incident: who said what and when, what is due, what comes next and by whom.
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes, says } from "../../say.ts";
import { useAnswer, useDraft } from "../../use.ts";
import { HOME, INCIDENTS, Long, NotYet, Read, ReportLink, useSeatName } from "./common.tsx";
import type { LineEvent } from "./types.ts";
import { eventText, hourText, incidentText, kindText, said } from "./words.ts";

interface Events {
  events: LineEvent[];
}
const WORDS = ["line", "incidents"] as const;

export function IncidentsPage() {
  return (
    <Page title={say("Incidents")} back={HOME}>
      <p>{say("An event that two independent observers saw and that may break the agreement can be made an incident. The program reminds and records; it punishes nobody.")}</p>
      <p class="hint">{say("The joint commission: the seats that both sides have named to say what an incident was.")}</p>
      <Read<Events> words={WORDS}>
        {({ events }) =>
          events.length === 0 ? (
            <p>{say("Nothing in the record may break what was agreed.")}</p>
          ) : (
            <Long items={[...events].reverse()}>
              {(shown) => (
                <ul class="ways">
                  {shown.map((e) => (
                    <li key={`${e.report} ${e.incident ?? ""}`}>
                      <a href={href("line", "incidents", e.report)}>{say("%1$s, %2$s", kindText(e.kind), hourText(e.time))}</a>
                      <p class="hint">
                        {e.incident === null ? say("%s. No incident was opened.", eventText(e.state)) : say("Incident: %s", incidentText(e.incident))}
                      </p>
                      {e.due != null && <p class="hint">{say("due by %s", hourText(e.due))}</p>}
                      {e.excluded && <p class="hint">{say("both sides say that it was no violation")}</p>}
                    </li>
                  ))}
                </ul>
              )}
            </Long>
          )
        }
      </Read>
      <p>
        <a href={href("line", "propose", "response")}>{say("What follows a violation: propose it beforehand")}</a>
      </p>
    </Page>
  );
}

/** The steps that can come next, by the table in docs/protocol/line_days.md. Whose they are the program says. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  open: ["protest", "refer", "close"],
  protested: ["answer", "refer", "close"],
  overdue: ["answer", "refer", "close"],
  answered: ["refer", "close"],
  referred: ["answer", "find_violation", "find_none", "find_open", "close"],
  consequence: ["carried_out", "close"],
  defaulted: ["carried_out", "close"],
  closed: [],
};

const STEPS: Readonly<Record<string, string>> = {
  open: says("Open an incident"),
  protest: says("Protest"),
  answer: says("Answer the protest"),
  refer: says("Bring it before the joint commission"),
  find_violation: says("Find: it was a violation"),
  find_none: says("Find: it was no violation"),
  find_open: says("Find: it cannot be established"),
  carried_out: says("Say that the consequence was carried out"),
  close: says("Say that it is closed"),
};
const stepText = (step: string): string => {
  const english = STEPS[step];
  return english === undefined ? step : say(english);
};
/** Steps that both sides have to say. */
const BOTH = ["carried_out", "close"];

export function IncidentPage({ report }: { report: string }) {
  const answer = useAnswer<Events>(WORDS);
  const seatName = useSeatName();
  const title = say("Incident");
  if (answer === undefined) return <Page title={title} back={INCIDENTS}>{say("One moment…")}</Page>;
  if (!answer.ok) return <Page title={title} back={INCIDENTS}><NotYet>{answer.error}</NotYet></Page>;
  const e = answer.result.events.find((x) => x.report === Number(report));
  if (e === undefined) return <Page title={title} back={INCIDENTS}><Notice>{say("There is no such event.")}</Notice></Page>;
  const steps = e.incident === null ? ["open"] : (NEXT[e.incident] ?? []);
  return (
    <Page title={title} back={INCIDENTS}>
      <p>
        {say("%1$s, %2$s", kindText(e.kind), hourText(e.time))} — <ReportLink n={e.report} />
      </p>
      <p>{say("The event: %1$s. Independent sources: %2$s.", eventText(e.state), e.sources)}</p>
      {e.excluded && <Notice>{say("Both sides say that it was no violation.")}</Notice>}
      {e.incident !== null && <p>{say("Incident: %s", incidentText(e.incident))}</p>}
      {e.consequence != null && <p>{sayNodes("Agreed beforehand: %s", <Theirs>{e.consequence}</Theirs>)}</p>}
      {e.due != null && <p>{say("due by %s", hourText(e.due))}</p>}
      {e.next !== undefined && e.incident !== "closed" && <p>{sayNodes("What comes next: %s", <Theirs>{e.next}</Theirs>)}</p>}
      {(e.steps ?? []).length > 0 && (
        <>
          <h2>{say("Who said what")}</h2>
          <ol class="others-list plain">
            {(e.steps ?? []).map((s, i) => (
              <li key={i}>
                {sayNodes("%1$s (%2$s): %3$s", seatName(s.by), said(s.for), stepText(s.step))}
                <small>{hourText(s.time)}</small>
                {s.text !== "" && (
                  <p>
                    <Theirs>{s.text}</Theirs>
                  </p>
                )}
              </li>
            ))}
          </ol>
        </>
      )}
      {steps.length > 0 && (
        <>
          <h2>{say("What can be said now")}</h2>
          <ul class="ways">
            {steps.map((s) => (
              <li key={s}>
                <a href={href("line", "incidents", report, s)}>{stepText(s)}</a>
                {BOTH.includes(s) && <p class="hint">{say("Both sides have to say it.")}</p>}
                {s.startsWith("find") && <p class="hint">{say("This is for the joint commission to say.")}</p>}
              </li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}

export function IncidentStepPage({ report, step }: { report: string; step: string }) {
  const answer = useAnswer<Events>(WORDS);
  const e = answer?.ok ? answer.result.events.find((x) => x.report === Number(report)) : undefined;
  const [text, setText] = useDraft(`line/incident/${report}/${step}`);
  const words = text.trim();
  return (
    <Confirm
      title={stepText(step)}
      back={href("line", "incidents", report)}
      act={stepText(step)}
      undone={say("No. It stays in the record of the incident; you can say more there later.")}
      others={say("All seats see your words, your seat and the hour.")}
      words={["line", "incident", step, report, ...(words === "" ? [] : [words])]}
      not={e === undefined ? say("One moment…") : undefined}
      done={say("It is on the record of the incident.")}
      onDone={() => setText("")}
    >
      {e !== undefined && <p>{say("%1$s, %2$s", kindText(e.kind), hourText(e.time))}</p>}
      {step === "open" ? (
        <p>{say("From now on each side and the joint commission may speak in it, in their turn, and its times run.")}</p>
      ) : (
        <Field label={say("In your words")} hint={say("They stand in the record of the incident. They may be left out.")} lines={4} value={text} onValue={setText} />
      )}
      {BOTH.includes(step) && <p>{say("It counts when both sides have said it.")}</p>}
    </Confirm>
  );
}
