// What cannot be taken back: sealing, the second key, stopping, reopening an issue.
import { useState } from "preact/hooks";
import { Choice } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { go, href } from "../../route.ts";
import { say } from "../../say.ts";
import { useDesk } from "../../use.ts";
import { HourAhead } from "./hour.tsx";
import { learnedFrom, questionOf } from "./kinds.ts";
import { checked, saidYes } from "./memory.ts";
import { Text, issuesOf, seatNames, useSoundTable } from "./names.tsx";
import { Asked, type OneProps } from "./one.tsx";
import { Progress } from "./progress.tsx";
import { waitsForDay } from "./state.ts";
import { isRunning, type Sounding } from "./types.ts";

/** What lies on the desk for it, as far as this page knows. */
function entryText(s: Sounding): string {
  const word = saidYes.get(s.sounding);
  if (s.kind === "find") return word === undefined ? say("You have chosen about the second key.") : word ? say("You turn your second key.") : say("You hold your second key back.");
  if (word !== undefined) return word ? say("Your entry says yes. It stays on this desk.") : say("Your entry says no. It stays on this desk.");
  const entered = checked.get(s.sounding);
  if (entered === undefined) return say("Your entry lies on this desk.");
  return s.kind === "range"
    ? say("Of the numbers, your entry accepts %s of %s. It stays on this desk.", entered.accepted, entered.candidates)
    : say("Of the packages, your entry accepts %s of %s. It stays on this desk.", entered.accepted, entered.candidates);
}

export function Seal({ s }: OneProps) {
  const table = useSoundTable();
  const others = s.required.filter((id) => !s.sealed_by.includes(id));
  const runs = useDesk().state?.running?.sounding === s.sounding;
  const [again] = useState(s.sealed); // of what it was when one came
  return (
    <Confirm
      title={again ? say("Go on with the sounding") : say("Seal it")}
      back={href("soundings", s.sounding)}
      others={`${say("That you have sealed, and not what.")} ${learnedFrom(s.kind, s.required.length)}`}
      act={again ? say("Go on") : say("Seal it")}
      undone={say("The entry cannot be changed once it is sealed. You can still stop the sounding: then there is no answer, and all see that it was stopped.")}
      words={["sound", "seal", "--sounding", String(s.sounding), "--only-seal"]}
      not={s.entered || s.sealed || s.day !== 0 ? undefined : say("You have not entered anything yet.")}
      onDone={() => go("soundings", s.sounding)}
    >
      <h2>{questionOf(s.kind)}</h2>
      {runs ? (
        <Progress sounding={s.sounding} />
      ) : (
        <>
          <Asked s={s} />
          <p>
            <strong>{entryText(s)}</strong>
          </p>
          {others.length > 0 && <p>{say("Not sealed yet: %s.", seatNames(table, others))}</p>}
          <p>{say("When all have sealed, the desks compute the answer by themselves. Please leave the program open until then.")}</p>
        </>
      )}
    </Confirm>
  );
}

/** #/soundings/3/key: of the sounding that found room. The key is laid on this desk, and sealed on the next page. */
export function Key({ s, all }: OneProps) {
  const [way, setWay] = useState<"turn" | "hold">();
  const [day, setDay] = useState("");
  const asked = all.find((x) => x.kind === "find" && x.of === s.sounding && isRunning(x));
  return (
    <Confirm<{ sounding: number }>
      title={say("The second key")}
      back={href("soundings", s.sounding)}
      others={`${learnedFrom("find")} ${say("Until you seal it on the next page, they see only that the second key was asked for.")}`}
      act={way === "hold" ? say("Hold my key back") : say("Turn my key")}
      undone={day === "" ? say("Yes, until you seal it on the next page: until then you can choose again.") : say("Yes, until the hour: until then you can choose again.")}
      words={["sound", "key", ...(way === "hold" ? ["--hold"] : []), "--of", String(s.sounding), ...(day === "" ? [] : ["--day", day])]}
      not={way === undefined ? say("Please choose.") : undefined}
      onDone={(answer) => {
        saidYes.set(answer.result.sounding, way === "turn");
        // With an hour it is sealed by itself.
        go("soundings", answer.result.sounding, ...(day !== "" || (asked !== undefined && asked.day !== 0) ? [] : ["seal"]));
      }}
    >
      <Asked s={s} />
      <p>{s.text}</p>
      <p>{say("If every seat turns its key, one package that all could live with is opened, drawn by lot and the same for all. To turn it is to say that you could recommend that package, subject to the yes of those at home (ad referendum).")}</p>
      <Choice<"turn" | "hold">
        label={say("Your second key")}
        options={[
          { value: "turn", label: say("I turn it") },
          { value: "hold", label: say("I hold it back"), hint: say("Then nothing is opened to anybody.") },
        ]}
        value={way}
        onValue={setWay}
      />
      {asked === undefined && <HourAhead day={day} onDay={setDay} />}
    </Confirm>
  );
}

export function Stop({ s }: OneProps) {
  const back = href("soundings", s.sounding);
  const words = ["sound", "stop", "--sounding", String(s.sounding)];
  const [done, setDone] = useState<"sealed" | "entered" | "open">(); // what it was when it was done
  const as = done ?? (s.sealed ? "sealed" : s.entered ? "entered" : "open");
  const title = as === "sealed" ? say("Stop the sounding") : as === "entered" ? say("Take my entry back") : say("Withdraw the sounding");
  const others =
    as === "sealed" ? say("They see that the sounding was stopped. What you entered is shown to nobody.")
    : as === "entered" ? say("Nothing. The sounding itself stays open.")
    : say("They see that it was withdrawn. It does not count as one of the soundings that an issue can have.");
  const said =
    as === "sealed" ? say("Stopped. Your entry is gone from this desk.")
    : as === "entered" ? say("Taken back: your entry is gone from this desk, and the others see nothing of it. The sounding itself stays open.")
    : say("Withdrawn. The others see it, and it does not count as one of the soundings that an issue can have.");
  return (
    <Confirm title={title} back={back} others={others} act={title} words={words} done={said}
      onDone={() => {
        setDone(as);
        checked.delete(s.sounding);
        saidYes.delete(s.sounding);
      }}
    >
      <h2>{questionOf(s.kind)}</h2>
      <Asked s={s} />
      {as === "sealed" && <p>{say("There will be no answer. It can be asked again after the time that has to pass between two soundings.")}</p>}
      {as === "entered" && waitsForDay(s) && <p>{say("At the hour your desk takes part all the same, with an empty entry, which answers no.")}</p>}
    </Confirm>
  );
}

/** #/soundings/reopen/zone */
export function Reopen({ id }: { id: string }) {
  const table = useSoundTable();
  const [issue] = issuesOf(table, [id]);
  if (issue === undefined) return null;
  return (
    <Confirm
      title={say("Let an issue be sounded again")}
      back={href("soundings", "ask")}
      others={say("That you consent to it. It holds when all whom the issue concerns have consented: %s.", seatNames(table, issue.concerns))}
      act={say("I consent")}
      words={["issue", "reopen", issue.id]}
      done={say("Your consent is on the record.")}
    >
      <p>
        <Text of={issue.title} />
      </p>
    </Confirm>
  );
}
