// What is talked about: the issues with their options, whom each concerns, and how many soundings are left.
import { Confirm } from "../../parts/confirm.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { Act } from "../../parts/act.tsx";
import { Choices } from "../../parts/choice.tsx";
import { ofProposal } from "../../parts/undone.ts";
import { go, href } from "../../route.ts";
import { currentLanguage, say, sayNodes } from "../../say.ts";
import { when } from "../../time.ts";
import { textIn, type Issue } from "../../types.ts";
import { useOwnSeat } from "../../use.ts";
import { IssueTitle, titleOf, useForm, useNames, useWholeTable } from "./common.tsx";
import { Missing } from "./seats.tsx";

/** #/table/issues */
export function Issues() {
  const issues = useWholeTable()?.issues;
  const { names } = useNames();
  return (
    <Page title={say("Issues")} back={href("table")}>
      <p class="hint">{say("A sounding asks all whom an issue concerns at once, under seal, and shows nothing but the answer. An issue can have only so many.")}</p>
      {issues?.length === 0 && <p>{say("There is no issue on the table yet. Put one there.")}</p>}
      <ul class="ways">
        {issues?.map((issue) => (
          <li key={issue.id}>
            <a href={href("table", "issues", issue.id)}>
              <IssueTitle issue={issue} />
            </a>
            <p>{say("Concerns: %s", names(issue.concerns))}</p>
            <p class="hint">
              {say("Options: %s", issue.options.length)}
              {". "}
              {budgetText(issue)}
            </p>
          </li>
        ))}
      </ul>
      <p>
        <a class="button" href={href("table", "new-issue")}>
          {say("Put an issue on the table")}
        </a>
      </p>
    </Page>
  );
}

function budgetText(issue: Issue): string {
  const { running, closed, runs_left, open_now, next_slot } = issue.budget;
  if (running) return say("A sounding on it is under way.");
  if (closed) return say("Closed for soundings.");
  if (!open_now) return say("Soundings left: %s; the next not before %s.", runs_left, when(next_slot));
  return say("Soundings left: %s.", runs_left);
}

function useIssue(id: string): Issue | undefined {
  return useWholeTable()?.issues.find((i) => i.id === id);
}

function Options({ issue }: { issue: Issue }) {
  return (
    <ol>
      {issue.options.map((o) => {
        const { text, lang } = textIn(o.text, currentLanguage());
        return (
          <li key={o.id}>
            <Theirs lang={lang}>{text}</Theirs>
          </li>
        );
      })}
    </ol>
  );
}

/** #/table/issues/ID */
export function OneIssue({ id }: { id: string }) {
  const issue = useIssue(id);
  const self = useOwnSeat();
  const { names } = useNames();
  if (issue === undefined) return <Missing />;
  const concernsOne = self !== undefined && issue.concerns.includes(self);
  return (
    <Page title={titleOf(issue).text} back={href("table", "issues")}>
      <p>{say("Concerns: %s", names(issue.concerns))}</p>
      <p class="hint">{say("Without each of them there is no sounding on it and no agreement.")}</p>
      <p>{budgetText(issue)}</p>
      <p class="hint">{say("A sounding asks all whom an issue concerns at once, under seal, and shows nothing but the answer. An issue can have only so many.")}</p>
      {issue.early_harvest && <p>{say("It may be agreed before the rest.")}</p>}
      <h2>{say("Options")}</h2>
      <Options issue={issue} />
      <h2>{say("What you can do")}</h2>
      <ul class="ways">
        <li>
          <a href={href("table", "concern", id)}>{say("Change whom it concerns")}</a>
          <p>{say("Those whom it concerned and those whom it would concern must consent.")}</p>
        </li>
        {concernsOne && (
          <li>
            <a href={href("table", "early", id)}>
              {issue.early_harvest ? say("Agree it no more before the rest") : say("Let it be agreed before the rest")}
            </a>
            <p>{say("Those whom it concerns must consent.")}</p>
          </li>
        )}
        {concernsOne && issue.budget.may_reopen && !issue.budget.reopen_by.includes(self) && (
          <li>
            <a href={href("table", "reopen", id)}>{say("Open it again for soundings")}</a>
            <p>{say("In force when every seat that it concerns has consented.")}</p>
          </li>
        )}
      </ul>
    </Page>
  );
}

