// The observer at this desk: the report key, as whom the table knows it, and the reports that it has signed.
import { Act } from "../../../parts/act.tsx";
import { Confirm } from "../../../parts/confirm.tsx";
import { offerFile, offerFiles } from "../../../parts/files.tsx";
import { Notice, Outcome } from "../../../parts/notice.tsx";
import { Page } from "../../../parts/page.tsx";
import { Theirs } from "../../../parts/theirs.tsx";
import { go, href } from "../../../route.ts";
import { say, sayNodes } from "../../../say.ts";
import { useCall, useDraft, useResult } from "../../../use.ts";
import { HOME, Long, ReportLink, Way } from "../common.tsx";
import { reportedText, secondsText } from "../words.ts";
import type { Entered, Own, OwnLine } from "./types.ts";

export const OWN = href("line", "own");

export function OwnPage() {
  const own = useResult<Own>(["line", "report", "own"]);
  if (own === undefined) return <Page title={say("Your reports")} back={HOME}>{say("One moment…")}</Page>;
  return own.public === null ? <KeyNeeded /> : <WithKey own={own} />;
}

/** Nothing can be written yet: what is needed once, and where it comes from. */
export function KeyNeeded() {
  return (
    <Page title={say("Write a report")} back={HOME}>
      <p>{say("An observer signs reports with a report key that was made for this alone. It is made once, on this desk, and stays here. The table then admits it by its public line.")}</p>
      <p>{say("A report is signed for good: everybody to whom it is shown can check that it is yours, and nobody can take it back. That is its purpose.")}</p>
      <ul class="ways">
        <Way to={href("line", "own", "key")} name={say("Make a report key")}>
          {say("You choose a passphrase for it. It is asked for whenever you sign.")}
        </Way>
        <Way to={href("line", "own", "take")} name={say("I have a report key already")}>
          {say("It was made on the command line or on another machine, and you have its file.")}
        </Way>
      </ul>
    </Page>
  );
}

function WithKey({ own }: { own: Own }) {
  const taking = useCall();
  const take = async (): Promise<void> => {
    const answer = await taking.run(["line", "report", "export", "--out", "@own.reports"]);
    if (answer.ok) offerFiles(answer.files);
  };
  const n = own.n ?? 0;
  const waiting = own.waiting ?? 0;
  return (
    <Page title={say("Your reports")} back={HOME}>
      <Known own={own} />
      <ul class="ways first">
        <Way to={href("line", "write", "what")} name={say("Write a report")}>
          {say("What was seen or heard, that a place was watched, or that you were kept from looking.")}
        </Way>
      </ul>
      {waiting > 0 && (
        <Notice kind="warning">
          <p>{say("Your reports that are not in the record of the table yet: %s", waiting)}</p>
          <p>
            <a href={href("line", "own", "enter")}>{say("Enter them into the record")}</a>
          </p>
        </Notice>
      )}
      <h2>{say("What you have signed: %s", n)}</h2>
      {n === 0 ? <p>{say("Nothing yet.")}</p> : <SignedList own={own} />}
      {n > 0 && (
        <>
          <h2>{say("To be carried")}</h2>
          <p>{say("All your reports as a file, for a stick or a colleague who drives that way. Any seat of the table can enter it; each report is taken in once, whoever brings it. Where you stood is in it: give it to nobody but a seat of the table, or somebody who carries it there.")}</p>
          <Act quiet busy={taking.busy} onAct={() => void take()}>
            {say("Take the file of your reports")}
          </Act>
          <Outcome answer={taking.answer} done={say("The file is where your browser puts what it downloads.")} />
        </>
      )}
      <h2>{say("From a form on a telephone")}</h2>
      <p>
        <a href={href("line", "own", "form")}>{say("Sign the rows of a form (ODK, KoboToolbox)")}</a>
      </p>
    </Page>
  );
}

