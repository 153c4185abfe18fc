// Parts of the cease-fire that are filled in here: what holding means, what follows an incident, what may be published. The
// program reads them as the files of docs/manual/line.md.
import { Choice, Choices } from "../../parts/choice.tsx";
import { Field } from "../../parts/field.tsx";
import { FileChoice } from "../../parts/files.tsx";
import { say } from "../../say.ts";
import { useDraft } from "../../use.ts";
import { NotYet, useAgreed, useLineContent } from "./common.tsx";
import { CriteriaWords, PublicationWords } from "./content.tsx";
import { criteriaFile, criteriaWrong, publicationFile, publicationWrong, readConsequences, type Consequence, type CriteriaDraft } from "./filled.ts";
import { useKept } from "./kept.ts";
import { Propose } from "./propose.tsx";
import { withFiles } from "./reading.ts";
import { KIND_NAMES, MARK_NAMES, kindText, markText } from "./words.ts";

/** Several fields of one form, each a draft. */
function useFilled<K extends string>(form: string, first: Record<K, string>): [Record<K, string>, (key: K) => (v: string) => void] {
  const [text, setText] = useDraft(`line/${form}`);
  const now = text === "" ? first : { ...first, ...(JSON.parse(text) as Partial<Record<K, string>>) };
  return [now, (key) => (v) => setText(JSON.stringify({ ...now, [key]: v }))];
}

export function CriteriaForm() {
  const agreed = useAgreed();
  const counts = agreed !== undefined && "publication" in agreed.documents; // a program that also takes how violations are counted
  const [f, set] = useFilled<keyof CriteriaDraft>("criteria", {
    first_day: "",
    quiet_days: "30",
    window_days: "30",
    uncounted_days: "5",
    watched_percent: "50",
    needs: "verified",
    counting: "each",
    day_ends: "19:30",
    local_minutes: String(-new Date().getTimezoneOffset()),
    sectors: "",
  });
  const line = useLineContent();
  const [files, setFiles] = useKept("criteria");
  if (agreed !== undefined && agreed.documents["line"] == null)
    return <NotYet>{say("What holding means is agreed about a line, and none has been agreed yet.")}</NotYet>;
  const wrong = criteriaWrong(f);
  const own = files[0];
  const words = own === undefined ? undefined : withFiles(["line", "agree", "criteria"], ["", own]);
  const made = JSON.stringify(criteriaFile(f, counts));
  return (
    <>
      <p>{say("There are three answers: it holds, it does not hold, or it cannot be determined. A day on which nobody watched is no quiet day.")}</p>
      {own === undefined && (
        <>
          <div class="field">
            <label>
              {say("First day that counts")}
              <input type="date" value={f.first_day} onInput={(e) => set("first_day")(e.currentTarget.value)} />
            </label>
          </div>
          <Field type="number" label={say("Quiet days in a row that open the talks")} value={f.quiet_days} onValue={set("quiet_days")} />
          <Field type="number" label={say("Days looked back on, whether it holds")} value={f.window_days} onValue={set("window_days")} />
          <Field
            type="number"
            label={say("Of these may stay uncounted or watched too little")}
            hint={say("If there are more, the answer is: it cannot be determined.")}
            value={f.uncounted_days}
            onValue={set("uncounted_days")}
          />
          <Field type="number" label={say("So much of each day must be watched, in percent")} value={f.watched_percent} onValue={set("watched_percent")} />
          <Choice
            label={say("A violation is")}
            options={[
              { value: "verified", label: say("what one verified report says") },
              { value: "corroborated", label: say("what two independent reports say") },
            ]}
            value={f.needs}
            onValue={set("needs")}
          />
          {counts && <Counting value={f.counting} onValue={set("counting")} />}
          <div class="field">
            <label>
              {say("A day ends at this hour")}
              <input type="time" value={f.day_ends} onInput={(e) => set("day_ends")(e.currentTarget.value)} />
            </label>
          </div>
          <Field
            type="number"
            label={say("Local time less universal time, in minutes")}
            hint={say("180 in Kyiv in summer.")}
            value={f.local_minutes}
            onValue={set("local_minutes")}
          />
          <Field
            label={say("Places each of which somebody must watch")}
            hint={
              line?.frame === "wgs84"
                ? say("A line for each: degrees east, degrees north. Empty: any watch counts.")
                : say("A line for each: metres east, metres north. Empty: any watch counts.")
            }
            lines={3}
            value={f.sectors}
            onValue={set("sectors")}
          />
          {wrong === undefined && (
            <>
              <h2>{say("Please read it again")}</h2>
              <CriteriaWords of={{ frame: line?.frame ?? "flat", ...criteriaFile(f, counts), sectors: (criteriaFile(f, counts).sectors ?? []).length }} />
            </>
          )}
        </>
      )}
      <FileChoice label={say("Or a file of criteria")} files={files} onFiles={setFiles} accept=".json" />
      {own === undefined ? (
        <Propose words={["line", "agree", "criteria", "@criteria.json"]} files={{ "@criteria.json": made }} not={wrong} />
      ) : (
        <Propose words={words?.words ?? []} files={words?.files ?? {}} />
      )}
    </>
  );
}

