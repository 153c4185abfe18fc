// Whose reports the table takes in, and admitting a key.
import { Act } from "../../parts/act.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Field } from "../../parts/field.tsx";
import { FileChoice, offerFile } from "../../parts/files.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { useDraft, useResult } from "../../use.ts";
import { REPORTS, useAgreed, useSideNames } from "./common.tsx";
import { useKept } from "./kept.ts";
import { Propose } from "./propose.tsx";
import { withFiles } from "./reading.ts";
import { dateText } from "./words.ts";

export function ObserversPage() {
  const observers = useAgreed()?.observers;
  const sideName = useSideNames();
  const mission = useResult<{ mission: string }>(["line", "report", "mission"])?.mission;
  return (
    <Page title={say("Observers")} back={REPORTS}>
      <p>{say("An observer signs reports with a key that was made for this alone. The table admits the key; then any seat may bring the reports.")}</p>
      {observers !== undefined && observers.length === 0 && <p>{say("No observer is admitted yet.")}</p>}
      {observers !== undefined && observers.length > 0 && (
        <ul class="others-list plain">
          {observers.map((o) => (
            <li key={o.id}>
              <Theirs>{o.id}</Theirs>
              <small>
                {o.of === "observers"
                  ? say("of the neutral observers")
                  : o.of === "others"
                    ? say("of others")
                    : sayNodes("of %s; what it alone reports does not count as verified", sideName(o.of))}
              </small>
              {o.from !== null && <small>{say("from %s", dateText(o.from))}</small>}
              {o.to !== null && <small>{say("to %s", dateText(o.to))}</small>}
            </li>
          ))}
        </ul>
      )}
      <ul class="ways">
        <li>
          <a href={href("line", "observers", "admit")}>{say("Admit an observer, or change the time of one")}</a>
        </li>
      </ul>
      {mission !== undefined && (
        <>
          <h2>{say("What the observer needs from this table")}</h2>
          <p>{say("A small file that names this table, so that reports made for it are of no use at another.")}</p>
          <Act quiet busy={false} onAct={() => offerFile("mission.line", new TextEncoder().encode(`${mission}\n`), "text/plain")}>
            {say("Take the file for the observer")}
          </Act>
        </>
      )}
    </Page>
  );
}

export function AdmitPage() {
  const [id, setId] = useDraft("line/admit/id");
  const [text, setText] = useDraft("line/admit/key");
  const [from, setFrom] = useDraft("line/admit/from");
  const [to, setTo] = useDraft("line/admit/to");
  const [of, setOf] = useDraft("line/admit/of", "observers");
  const [files, setFiles] = useKept("observer-key");
  const sideName = useSideNames();
  const key = files[0] ?? (text.trim() === "" ? undefined : { name: "key", bytes: new TextEncoder().encode(`${text.trim()}\n`) });
  const asked = withFiles(["line", "observer", "admit", id.trim()], ["", key], ["--from", from], ["--to", to], ["--of", of === "observers" ? "" : of]);
  return (
    <Page title={say("Admit an observer")} back={href("line", "observers")}>
      <Field label={say("A short name for the observer")} hint={say("Such as patrol-1. It stands beside every report.")} value={id} onValue={setId} />
      <FileChoice label={say("The file with the observer's line")} files={files} onFiles={setFiles} />
      {files.length === 0 && (
        <Field label={say("Or the line itself")} hint={say("It begins with tracktwo-observer. Copy it as it is.")} value={text} onValue={setText} />
      )}
      <Choice
        label={say("Whose observer is it?")}
        options={[
          { value: "observers", label: say("of the neutral observers") },
          { value: "a", label: sayNodes("of %s; what it alone reports does not count as verified", sideName("A")) },
          { value: "b", label: sayNodes("of %s; what it alone reports does not count as verified", sideName("B")) },
          { value: "others", label: say("of others") },
        ]}
        value={of}
        onValue={setOf}
      />
      <div class="row">
        <div class="field">
          <label>
            {say("From this day (empty: from the beginning)")}
            <input type="date" value={from} onInput={(e) => setFrom(e.currentTarget.value)} />
          </label>
        </div>
        <div class="field">
          <label>
            {say("To this day (empty: without end)")}
            <input type="date" value={to} onInput={(e) => setTo(e.currentTarget.value)} />
          </label>
        </div>
      </div>
      <p class="hint">{say("To end an admission, admit the same key again with the day on which it ends.")}</p>
      <Propose
        words={asked.words}
        files={asked.files}
        not={id.trim() === "" || key === undefined ? say("Name the observer and choose the line first.") : undefined}
      />
    </Page>
  );
}
