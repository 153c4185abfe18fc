// The place itself: how the cease-fire stands, what comes next, the map, and the ways from here.
import { Help } from "../../parts/help.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { useResult } from "../../use.ts";
import { AGREED, INCIDENTS, MAP, REPORTS, ReportLink, WITHDRAWAL, Way, useAgreed, useCeasefire, useProposals } from "./common.tsx";
import { MapOf, useAgreedMap } from "./mapof.tsx";
import { NextStep } from "./steps.tsx";
import type { Agreed, Ceasefire, Zones } from "./types.ts";
import { countingText, holdText, hourText } from "./words.ts";

export function LineHome() {
  const agreed = useAgreed();
  const fire = useCeasefire();
  const waiting = useProposals();
  const has = (part: string): boolean => agreed?.documents[part] != null;
  return (
    <Page title={say("Line")}>
      <Help
        place={say("Here are the line of contact, the zones beside it, what observers report, and the days that have been quiet.")}
        others={say("All seats see the same line, the same reports and the same count. Your sketches of other lines stay on this machine.")}
      />
      {agreed !== undefined && <State agreed={agreed} fire={fire} />}
      {waiting !== undefined && waiting.length > 0 && (
        <Notice>
          <p>{say("Proposals about the cease-fire that wait for consents: %s", waiting.length)}</p>
          <p>
            <a href={AGREED}>{say("Read them")}</a>
          </p>
        </Notice>
      )}
      {agreed !== undefined && <NextStep agreed={agreed} />}
      <ul class="ways first">
        <Way to={href("line", "day")} name={say("The daily report")}>
          {say("What happened on a day, as the observers' mission tells it.")}
        </Way>
        <Way to={href("line", "hold")} name={say("Does it hold?")}>
          {say("The quiet days, one by one, and which single report turns the answer.")}
        </Way>
        <Way to={href("line", "own")} name={say("Write a report")}>
          {say("For observers: what you saw or heard, or that you were kept from looking; and your reports so far.")}
        </Way>
      </ul>
      {has("line") && <HomeMap />}
      <h2>{say("What was seen")}</h2>
      <ul class="ways rest">
        <Way to={MAP} name={say("The map")}>
          {has("line") ? say("With all that is on it as a list, and for print.") : say("No line is agreed yet. You can look at one of your own.")}
        </Way>
        <Way to={REPORTS} name={say("The observers' reports")}>
          {say("The record with the verdicts on places; enter a file of reports; who is admitted as observer.")}
        </Way>
        <Way to={INCIDENTS} name={say("Incidents")}>
          {say("What may break the agreement, and where it stands.")}
        </Way>
      </ul>
      <h2>{say("What was agreed")}</h2>
      <ul class="ways rest">
        <Way to={AGREED} name={say("What is agreed")}>
          {say("The parts of the cease-fire, proposals that wait, and the steps to the talks.")}
        </Way>
        <Way to={href("line", "zones")} name={say("The zones")}>
          {say("How much ground each side gives up; and what it would be with another rule or another line.")}
        </Way>
        <Way to={WITHDRAWAL} name={say("The pull-back")}>
          {say("Positions that were declared, and what was seen of them.")}
        </Way>
        <Way to={href("line", "rejudge")} name={say("If the line or the rule were another")}>
          {say("Judges the whole record again. It is a question: nothing is entered.")}
        </Way>
      </ul>
      <h2>{say("For others")}</h2>
      <ul class="ways rest">
        <Way to={href("line", "publish")} name={say("For the public")}>
          {say("A map or a table that tells less than the table knows.")}
        </Way>
      </ul>
    </Page>
  );
}

function HomeMap() {
  const { answer, data } = useAgreedMap();
  const zones = useResult<Zones>(["line", "zones"])?.zones;
  return (
    <div class="screen-only">
      <MapOf answer={answer} data={data} label={say("Map of the cease-fire")} zones={zones} />
    </div>
  );
}

/** The same few lines on every desk. */
function State({ agreed, fire }: { agreed: Agreed; fire: Ceasefire | undefined }) {
  if (fire === undefined)
    return (
      <p>
        {agreed.ceasefire === undefined
          ? say("No cease-fire has been agreed yet.")
          : say("Both sides cease fire from %s on.", hourText(agreed.ceasefire))}
      </p>
    );
  return (
    <section class="state" aria-labelledby="state-heading">
      <h2 id="state-heading">{say("The cease-fire")}</h2>
      <p>
        {fire.in_force
          ? say("In force since %1$s; day %2$s.", hourText(fire.since), fire.day)
          : say("Both sides cease fire from %s on.", hourText(fire.since))}
      </p>
      {fire.hold === null ? (
        <p>{say("What holding means has not been agreed yet.")}</p>
      ) : (
        <>
          <p class={`hold ${fire.hold}`}>{holdText(fire.hold)}</p>
          <p>
            <a href={href("line", "hold")}>{say("Why? The days, one by one")}</a>
          </p>
          <p>{say("Quiet days in a row: %1$s of %2$s", fire.quiet, fire.needed)}</p>
        </>
      )}
      {fire.counting != null && <p>{countingText(fire.counting)}</p>}
      <p>{say("Incidents that are not closed: %s", fire.open_incidents)}</p>
      {fire.talks_open && (
        <Notice kind="done">
          <p>{say("The talks are open.")}</p>
        </Notice>
      )}
      {fire.forks.map((f) => (
        <Notice key={f.reports.join()} kind="warning">
          <p>
            {sayNodes("The observer %1$s signed two reports with the number %2$s. Ask the observer which one stands.", <Theirs>{f.observer}</Theirs>, String(f.number))}
          </p>
          <p>
            <ReportLink n={f.reports[0]} /> · <ReportLink n={f.reports[1]} />
          </p>
        </Notice>
      ))}
    </section>
  );
}
