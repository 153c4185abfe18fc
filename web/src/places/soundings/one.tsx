// One sounding: what was asked and of whom, where it stands, and what one can do.
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say } from "../../say.ts";
import { when, whenUniversal } from "../../time.ts";
import { useDesk, useOwnSeat } from "../../use.ts";
import { FoundCard } from "./card.tsx";
import { learnedFrom, questionOf } from "./kinds.ts";
import { IssueNames, seatNames, useSoundTable } from "./names.tsx";
import { Progress } from "./progress.tsx";
import { nowSlot, standOf, waitsForDay } from "./state.ts";
import { isRunning, type Sounding } from "./types.ts";

export interface OneProps {
  s: Sounding;
  /** The one that was asked first; itself unless this goes on from another. */
  root: Sounding;
  all: readonly Sounding[];
}

export function One({ s, root, all }: OneProps) {
  const table = useSoundTable();
  const own = useOwnSeat();
  const runs = useDesk().state?.running?.sounding === s.sounding;
  return (
    <Page title={questionOf(s.kind)} back={href("soundings")}>
      <div class="screen-only">
        <Asked s={s} />
        {/* There before the answer is: a screen reader reads what comes into it. */}
        <div role="status">
          {!runs && (
            <Notice kind={s.answer === "room" || s.answer === "yes" ? "done" : "plain"} live={false}>
              <p class="stand">{standOf(s, table, own)}</p>
              {s.kind === "near" && s.answer === "yes" && !s.may_open && (
                <p>{say("There is nothing to open yet. Whoever could come nearer may enter more the next time it is asked.")}</p>
              )}
            </Notice>
          )}
        </div>
        {runs && <Progress sounding={s.sounding} />}
      </div>
      {s.found !== "" && <FoundCard s={s} root={root} />}
      {own !== undefined && s.required.includes(own) && !runs && <Ways s={s} root={root} all={all} />}
      <p class="others screen-only">
        <strong>{say("What do others know?")}</strong> {learnedFrom(s.kind, s.required.length)}
      </p>
    </Page>
  );
}

export function Asked({ s }: { s: Sounding }) {
  const table = useSoundTable();
  return (
    <>
      {s.question !== "" && (
        <blockquote>
          <Theirs>{s.question}</Theirs>
        </blockquote>
      )}
      <dl class="asked">
        <dt>{say("About")}</dt>
        <dd>
          <IssueNames ids={s.issues} />
        </dd>
        {s.kind === "range" && (
          <>
            <dt>{say("Numbers")}</dt>
            <dd>{say("from %s to %s, in steps of %s %s", s.first, s.last, s.step, s.unit)}</dd>
          </>
        )}
        <dt>{say("Who has to answer")}</dt>
        <dd>{seatNames(table, s.required)}</dd>
        {s.day !== 0 && (
          <>
            <dt>{say("The hour")}</dt>
            <dd>
              {when(s.day)} ({whenUniversal(s.day)})
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

/** What can be done now, the next thing first. */
function Ways({ s, root, all }: OneProps) {
  const to = (...rest: string[]): string => href("soundings", s.sounding, ...rest);
  const ways: [string, string, string?][] = [];
  if (isRunning(s) && !s.sealed) {
    if (s.entered && !waitsForDay(s) && s.day === 0) ways.push([to("seal"), say("Seal it")]);
    if (s.kind === "find")
      ways.push([href("soundings", s.of, "key"), s.entered ? say("Choose again about the second key") : say("Turn the second key, or hold it back")]);
    else if (s.day === 0 || waitsForDay(s))
      ways.push([to("enter"), s.entered ? say("Change what I entered") : s.kind === "yes" || s.kind === "ready" ? say("Say yes or no") : say("Enter what I could live with")]);
    if (s.entered) ways.push([to("stop"), say("Take my entry back")]);
    else if (s.own && !s.agreed_day && s.sealed_by.length === 0) ways.push([to("stop"), say("Withdraw the sounding")]);
  } else if (isRunning(s)) {
    if (s.status === "sealed" && s.day <= nowSlot()) ways.push([to("seal"), say("Go on now")]);
    ways.push([to("stop"), say("Stop the sounding")]);
  }
  const key = all.find((x) => x.kind === "find" && x.of === s.sounding && (isRunning(x) || x.found !== ""));
  if (s.may_open)
    ways.push(
      key !== undefined && (key.found !== "" || key.entered || key.sealed)
        ? [href("soundings", key.sounding), key.found !== "" ? say("The package that was found") : say("To the second key")]
        : [to("key"), say("The second key"), say("If every seat turns it, one package is opened, drawn by lot and the same for all.")],
    );
  if (s.kind === "find" && s.found !== "" && root.kind !== "range") {
    ways.push([to("place"), say("Where does it stand in my own order?"), say("Nobody else sees it.")]);
    ways.push([href("soundings", "ask", "better", s.sounding), questionOf("better")]);
  }
  if (ways.length === 0) return null;
  return (
    <ul class="ways screen-only">
      {ways.map(([address, name, hint]) => (
        <li key={address}>
          <a href={address}>{name}</a>
          {hint !== undefined && <p>{hint}</p>}
        </li>
      ))}
    </ul>
  );
}
