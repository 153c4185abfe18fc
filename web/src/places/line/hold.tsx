// Does it hold? The answer by the agreed criteria, the quiet days one by one, and which single report turns the answer.
import { Page } from "../../parts/page.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { HOME, Long, Read, ReportLink, Sheet, useAgreed } from "./common.tsx";
import type { Hold, HoldDay } from "./types.ts";
import { dateText, dayStateText, decimal, holdText, holdWord } from "./words.ts";

export function HoldPage() {
  const criteria = useAgreed()?.documents["criteria"];
  return (
    <Page title={say("Does it hold?")} back={HOME}>
      <Read<Hold> words={["line", "hold"]}>
        {(h) => (
          <>
            <p class={`hold ${h.hold}`}>{holdText(h.hold)}</p>
            <p>{say("Quiet days in a row: %1$s of %2$s", h.quiet, h.needed)}</p>
            {h.met_day !== null && <p>{say("The condition for the talks was met on %s.", dateText(h.met_day))}</p>}
            {h.talks_open && <p>{say("The talks are open.")}</p>}
            {h.days.length > 0 && <Strip days={h.days} />}
            <Flips hold={h} />
            {h.days.length === 0 ? <p>{say("No day that counts is over yet.")}</p> : <Days days={h.days} />}
          </>
        )}
      </Read>
      <p class="hint">{say("A day on which nobody watched is no quiet day: silence is never taken for peace. A verified violation sets the count to nought; a day on which observers were kept out is not counted.")}</p>
      {criteria != null && (
        <p>
          <a href={href("line", "part", "criteria")}>{say("What was agreed about it")}</a>
        </p>
      )}
    </Page>
  );
}

/** The days as a row of signs: a picture of the list below. */
function Strip({ days }: { days: readonly HoldDay[] }) {
  return (
    <div class="strip" aria-hidden="true">
      {days.slice(-120).map((d) => (
        <i key={d.day} class={d.state} title={dateText(d.day)} />
      ))}
    </div>
  );
}

function Flips({ hold }: { hold: Hold }) {
  if (hold.flips.length === 0) return <p>{say("No single report turns the answer.")}</p>;
  return (
    <>
      <h2>{say("The answer hangs on single reports")}</h2>
      <p>{say("Look at these twice.")}</p>
      <Long items={hold.flips}>
        {(shown) => (
          <ul>
            {shown.map((n, i) => (
              <li key={n}>{sayNodes("Without %1$s the answer would be: %2$s.", <ReportLink n={n} />, holdWord(hold.without[i] ?? ""))}</li>
            ))}
          </ul>
        )}
      </Long>
    </>
  );
}

function Days({ days }: { days: readonly HoldDay[] }) {
  return (
    <Long items={[...days].reverse()} first={40}>
      {(shown) => (
        <Sheet caption={say("The days, the latest first")} head={[say("Day"), say("It was"), say("Quiet days in a row"), say("Watched"), say("Why")]}>
          {shown.map((d) => (
            <tr key={d.day} class={d.state}>
              <th scope="row">
                <a href={href("line", "day", d.day)}>{dateText(d.day)}</a>
              </th>
              <td>{dayStateText(d.state)}</td>
              <td>{say("%s", d.quiet_in_a_row)}</td>
              <td>{say("%s percent", decimal(d.watched / 10, 0))}</td>
              <td>{d.why !== null && d.state !== "quiet" && <ReportLink n={d.why} />}</td>
            </tr>
          ))}
        </Sheet>
      )}
    </Long>
  );
}
