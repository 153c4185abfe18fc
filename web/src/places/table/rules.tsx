// What holds at this table, in words, and the settings that all can change together.
import { Act } from "../../parts/act.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { ofProposal } from "../../parts/undone.ts";
import { go, href } from "../../route.ts";
import { say, says } from "../../say.ts";
import { useResult } from "../../use.ts";
import { useForm, useWholeTable } from "./common.tsx";
import type { WholeTable } from "./types.ts";

/** #/table/rules */
export function Rules() {
  const rules = useResult<{ rules: string[] }>(["rules"])?.rules;
  return (
    <Page title={say("Rules and settings")} back={href("table")}>
      <p>{say("First the rules with which the table was opened, then its settings, then those that hold at every table and that the program keeps by itself.")}</p>
      <ol>
        {rules?.map((rule) => (
          <li key={rule}>
            <Theirs>{rule}</Theirs>
          </li>
        ))}
      </ol>
      <p>
        <a class="button" href={href("table", "settings")}>
          {say("Propose other settings")}
        </a>
      </p>
    </Page>
  );
}

type Settings = Record<(typeof SETTINGS)[number]["key"], string>;

const SETTINGS = [
  { key: "hours", option: "--spacing-hours", label: says("Hours between two soundings on one issue"), most: 10000, hint: says("Time in which nobody is asked the same again.") },
  { key: "runs", option: "--runs", label: says("Soundings on one issue"), most: 100, hint: says("After so many it is closed, so that nobody can be sounded out question by question.") },
  {
    key: "days",
    option: "--message-days",
    label: says("Days for which what is said is shown"),
    most: 3650,
    hint: says("A day later each desk erases the words for good. 0: they stay as long as the table."),
  },
  { key: "brackets", option: "--brackets", label: says("Open brackets in one article, at most"), most: 255, hint: says("A bracket holds words that are not agreed yet. 0: any number.") },
] as const;

const ofTable = ({ settings }: WholeTable): Settings => ({
  hours: String(settings.spacing_slots / 60),
  runs: String(settings.runs_per_issue),
  days: String(settings.message_days),
  brackets: String(settings.brackets_max),
});

/** #/table/settings, and …/send */
export function SettingsPages({ send }: { send: boolean }) {
  const table = useWholeTable();
  if (table === undefined) return null;
  return send ? <SettingsSend table={table} /> : <SettingsForm table={table} />;
}

function SettingsForm({ table }: { table: WholeTable }) {
  const now = ofTable(table);
  const [form, set] = useForm("table/settings", now);
  const bad = SETTINGS.filter((s) => !/^\d+$/.test(form[s.key]) || Number(form[s.key]) > s.most);
  const same = SETTINGS.every((s) => form[s.key] === now[s.key]);
  const not = bad.length > 0 ? say("Please enter whole numbers.") : same ? say("Nothing is changed yet.") : undefined;
  return (
    <Page title={say("Other settings")} back={href("table", "rules")}>
      <p>{say("They hold for all, and every seat must consent.")}</p>
      {SETTINGS.map((s) => (
        <Field
          key={s.key}
          label={say(s.label)}
          type="number"
          value={form[s.key]}
          onValue={(v) => set({ [s.key]: v })}
          wrong={bad.includes(s) ? say("Please enter a whole number, at most %s.", s.most) : undefined}
          {...(s.hint !== undefined && { hint: say(s.hint) })}
        />
      ))}
      <Act busy={false} not={not} onAct={() => go("table", "settings", "send")}>
        {say("Read it once more, then propose it")}
      </Act>
    </Page>
  );
}

function SettingsSend({ table }: { table: WholeTable }) {
  const now = ofTable(table);
  const [form, , clear] = useForm("table/settings", now);
  const changed = SETTINGS.filter((s) => form[s.key] !== now[s.key]);
  return (
    <Confirm
      title={say("Propose these settings?")}
      back={href("table", "settings")}
      others={say("All seats see your proposal. It is in force when every seat has consented.")}
      act={say("Propose the settings")}
      undone={ofProposal()}
      not={changed.length === 0 ? say("Nothing is changed yet.") : undefined}
      words={["table", "settings", ...changed.flatMap((s) => [s.option, form[s.key]])]}
      onDone={() => {
        clear();
        go("table", "proposals");
      }}
    >
      <ul>
        {changed.map((s) => (
          <li key={s.key}>
            {say(s.label)}
            {": "}
            {say("%1$s instead of %2$s", form[s.key], now[s.key])}
          </li>
        ))}
      </ul>
    </Confirm>
  );
}
