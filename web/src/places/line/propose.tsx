// Proposing the parts of a cease-fire. A proposal binds nobody: it is in force when every seat has consented.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choices } from "../../parts/choice.tsx";
import { Days } from "../../parts/days.tsx";
import { Field } from "../../parts/field.tsx";
import { FileChoice } from "../../parts/files.tsx";
import { Notice, Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { say } from "../../say.ts";
import { useCall, useDraft, useResult, useTable } from "../../use.ts";
import type { CallFile } from "../../wire.ts";
import { AGREED, NotYet, useAgreed } from "./common.tsx";
import { RuleWords } from "./content.tsx";
import { CriteriaForm, PublicationForm, ResponseForm } from "./forms.tsx";
import { useKept } from "./kept.ts";
import { LineChecked, LineFileChoice, useLineFile } from "./linefile.tsx";
import { AGREED_MAP, MapOf, useMapData } from "./mapof.tsx";
import { useFileAnswer, withFiles } from "./reading.ts";
import type { RuleContent, Zones } from "./types.ts";
import { partText } from "./words.ts";
import { ZoneTable } from "./zones.tsx";

export function ProposePage({ part }: { part: string }) {
  const title = part.startsWith("reference") ? say("Propose a line to measure from") : say("Propose: %s", partText(part));
  return (
    <Page title={title} back={AGREED}>
      {part === "sides" && <Sides />}
      {part === "ceasefire" && <Hour />}
      {part === "line" && <LineForm word="line" />}
      {part.startsWith("reference") && <ReferenceForm />}
      {part === "rule" && <RuleForm />}
      {part === "zones" && <ZonesForm />}
      {part === "criteria" && <CriteriaForm />}
      {part === "response" && <ResponseForm />}
      {part === "publication" && <PublicationForm />}
    </Page>
  );
}

interface ProposeProps {
  words: readonly string[];
  files?: Record<string, CallFile>;
  not?: string | undefined;
  onDone?(): void;
  children?: ComponentChildren;
}

/** The button that proposes, and what the program says to it. */
export function Propose({ words, files, not, onDone, children }: ProposeProps) {
  const doing = useCall();
  // Something else than what was proposed can be proposed again.
  const key = JSON.stringify([words, Object.entries(files ?? {}).map(([name, f]) => [name, typeof f === "string" ? f : f.length])]);
  useEffect(() => doing.clear(), [key]);
  const run = async (): Promise<void> => {
    const answer = await doing.run(words, files === undefined ? {} : { files });
    if (answer.ok) onDone?.();
  };
  return (
    <>
      {children}
      <Notice>{say("All seats see the proposal and that it is yours. It is in force when every seat has consented.")}</Notice>
      <Act busy={doing.busy} not={doing.answer?.ok ? say("It is proposed.") : not} onAct={() => void run()}>
        {say("Propose it to the table")}
      </Act>
      <Outcome answer={doing.answer} done={say("Proposed. Your seat has consented with it; the others are asked.")} />
      {doing.answer?.ok && (
        <p>
          <a href={AGREED}>{say("What is agreed, and what comes next")}</a>
        </p>
      )}
    </>
  );
}

function Sides() {
  const seats = useTable()?.seats ?? [];
  const [a, setA] = useDraft("line/sides/a");
  const [b, setB] = useDraft("line/sides/b");
  const [commission, setCommission] = useDraft("line/sides/commission");
  const [map, setMap] = useDraft("line/sides/map");
  const of = (text: string): string[] => text.split(",").filter((s) => s !== "");
  const taken = [...of(a), ...of(b), ...of(commission)];
  const options = (own: string) =>
    seats
      .filter((s) => of(own).includes(s.id) || !taken.includes(s.id))
      .map((s) => ({ value: s.id, label: <Theirs>{s.name}</Theirs>, hint: <Theirs>{s.party}</Theirs> }));
  const words = ["line", "agree", "sides", "--a", a, "--b", b, ...(commission === "" ? [] : ["--commission", commission]), "--map", map];
  return (
    <>
      <Choices label={say("Who speaks for side A?")} options={options(a)} values={of(a)} onValues={(v) => setA(v.join(","))} />
      <Choices label={say("Who speaks for side B?")} options={options(b)} values={of(b)} onValues={(v) => setB(v.join(","))} />
      <Choices
        label={say("Who is the joint commission?")}
        hint={say("It says of an incident what it was. Nobody needs to be in it.")}
        options={options(commission)}
        values={of(commission)}
        onValues={(v) => setCommission(v.join(","))}
      />
      <Field label={say("Which map counts?")} hint={say("One sentence.")} value={map} onValue={setMap} />
      <Propose words={words} not={a === "" || b === "" || map.trim() === "" ? say("Name both sides and the map first.") : undefined} />
    </>
  );
}

function Hour() {
  const [at, setAt] = useDraft("line/ceasefire");
  return (
    <>
      <Days label={say("From when do both sides hold their fire?")} value={at} onValue={setAt} />
      <Propose words={["line", "agree", "ceasefire", at]} not={at === "" ? say("Name the day and the hour first.") : undefined} />
    </>
  );
}

function LineForm({ word }: { word: string }) {
  const line = useLineFile(word);
  const asked = line.file && withFiles(AGREED_MAP, ["--line", line.file], ...line.options);
  const answer = useFileAnswer(asked);
  const data = useMapData(answer);
  const words = line.file && withFiles(["line", "agree", word], ["", line.file], ...line.options);
  return (
    <>
      <LineFileChoice label={say("The file of the line")} line={line} />
      <LineChecked line={line} />
      {data !== undefined && <MapOf answer={answer} data={data} label={say("Map of the proposed line")} />}
      <Propose words={words?.words ?? []} files={words?.files ?? {}} not={answer?.ok ? undefined : say("Choose a file that can be read first.")} />
    </>
  );
}

function ReferenceForm() {
  const [side, setSide] = useDraft("line/reference/side");
  return (
    <>
      <p>{say("In some agreements a side does not measure from the line of contact but from another, older line. The rule gives it a name; the table agrees on the line before the rule.")}</p>
      <div class="buttons" role="group" aria-label={say("Which side measures from it?")}>
        {(["reference_a", "reference_b"] as const).map((word) => (
          <button key={word} type="button" class="quiet" aria-pressed={side === word} onClick={() => setSide(word)}>
            {word === "reference_a" ? say("Side A measures from it") : say("Side B measures from it")}
          </button>
        ))}
      </div>
      {side !== "" && <LineForm key={side} word={side} />}
    </>
  );
}

function RuleForm() {
  const [files, setFiles] = useKept("rule");
  const [day, setDay] = useDraft("line/rule/day");
  const file = files[0];
  const read = useFileAnswer<RuleContent>(file && withFiles(["line", "rule"], ["", file], ["--day", day]));
  const zones = useFileAnswer<Zones>(file && withFiles(["line", "zones"], ["--rule", file]));
  const words = file && withFiles(["line", "agree", "rule"], ["", file], ["--day", day]);
  return (
    <>
      <FileChoice
        label={say("The file of the rule")}
        hint={say("A rule of a pull-back: how far which weapons go back, and by when. Five examples are with the program.")}
        files={files}
        onFiles={setFiles}
        accept=".rule,.txt"
      />
      <div class="field">
        <label>
          {say("Day D, from which the days are counted")}
          <input type="date" value={day} onInput={(e) => setDay(e.currentTarget.value)} />
        </label>
      </div>
      {read !== undefined && !read.ok && <Notice kind="refused">{read.error}</Notice>}
      {read?.ok && <RuleWords of={read.result} />}
      {zones?.ok && (
        <>
          <h2>{say("The zones that follow")}</h2>
          <ZoneTable zones={zones.result.zones ?? []} />
        </>
      )}
      {zones !== undefined && !zones.ok && <Notice kind="warning">{zones.error}</Notice>}
      <Propose words={words?.words ?? []} files={words?.files ?? {}} not={read?.ok ? undefined : say("Choose a file that can be read first.")} />
    </>
  );
}

function ZonesForm() {
  const agreed = useAgreed();
  const zones = useResult<Zones>(["line", "zones"])?.zones;
  if (agreed !== undefined && (agreed.documents["line"] == null || agreed.documents["rule"] == null))
    return <NotYet>{say("Zones follow from a line and a rule. Both have to be agreed first.")}</NotYet>;
  return (
    <>
      <p>{say("Your desk computes the zones from the agreed line and rule; every other desk computes them again before it consents.")}</p>
      {zones !== undefined && <ZoneTable zones={zones} />}
      <Propose words={["line", "agree", "zones"]} not={zones === undefined ? say("One moment…") : undefined} />
    </>
  );
}