const useConcern = (issue: Issue) => useForm(`table/concern/${issue.id}`, { seats: issue.concerns });

/** #/table/concern/ID */
export function Concern({ id, send }: { id: string; send: boolean }) {
  const issue = useIssue(id);
  if (issue === undefined) return <Missing />;
  return send ? <ConcernSend issue={issue} /> : <ConcernForm issue={issue} />;
}

function ConcernForm({ issue }: { issue: Issue }) {
  const seats = (useWholeTable()?.seats ?? []).filter((s) => s.function !== "facilitator");
  const [form, set] = useConcern(issue);
  const same = form.seats.length === issue.concerns.length && form.seats.every((s) => issue.concerns.includes(s));
  const not = form.seats.length === 0 ? say("Please choose at least one seat.") : same ? say("These are those whom it concerns already.") : undefined;
  return (
    <Page title={say("Whom does it concern?")} back={href("table", "issues", issue.id)}>
      <p>
        <IssueTitle issue={issue} />
      </p>
      <Choices
        label={say("It concerns")}
        options={seats.map((s) => ({ value: s.id, label: <Theirs>{s.name}</Theirs>, hint: <Theirs>{s.party}</Theirs> }))}
        values={form.seats}
        onValues={(chosen) => set({ seats: chosen })}
      />
      <Act busy={false} not={not} onAct={() => go("table", "concern", issue.id, "send")}>
        {say("Read it once more, then propose it")}
      </Act>
    </Page>
  );
}

function ConcernSend({ issue }: { issue: Issue }) {
  const [form, , clear] = useConcern(issue);
  const { names } = useNames();
  return (
    <Confirm
      title={say("Propose whom this issue concerns?")}
      back={href("table", "concern", issue.id)}
      others={say("All seats see your proposal. It needs those whom it concerned and those whom it would concern.")}
      act={say("Propose it")}
      undone={ofProposal()}
      words={["issue", "concern", issue.id, "--seats", form.seats.join(",")]}
      onDone={() => {
        clear();
        go("table", "proposals");
      }}
    >
      <p>
        <IssueTitle issue={issue} />
      </p>
      <p>{say("Concerns at present: %s", names(issue.concerns))}</p>
      <p>{say("Would concern: %s", names(form.seats))}</p>
    </Confirm>
  );
}

/** #/table/early/ID */
export function Early({ id }: { id: string }) {
  const issue = useIssue(id);
  const { names } = useNames();
  if (issue === undefined) return <Missing />;
  const early = issue.early_harvest;
  return (
    <Confirm
      title={early ? say("Propose that it is agreed only with the rest?") : say("Propose that it may be agreed before the rest?")}
      back={href("table", "issues", id)}
      others={say("All seats see your proposal. Those whom it concerns must consent: %s", names(issue.concerns))}
      act={say("Propose it")}
      undone={ofProposal()}
      words={["issue", "early", id, ...(early ? ["--no-longer"] : [])]}
      onDone={() => go("table", "proposals")}
    >
      <p>
        <IssueTitle issue={issue} />
      </p>
    </Confirm>
  );
}

/** #/table/reopen/ID */
export function Reopen({ id }: { id: string }) {
  const issue = useIssue(id);
  const { names } = useNames();
  if (issue === undefined) return <Missing />;
  return (
    <Confirm
      title={say("Consent that this issue is sounded again?")}
      back={href("table", "issues", id)}
      others={say("All seats see your consent. It is open again when all of these have consented: %s", names(issue.concerns))}
      act={say("Consent to open it again")}
      words={["issue", "reopen", id]}
      onDone={() => go("table", "issues", id)}
    >
      <p>{sayNodes("Issue: %s", <IssueTitle issue={issue} />)}</p>
    </Confirm>
  );
}
