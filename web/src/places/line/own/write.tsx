// Writing a report, one thing a page: what, when, where, how it was observed, words and files; then it is read again and
// signed (sign.tsx). What was written stays when one goes elsewhere.
import type { ComponentChildren } from "preact";
import { Act } from "../../../parts/act.tsx";
import { Choice } from "../../../parts/choice.tsx";
import { Days } from "../../../parts/days.tsx";
import { Field } from "../../../parts/field.tsx";
import { Notice } from "../../../parts/notice.tsx";
import { Page } from "../../../parts/page.tsx";
import { go, href } from "../../../route.ts";
import { say } from "../../../say.ts";
import { useResult } from "../../../use.ts";
import { reportedText } from "../words.ts";
import { EMPTY, KIND_GROUPS, fitsOf } from "./draft.ts";
import { useReportDraft } from "./drafting.ts";
import { HowPage } from "./how.tsx";
import { KeyNeeded, OWN } from "./home.tsx";
import { MorePage } from "./more.tsx";
import { SignPage } from "./sign.tsx";
import type { Own } from "./types.ts";
import { WherePage } from "./where.tsx";

const STEPS = ["what", "when", "where", "how", "more", "sign"] as const;
export type Step = (typeof STEPS)[number];

export const stepHref = (step: Step): string => href("line", "write", step);

export function WritePage({ step }: { step: string }) {
  const own = useResult<Own>(["line", "report", "own"]);
  const [draft] = useReportDraft();
  if (own === undefined) return <Page title={say("Write a report")} back={OWN}>{say("One moment…")}</Page>;
  if (own.public === null) return <KeyNeeded />;
  if (draft.kind === "" && step !== "what" && step !== "sign")
    return (
      <Page title={say("Write a report")} back={OWN}>
        <Notice>{say("A report begins with what happened.")}</Notice>
        <p>
          <a href={stepHref("what")}>{say("What happened?")}</a>
        </p>
      </Page>
    );
  switch (step) {
    case "when":
      return <WhenPage />;
    case "where":
      return <WherePage />;
    case "how":
      return <HowPage />;
    case "more":
      return <MorePage />;
    case "sign":
      return <SignPage own={own} />;
    default:
      return <WhatPage />;
  }
}

interface StepProps {
  step: Step;
  title: string;
  /** Why one cannot go on yet. */
  not?: string | undefined;
  children: ComponentChildren;
}

/** One page of it: where one is, and the way on. */
export function StepPage({ step, title, not, children }: StepProps) {
  const k = STEPS.indexOf(step);
  const [draft] = useReportDraft();
  return (
    <Page title={title} back={k === 0 ? OWN : stepHref(STEPS[k - 1] ?? "what")}>
      <p class="hint">
        {draft.corrects > 0 ? say("Correcting your report %1$s. Page %2$s of %3$s", draft.corrects, k + 1, STEPS.length) : say("Your report. Page %1$s of %2$s", k + 1, STEPS.length)}
      </p>
      {children}
      <Act busy={false} not={not} onAct={() => go("line", "write", STEPS[k + 1] ?? "sign")}>
        {say("Go on")}
      </Act>
    </Page>
  );
}

function WhatPage() {
  const [draft, set, forget] = useReportDraft();
  const begun = JSON.stringify(draft) !== JSON.stringify(EMPTY);
  return (
    <StepPage step="what" title={say("What happened?")} not={draft.kind === "" ? say("Please choose one.") : undefined}>
      {KIND_GROUPS.map((g) => (
        <Choice key={g.label} label={say(g.label)} options={g.kinds.map((k) => ({ value: k, label: reportedText(k) }))} value={draft.kind} onValue={(kind) => set({ kind })} />
      ))}
      {begun && (
        <p>
          <button type="button" class="quiet" onClick={forget}>
            {say("Begin anew with an empty report")}
          </button>
        </p>
      )}
    </StepPage>
  );
}

/** Words that ask for the length, by what it was. */
function lastedLabel(kind: string): string {
  if (kind === "watch") return say("How long was it watched, in minutes?");
  if (kind.startsWith("access")) return say("How long did you wait, in minutes?");
  return say("How long did it last, in minutes?");
}

function WhenPage() {
  const [draft, set] = useReportDraft();
  const needed = fitsOf(draft.kind).lastedNeeded;
  const lasted = Number(draft.lasted.replace(",", "."));
  const not =
    draft.at === "" ? say("Name the day and the hour first.")
    : (needed && !(lasted > 0)) || (draft.lasted.trim() !== "" && !(lasted >= 0)) ? say("Say how long it lasted, as a number of minutes.")
    : undefined;
  return (
    <StepPage step="when" title={say("When did it begin?")} not={not}>
      <Days label={say("Day and hour")} value={draft.at} onValue={(at) => set({ at })} />
      <Field
        label={lastedLabel(draft.kind)}
        {...(!needed && { hint: say("It may be left empty.") })}
        value={draft.lasted}
        onValue={(v) => set({ lasted: v })}
      />
      <Choice
        label={say("How sure is the hour?")}
        options={[
          { value: "60", label: say("to a minute") },
          { value: "300", label: say("to five minutes") },
          { value: "1800", label: say("to half an hour") },
          { value: "7200", label: say("to two hours") },
          ...(["60", "300", "1800", "7200"].includes(draft.clock) ? [] : [{ value: draft.clock, label: say("to %s seconds", Number(draft.clock)) }]),
        ]}
        value={draft.clock}
        onValue={(clock) => set({ clock })}
      />
    </StepPage>
  );
}