/** As whom the table knows the key; before that, the line to hand out. */
function Known({ own }: { own: Own }) {
  const [, setKey] = useDraft("line/admit/key");
  const line = own.public ?? "";
  if (own.observer != null)
    return own.admitted === true ? (
      <p>{sayNodes("The table knows your key as the observer %s.", <Theirs>{own.observer}</Theirs>)}</p>
    ) : (
      <Notice kind="warning">{sayNodes("The table knew your key as the observer %s; the time of its admission is not now.", <Theirs>{own.observer}</Theirs>)}</Notice>
    );
  return (
    <Notice>
      <p>{say("The table has not admitted your key yet. This is its public line; it may be shown to anybody:")}</p>
      <p class="line-of-key" dir="ltr">
        <code>{line}</code>
      </p>
      <div class="buttons">
        <button
          type="button"
          onClick={() => {
            setKey(line);
            go("line", "observers", "admit");
          }}
        >
          {say("Propose to the table to admit it")}
        </button>
        <button type="button" class="quiet" onClick={() => offerFile("observer.line", new TextEncoder().encode(`${line}\n`), "text/plain")}>
          {say("Take the line as a file")}
        </button>
      </div>
      <p>{say("You can write and sign before that. The table takes in what was signed within the time of the admission.")}</p>
    </Notice>
  );
}

/** What stands in the place of an earlier one: of several the last. */
export const laterOf = (reports: readonly OwnLine[]): Map<number, OwnLine> => {
  const later = new Map<number, OwnLine>();
  for (const r of reports) if (r.corrects !== null && r.number > (later.get(r.corrects)?.number ?? 0)) later.set(r.corrects, r);
  return later;
};

export const laterText = (later: OwnLine): string =>
  later.kind === "withdrawn" ? say("withdrawn by your report %s", later.number) : say("corrected by your report %s", later.number);

function SignedList({ own }: { own: Own }) {
  const shown = own.reports ?? [];
  return (
    <>
      <Lines reports={shown} />
      {(own.n ?? 0) > shown.length && (
        <p>
          <a href={href("line", "own", "all")}>{say("All of them")}</a>
        </p>
      )}
    </>
  );
}

function Lines({ reports }: { reports: readonly OwnLine[] }) {
  const later = laterOf(reports);
  return (
    <ul class="others-list plain">
      {reports.map((r) => (
        <li key={`${r.number} ${r.made}`}>
          <a href={href("line", "own", "report", r.number)}>{say("%1$s. %2$s", r.number, reportedText(r.kind))}</a>
          <Line report={r} later={later.get(r.number)} />
        </li>
      ))}
    </ul>
  );
}

function Line({ report: r, later }: { report: OwnLine; later: OwnLine | undefined }) {
  return (
    <>
      <small>{secondsText(r.begin > 0 ? r.begin : r.made)}</small>
      {r.remark !== "" && (
        <small>
          <Theirs>{r.remark}</Theirs>
        </small>
      )}
      {r.corrects !== null && <small>{say("about your report %s", r.corrects)}</small>}
      {later !== undefined && <small>{laterText(later)}</small>}
      <small>{r.record === null ? say("not in the record yet") : sayNodes("in the record: %s", <ReportLink n={r.record} />)}</small>
    </>
  );
}

/** All that were signed here. */
export function OwnAllPage() {
  const own = useResult<Own>(["line", "report", "own", "--most", "1000000"]);
  return (
    <Page title={say("All your reports")} back={OWN}>
      {own === undefined ? <p role="status">{say("One moment…")}</p> : <Long items={own.reports ?? []}>{(shown) => <Lines reports={shown} />}</Long>}
    </Page>
  );
}

export function OwnEnterPage() {
  const own = useResult<Own>(["line", "report", "own"]);
  const waiting = own?.waiting ?? 0;
  return (
    <Confirm<Entered>
      title={say("Enter your reports into the record")}
      back={OWN}
      act={say("Enter them into the record")}
      others={say("All seats get the reports, with places and times, and see that your seat entered them.")}
      words={["line", "report", "file"]}
      not={own === undefined ? say("One moment…") : waiting === 0 ? say("All of them are in the record.") : undefined}
      done={say("Done.")}
    >
      <p>{say("Your reports that are not in the record of the table yet: %s", waiting)}</p>
      {own !== undefined && own.admitted !== true && <Notice kind="warning">{say("The table has not admitted your key. It will not take them in before.")}</Notice>}
    </Confirm>
  );
}
