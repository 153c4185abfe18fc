// The steps from the battlefield to the talks: the next one and what it waits for, all of them, taking one, going back.
import { Confirm } from "../../parts/confirm.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { ofProposal } from "../../parts/undone.ts";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { AGREED, useAgreed, useSideNames } from "./common.tsx";
import type { Agreed, Step } from "./types.ts";
import { said, stageText } from "./words.ts";

const nextOf = (agreed: Agreed): Step | undefined => agreed.steps.find((s) => s.next);

/** What comes next and what is missing for it, with the way there. */
export function NextStep({ agreed }: { agreed: Agreed }) {
  const next = nextOf(agreed);
  if (next === undefined) return null;
  return (
    <section aria-labelledby="next-heading">
      <h2 id="next-heading">{say("What comes next: %s", stageText(next.step))}</h2>
      <Missing step={next} />
    </section>
  );
}

function Missing({ step }: { step: Step }) {
  const sideName = useSideNames();
  const missing = step.missing ?? [];
  if (missing.length === 0)
    return (
      <p>
        {say("Nothing is missing for this step.")} <a href={href("line", "step", step.step)}>{say("Go on to this step")}</a>
      </p>
    );
  return (
    <ul>
      {missing.map((m, i) => (
        <li key={i}>
          {m.side !== null
            ? sayNodes("Missing, of %1$s: %2$s", sideName(m.side), said(m.what))
            : sayNodes("Missing: %s", said(m.what))}{" "}
          {m.proposal !== null ? (
            <>
              <br />
              {sayNodes("It is proposed. Still to consent: %s", <Theirs>{m.seats}</Theirs>)}{" "}
              <a href={href("line", "proposal", m.proposal)}>{say("Read the proposal")}</a>
            </>
          ) : (
            <Where what={m.what} />
          )}
        </li>
      ))}
    </ul>
  );
}

const WAYS: readonly (readonly [string, string[]])[] = [
  ["agreement to the sides, the territory that counts and the map", ["propose", "sides"]],
  ["agreement to the line", ["propose", "line"]],
  ["the declaration to cease fire", ["propose", "ceasefire"]],
  ["agreement to the rule of the pull-back", ["propose", "rule"]],
  ["the declared positions, sealed or open", ["declare"]],
  ["agreement to the zones, computed on its own desk", ["propose", "zones"]],
  ["the admission of the observers' keys", ["observers", "admit"]],
  ["the sealed criteria of what holding means", ["propose", "criteria"]],
  ["the quiet days that were agreed, counted on its own desk", ["hold"]],
];

function Where({ what }: { what: string }) {
  const to = WAYS.find(([need]) => need === what)?.[1];
  if (to === undefined) return null;
  return <a href={href("line", ...to)}>{to[0] === "hold" ? say("How many there are") : to[0] === "declare" ? say("Declare a position") : say("Propose it")}</a>;
}

/** All steps, in their order. */
export function Steps({ agreed }: { agreed: Agreed }) {
  return (
    <>
      <p class="hint">{say("They follow each other from the battlefield to the talks. When everything is there that a step needs, any seat may say for all that it is reached.")}</p>
      <ol class="steps">
        {agreed.steps.map((s) => (
          <li key={s.step} class={s.taken ? "taken" : s.next ? "next" : undefined} aria-current={s.next ? "step" : undefined}>
            {stageText(s.step)}
            <small>{s.taken ? say("taken") : s.next ? say("comes next") : say("later")}</small>
            {s.next && <Missing step={s} />}
            {s.taken && <a href={href("line", "back", s.step)}>{say("Go back before it")}</a>}
          </li>
        ))}
      </ol>
    </>
  );
}

export function StepPage({ step }: { step: string }) {
  const agreed = useAgreed();
  if (agreed === undefined) return <Page title={say("Go on to the next step")} back={AGREED}>{say("One moment…")}</Page>;
  const next = nextOf(agreed);
  const missing = next?.step === step ? (next.missing ?? []).length : 1;
  return (
    <Confirm
      title={say("Go on to the next step")}
      back={AGREED}
      act={say("Go on to this step")}
      undone={say("Not by you alone: to go back, every seat must consent.")}
      others={say("All seats see that your seat went on to this step, and when.")}
      words={["line", "step", step]}
      not={missing > 0 ? say("Something is still missing for this step.") : undefined}
      done={step === "talks" ? say("Done: the talks are open.") : say("Done: the next step is reached.")}
    >
      <p>{say("The next step: %s", stageText(step))}</p>
      {step === "talks" && <p>{say("The quiet days that were agreed are full. With this step the talks are open on every desk.")}</p>}
      <p>{say("What a step rests on cannot be changed behind its back: to change it, all seats have to agree to go back.")}</p>
    </Confirm>
  );
}

export function BackPage({ step }: { step: string }) {
  return (
    <Confirm
      title={say("Go back before a step")}
      back={AGREED}
      act={say("Propose to go back")}
      undone={ofProposal()}
      others={say("All seats see the proposal and that it is yours.")}
      words={["line", "back", step]}
      done={say("Proposed: to go back. It is in force when every seat has consented.")}
    >
      <p>{say("Back to before this step: %s", stageText(step))}</p>
      <Notice kind="warning">
        <p>{say("When all have consented, this step and those behind it are open again, and what they rest on has to be agreed anew. The reports stay on the record.")}</p>
      </Notice>
    </Confirm>
  );
}

