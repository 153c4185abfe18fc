// Entries that are no packages: one word, a range of numbers, pairs of "this for that".
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Field } from "../../parts/field.tsx";
import { Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { go, href } from "../../route.ts";
import { say } from "../../say.ts";
import { useCall, useDraft } from "../../use.ts";
import { isWhole, pairsFile, rangeFile, type Pair } from "./entry.ts";
import { checked, saidYes } from "./memory.ts";
import { Text, issuesOf, useSoundTable } from "./names.tsx";
import { Asked, type OneProps } from "./one.tsx";
import { waitsForDay } from "./state.ts";
import type { Entered } from "./types.ts";

const stays = (): string => say("It stays on this machine; until you seal it, it can be changed or taken back without a trace.");

/** After an entry: to the sealing, or back where the hour is awaited. */
const onward = (s: OneProps["s"], seal: string): void => (waitsForDay(s) ? go("soundings", s.sounding) : go("soundings", s.sounding, seal));

export function EnterWord({ s }: OneProps) {
  const [word, setWord] = useState<"yes" | "no">();
  const doing = useCall();
  const give = async (): Promise<void> => {
    const answer = await doing.run(["sound", "enter", word === "yes" ? "--yes" : "--no", "--sounding", String(s.sounding)]);
    if (!answer.ok) return;
    saidYes.set(s.sounding, word === "yes");
    onward(s, "seal");
  };
  return (
    <Page title={say("Your answer")} back={href("soundings", s.sounding)}>
      <Asked s={s} />
      <Choice<"yes" | "no">
        label={say("What do you say to it?")}
        hint={stays()}
        options={[
          { value: "yes", label: say("Yes") },
          { value: "no", label: say("No") },
        ]}
        value={word}
        onValue={setWord}
      />
      <Outcome answer={doing.answer} />
      <Act busy={doing.busy} not={word === undefined ? say("Please choose yes or no.") : undefined} onAct={() => void give()}>
        {say("Enter it")}
      </Act>
    </Page>
  );
}

export function EnterRange({ s }: OneProps) {
  const name = `soundings/range/${s.sounding}`;
  const [low, setLow] = useDraft(`${name}/low`);
  const [high, setHigh] = useDraft(`${name}/high`);
  const doing = useCall<Entered>();
  const give = async (): Promise<void> => {
    const answer = await doing.run(["sound", "enter", "@entry", "--sounding", String(s.sounding)], { files: { "@entry": rangeFile(low, high) } });
    if (!answer.ok) return;
    checked.set(s.sounding, answer.result);
    setLow("");
    setHigh("");
    go("soundings", s.sounding, "check");
  };
  return (
    <Page title={say("What I could live with")} back={href("soundings", s.sounding)}>
      <Asked s={s} />
      <div class="row">
        <Field label={say("From, at the least")} type="number" value={low} onValue={setLow} hint={s.unit} />
        <Field label={say("To, at the most")} type="number" value={high} onValue={setHigh} hint={s.unit} />
      </div>
      <p class="hint">
        {stays()} {say("A range of fewer than %s numbers counts as no.", s.min)}
      </p>
      <Outcome answer={doing.answer} />
      <Act busy={doing.busy} not={isWhole(low) && isWhole(high) ? undefined : say("Please enter two whole numbers.")} onAct={() => void give()}>
        {say("See what this accepts")}
      </Act>
    </Page>
  );
}

const NONE: Pair = { give: "", get: "" };
const PAIRS_MAX = 3;

export function EnterPairs({ s }: OneProps) {
  const issues = issuesOf(useSoundTable(), s.issues);
  const [draft, setDraft] = useDraft(`soundings/pairs/${s.sounding}`);
  const pairs = draft === "" ? [NONE] : (JSON.parse(draft) as Pair[]);
  const change = (i: number, p: Pair): void => setDraft(JSON.stringify(pairs.map((old, k) => (k === i ? p : old))));
  const doing = useCall<Entered>();
  const give = async (): Promise<void> => {
    const answer = await doing.run(["sound", "enter", "@entry", "--sounding", String(s.sounding)], { files: { "@entry": pairsFile(pairs) } });
    if (!answer.ok) return;
    setDraft("");
    onward(s, "seal");
  };
  const label = (o: (typeof issues)[number]["options"][number]): { value: string; label: ComponentChildren } => ({ value: o.id, label: <Text of={o.text} /> });
  return (
    <Page title={say("This for that")} back={href("soundings", s.sounding)}>
      <p>{say("Name up to three pairs: what you would give, and what for. A pair is shown only if the other has named it, too.")}</p>
      {pairs.map((p, i) => (
        <fieldset key={i} class="pair">
          <legend>{say("Pair %s", i + 1)}</legend>
          <Choice
            label={say("I would give")}
            options={issues.flatMap((x) => x.options.map(label))}
            value={p.give}
            onValue={(give) => change(i, { give, get: "" })}
          />
          {p.give !== "" && (
            <Choice
              label={say("if I got")}
              options={issues.filter((x) => !x.options.some((o) => o.id === p.give)).flatMap((x) => x.options.map(label))}
              value={p.get}
              onValue={(get) => change(i, { ...p, get })}
            />
          )}
        </fieldset>
      ))}
      {pairs.length < PAIRS_MAX && (
        <button type="button" class="quiet apart" onClick={() => setDraft(JSON.stringify([...pairs, NONE]))}>
          {say("Name another pair")}
        </button>
      )}
      <p class="hint">{stays()}</p>
      <Outcome answer={doing.answer} />
      <Act busy={doing.busy} not={pairs.every((p) => p.get === "") ? say("Please name a pair.") : undefined} onAct={() => void give()}>
        {say("Enter it")}
      </Act>
    </Page>
  );
}
