// A sounding that runs: which step, how far, and the button that stops it.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Outcome } from "../../parts/notice.tsx";
import { say } from "../../say.ts";
import { useCall, useDesk } from "../../use.ts";

export function Progress({ sounding }: { sounding: number }) {
  const running = useDesk().state?.running;
  const [sure, setSure] = useState(false);
  const doing = useCall();
  if (running?.sounding !== sounding) return null;
  const left = running.permille > 50 ? Math.ceil((running.seconds * (1000 - running.permille)) / running.permille) : undefined;
  return (
    <section class="progress" aria-label={say("The sounding is under way")}>
      <p role="status">{running.step !== "" ? running.step : say("One moment…")}</p>
      <progress max={1000} value={running.permille} aria-label={say("How far it is")} />
      <p class="hint">
        {say("Seconds so far: %s.", Math.round(running.seconds))} {left !== undefined && say("About so many to go: %s.", left)}
      </p>
      <Outcome answer={doing.answer} done={say("It is being stopped.")} />
      {doing.answer?.ok !== true &&
        (sure ? (
          <>
            <p>{say("The others will see that the sounding was stopped, and there will be no answer. What you entered is shown to nobody.")}</p>
            <Act busy={doing.busy} onAct={() => void doing.run(["sound", "stop", "--sounding", String(running.sounding)])}>
              {say("Stop it now")}
            </Act>
          </>
        ) : (
          <Act quiet busy={false} onAct={() => setSure(true)}>
            {say("Stop the sounding")}
          </Act>
        ))}
    </section>
  );
}