function Counting({ value, onValue }: { value: string; onValue(v: string): void }) {
  const kind = value.startsWith("run") ? "run" : value;
  return (
    <>
      <Choice
        label={say("How the daily report counts violations")}
        hint={say("The quiet days do not depend on it.")}
        options={[
          { value: "each", label: say("each explosion, burst and shot: ten in a row are ten") },
          { value: "event", label: say("each event once, however many explosions or shots it had") },
          { value: "hour", label: say("an hour with violations once") },
          { value: "day", label: say("a day with violations once") },
          { value: "run", label: say("fire without a pause once, if it is long enough") },
        ]}
        value={kind}
        onValue={(v) => onValue(v === "run" ? "run 30 3600 0" : v)}
      />
      {kind === "run" && <Run value={value} onValue={onValue} />}
    </>
  );
}

function Run({ value, onValue }: { value: string; onValue(v: string): void }) {
  const [, least = "30", gap = "3600", reach = "0"] = value.split(" ");
  return (
    <div class="row">
      <Field type="number" label={say("So many or more together")} value={least} onValue={(v) => onValue(`run ${v} ${gap} ${reach}`)} />
      <Field type="number" label={say("Within so many seconds")} value={gap} onValue={(v) => onValue(`run ${least} ${v} ${reach}`)} />
      <Field type="number" label={say("Within so many metres; 0: anywhere")} value={reach} onValue={(v) => onValue(`run ${least} ${gap} ${v}`)} />
    </div>
  );
}

export function ResponseForm() {
  const [hours, setHours] = useDraft("line/response/hours", "24");
  const [text, setText] = useDraft("line/response/list");
  const all = readConsequences(text);
  const set = (list: readonly Consequence[]): void => setText(JSON.stringify(list));
  const change = (i: number, part: Partial<Consequence>): void => set(all.map((c, k) => (k === i ? { ...c, ...part } : c)));
  const wrong =
    !/^\d+$/.test(hours) || all.some((c) => c.kinds.length === 0 || !/^\d+$/.test(c.hours) || c.text.trim() === "")
      ? say("Each consequence needs what it follows, its hours and its words.")
      : undefined;
  const made = JSON.stringify({
    answer_hours: Number(hours),
    consequences: all.map((c) => ({ kinds: c.kinds, hours: Number(c.hours), text: c.text.trim() })),
  });
  return (
    <>
      <p>{say("What follows a violation is agreed before anything has happened. The program reminds and records; it punishes nobody.")}</p>
      <Field type="number" label={say("Hours in which a protest is answered")} value={hours} onValue={setHours} />
      {all.map((c, i) => (
        <fieldset key={i}>
          <legend>{say("Consequence %s", i + 1)}</legend>
          <Choices
            label={say("When the commission has found a violation by")}
            options={KIND_NAMES.filter((k) => k !== "watch" && k !== "nothing" && k !== "absent").map((k) => ({ value: k, label: kindText(k) }))}
            values={c.kinds}
            onValues={(kinds) => change(i, { kinds })}
          />
          <Field label={say("What follows")} value={c.text} onValue={(v) => change(i, { text: v })} />
          <Field type="number" label={say("Within so many hours")} value={c.hours} onValue={(v) => change(i, { hours: v })} />
          <button type="button" class="quiet" onClick={() => set(all.filter((_, k) => k !== i))}>
            {say("Leave out consequence %s", i + 1)}
          </button>
        </fieldset>
      ))}
      <p>
        <button type="button" class="quiet" onClick={() => set([...all, { kinds: [], hours: "48", text: "" }])}>
          {say("Add a consequence")}
        </button>
      </p>
      <Propose words={["line", "agree", "response", "@response.json"]} files={{ "@response.json": made }} not={wrong} />
    </>
  );
}

export function PublicationForm() {
  const agreed = useAgreed();
  const [f, set] = useFilled("publication", { grid_km: "10", delay_hours: "72", period_hours: "24", least: "3", marks: "", corner: "" });
  if (agreed !== undefined && agreed.documents["line"] == null)
    return <NotYet>{say("What may be published is agreed about a line, and none has been agreed yet.")}</NotYet>;
  const wrong = publicationWrong(f);
  const marks = MARK_NAMES.filter((m) => m !== "watch");
  const chosen = f.marks === "" ? marks : f.marks.split(",");
  const file = publicationFile(f);
  return (
    <>
      <p>{say("Until every seat has consented nothing is published. Where observers stood is never told.")}</p>
      <Field type="number" label={say("Squares of so many kilometres")} hint={say("5 to 100")} value={f.grid_km} onValue={set("grid_km")} />
      <Field type="number" label={say("Published after so many hours")} hint={say("24 at least")} value={f.delay_hours} onValue={set("delay_hours")} />
      <Field type="number" label={say("Times are told to so many hours")} hint={say("24 at least")} value={f.period_hours} onValue={set("period_hours")} />
      <Field
        type="number"
        label={say("At least so many in a square, or they are counted without a place")}
        hint={say("3 at least")}
        value={f.least}
        onValue={set("least")}
      />
      <Choices
        label={say("What is told at all")}
        options={marks.map((m) => ({ value: m, label: markText(m) }))}
        values={chosen}
        onValues={(v) => set("marks")(v.join(","))}
      />
      {wrong === undefined && (
        <>
          <h2>{say("Please read it again")}</h2>
          <PublicationWords of={{ ...file, corner: say("the first point of the line"), marks: chosen }} />
        </>
      )}
      <Propose words={["line", "agree", "publication", "@publication.json"]} files={{ "@publication.json": JSON.stringify(file) }} not={wrong} />
    </>
  );
}
