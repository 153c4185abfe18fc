// What may be given to the public: late, coarse, and without the observers' positions.
import { Act } from "../../parts/act.tsx";
import { Choice, Choices } from "../../parts/choice.tsx";
import { Field } from "../../parts/field.tsx";
import { offerFiles } from "../../parts/files.tsx";
import { Notice, Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { href } from "../../route.ts";
import { say } from "../../say.ts";
import { useCall, useDraft } from "../../use.ts";
import { HOME, NotYet, useAgreed, useCeasefire, useLineContent } from "./common.tsx";
import { PublicationWords } from "./content.tsx";
import type { Published } from "./types.ts";
import { MARK_NAMES, markText } from "./words.ts";

export function PublishPage() {
  const agreed = useAgreed();
  const measure = useCeasefire()?.publication;
  // Programs that agree on the measure at the table publish nothing before.
  const asksTable = agreed !== undefined && "publication" in agreed.documents;
  const flat = useLineContent()?.frame !== "wgs84";
  const [form, setForm] = useDraft("line/publish/form", "svg");
  const [grid, setGrid] = useDraft("line/publish/grid");
  const [delay, setDelay] = useDraft("line/publish/delay");
  const [period, setPeriod] = useDraft("line/publish/period");
  const [least, setLeast] = useDraft("line/publish/least");
  const [marks, setMarks] = useDraft("line/publish/marks");
  const [corner, setCorner] = useDraft("line/publish/corner");
  const doing = useCall<Published>();
  const option = (word: string, v: string): string[] => (v.trim() === "" ? [] : [word, v.trim()]);
  const words = [
    "line", "publish", `@public.${form}`,
    ...option("--grid", grid === "" ? "" : String(Math.round(Number(grid) * 1000))),
    ...option("--delay", delay), ...option("--period", period), ...option("--least", least), ...option("--marks", marks),
    ...(asksTable ? [] : option("--corner", corner.replace(/\s/g, ""))),
  ];
  const publish = async (): Promise<void> => {
    const answer = await doing.run(words);
    if (answer.ok) offerFiles(answer.files);
  };
  const told = MARK_NAMES.filter((m) => m !== "watch" && (measure == null || measure.marks.includes(m)));
  const result = doing.answer?.ok ? doing.answer.result : undefined;
  return (
    <Page title={say("For the public")} back={HOME}>
      <p>{say("A map or a table for everybody. It tells how many observations of a kind there were in a square, in a whole period, and not before some days have passed. It never says where an observer stood.")}</p>
      {agreed !== undefined && agreed.documents["line"] == null && <NotYet>{say("No line of contact has been agreed yet.")}</NotYet>}
      {asksTable && measure == null && (
        <Notice>
          <p>{say("What may be published is agreed at the table first.")}</p>
          <p>
            <a href={href("line", "propose", "publication")}>{say("Propose it")}</a>
          </p>
        </Notice>
      )}
      {measure != null && (
        <>
          <h2>{say("What was agreed")}</h2>
          <PublicationWords of={measure} />
        </>
      )}
      <Choice
        label={say("As what?")}
        options={[
          { value: "svg", label: say("a map for print (SVG)") },
          { value: "csv", label: say("a table (CSV)") },
          { value: "gpkg", label: say("for a geographer (GeoPackage)") },
          ...(flat ? [] : [{ value: "geojson", label: say("for a geographer (GeoJSON)") }]),
        ]}
        value={form}
        onValue={setForm}
      />
      <details>
        <summary>{say("Coarser or later than that")}</summary>
        <p class="hint">{say("Publish always with the same measure: two that differ, laid over each other, tell more than either.")}</p>
        <Field type="number" label={say("Squares of so many kilometres")} hint={say("5 to 100")} value={grid} onValue={setGrid} />
        <Field type="number" label={say("Published after so many hours")} hint={say("24 at least")} value={delay} onValue={setDelay} />
        <Field type="number" label={say("Times are told to so many hours")} hint={say("24 at least")} value={period} onValue={setPeriod} />
        <Field type="number" label={say("At least so many in a square, or they are counted without a place")} hint={say("3 at least")} value={least} onValue={setLeast} />
        {!asksTable && <Field label={say("A corner of the grid")} hint={say("A place, so that the squares stay where they are. Empty: the first point of the line.")} value={corner} onValue={setCorner} />}
        <Choices
          label={say("What is told at all")}
          options={told.map((m) => ({ value: m, label: markText(m) }))}
          values={marks === "" ? told : marks.split(",")}
          onValues={(v) => setMarks(v.length === told.length ? "" : v.join(","))}
        />
      </details>
      <Act busy={doing.busy} not={asksTable && measure == null ? say("It has not been agreed yet.") : undefined} onAct={() => void publish()}>
        {say("Make the file")}
      </Act>
      <Outcome answer={doing.answer} />
      {result !== undefined && (
        <Notice kind="done">
          {say("The file is where your browser puts what it downloads. Observations told of: %1$s of %2$s; with the square in which they were: %3$s.", result.published, result.observations, result.placed)}
        </Notice>
      )}
    </Page>
  );
}
