// What stops the talks for a while, and what is said when the press calls.
import { Act } from "../../parts/act.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { ofProposal } from "../../parts/undone.ts";
import { go, href } from "../../route.ts";
import { currentLanguage, say } from "../../say.ts";
import { when } from "../../time.ts";
import { textIn, type Texts } from "../../types.ts";
import { useOwnSeat, useResult } from "../../use.ts";
import { LanguageField, useForm, useNames, useWholeTable } from "./common.tsx";
import type { Log } from "./types.ts";
import { oneLine } from "./words.ts";

const LAST_PAUSES = ["log", "--kind", "paused", "--last", "3"];

/** The agreed line in the reader's language first, then in the others. */
function AgreedLine({ line }: { line: Texts }) {
  const own = textIn(line, currentLanguage());
  if (own.text === "") return <p>{say("No answer is agreed yet. Propose one before it is needed.")}</p>;
  const rest = Object.entries(line).filter(([lang]) => lang !== own.lang);
  return (
    <blockquote class="agreed-line">
      <p>
        <Theirs lang={own.lang}>{own.text}</Theirs>
      </p>
      {rest.map(([lang, text]) => (
        <p key={lang}>
          <Theirs lang={lang}>{text}</Theirs>
        </p>
      ))}
    </blockquote>
  );
}

/** #/table/pause */
export function Pause() {
  const table = useWholeTable();
  const self = useOwnSeat();
  const { name, names } = useNames();
  const pauses = useResult<Log>(LAST_PAUSES)?.events ?? [];
  if (table === undefined || self === undefined) return null;
  const isPaused = table.paused_by.length > 0;
  const isOwn = table.paused_by.includes(self);
  const mustReconfirm = table.to_reconfirm.includes(self);
  return (
    <Page title={say("Pause, and the press")} back={href("table")}>
      <p>
        {isPaused
          ? say("The table is paused by %s. Each lifts its own pause.", names(table.paused_by))
          : say("The table is not paused.")}
      </p>
      {isPaused && pauses.length > 0 && (
        <ul>
          {[...pauses].reverse().map((p) => (
            <li key={p.number}>
              {when(p.slot)}
              {", "}
              <Theirs>{name(p.seat ?? "")}</Theirs>
              {": "}
              <Theirs>{p.text}</Theirs>
            </li>
          ))}
        </ul>
      )}
      {table.to_reconfirm.length > 0 && <p>{say("Still to reconfirm their mandate: %s", names(table.to_reconfirm))}</p>}
      <ul class="ways">
        {isOwn && (
          <li>
            <a href={href("table", "resume")}>{say("Lift my pause")}</a>
            <p>{say("The table goes on when nobody pauses it any more.")}</p>
          </li>
        )}
        {mustReconfirm && (
          <li>
            <a href={href("table", "reconfirm")}>{say("Reconfirm your mandate")}</a>
            <p>{say("The world has changed: say that your mandate still holds.")}</p>
          </li>
        )}
        {!isOwn && (
          <li>
            <a href={href("table", "pause", "plain")}>{say("Pause the table")}</a>
            <p>{say("Nothing is sounded, circulated or agreed until you lift the pause. One can still talk and meet.")}</p>
          </li>
        )}
        <li>
          <a href={href("table", "pause", "world")}>{say("The world has changed")}</a>
          <p>{say("An election, a rebellion, a new government: soundings wait until every seat has reconfirmed its mandate.")}</p>
        </li>
        <li>
          <a href={href("table", "pause", "leak")}>{say("Something is in the press")}</a>
          <p>{say("Pauses the table, and every desk shows the answer that was agreed.")}</p>
        </li>
      </ul>
      <h2>{say("If the press calls")}</h2>
      <p>{say("What every seat says when it is asked, in one sentence that is true:")}</p>
      <AgreedLine line={table.line_if_asked} />
      <p>
        <a class="button" href={href("table", "press")}>
          {say("Propose an answer for the press")}
        </a>
      </p>
    </Page>
  );
}

export type PauseKind = "plain" | "world" | "leak";

interface PauseWords {
  title: string;
  reason: string;
  others: string;
  act: string;
  undone: string;
  words: string[];
}

function pauseWords(kind: PauseKind): PauseWords {
  switch (kind) {
    case "plain":
      return {
        title: say("Pause the table?"),
        reason: say("Why, if you want to say it"),
        others: say("All seats see that you paused the table, and what you write here."),
        act: say("Pause the table"),
        undone: say("Yes: you can lift your pause at any time. That you paused stays in the record; a silence that runs is broken by it."),
        words: ["pause"],
      };
    case "world":
      return {
        title: say("Pause, because the world has changed?"),
        reason: say("What has happened"),
        others: say("All seats see it. When you lift the pause, each must reconfirm its mandate before a sounding."),
        act: say("Pause the table"),
        undone: say("You can lift the pause at any time. That every seat has to reconfirm its mandate then cannot be taken back."),
        words: ["pause", "--world"],
      };
    case "leak":
      return {
        title: say("Is something in the press?"),
        reason: say("What you know of it"),
        others: say("All seats see it at once, with the answer that was agreed. The table is paused until you lift it."),
        act: say("Tell all, and pause the table"),
        undone: say("You can lift the pause at any time. What you told the others cannot be taken back."),
        words: ["press", "leak"],
      };
  }
}

/** #/table/pause/plain, world, leak: the reason is typed and read in one place, since it may be left out. */
export function PauseAs({ kind }: { kind: PauseKind }) {
  const [form, set, clear] = useForm(`table/pause/${kind}`, { reason: "" });
  const table = useWholeTable();
  const w = pauseWords(kind);
  const reason = oneLine(form.reason);
  return (
    <Confirm
      title={w.title}
      back={href("table", "pause")}
      others={w.others}
      act={w.act}
      undone={w.undone}
      words={reason === "" ? w.words : [...w.words, "--", reason]}
      onDone={() => {
        clear();
        go("table", "pause");
      }}
    >
      <Field label={w.reason} lines={2} value={form.reason} onValue={(r) => set({ reason: r })} />
      {kind === "leak" && table !== undefined && (
        <>
          <p>{say("Every desk will show:")}</p>
          <AgreedLine line={table.line_if_asked} />
        </>
      )}
    </Confirm>
  );
}

/** #/table/resume */
export function Resume() {
  const table = useWholeTable();
  const self = useOwnSeat();
  const { names } = useNames();
  const others = (table?.paused_by ?? []).filter((id) => id !== self);
  return (
    <Confirm
      title={say("Lift your pause?")}
      back={href("table", "pause")}
      others={say("All seats see that you lifted your pause.")}
      act={say("Lift my pause")}
      undone={say("Yes: you can pause the table again at any time.")}
      words={["resume"]}
      onDone={() => go("table", "pause")}
    >
      <p>
        {others.length > 0
          ? say("The table stays paused by %s.", names(others))
          : say("The table goes on.")}
      </p>
    </Confirm>
  );
}

const usePressLine = () => useForm("table/press", { text: "", language: currentLanguage() as string });

/** #/table/press */
export function Press() {
  const [form, set] = usePressLine();
  const table = useWholeTable();
  return (
    <Page title={say("Propose an answer for the press")} back={href("table", "pause")}>
      <p>{say("One sentence that is true, and that every seat can say without a lie. Every seat must consent.")}</p>
      {table !== undefined && Object.keys(table.line_if_asked).length > 0 && (
        <Notice>
          <p>{say("Agreed at present:")}</p>
          <AgreedLine line={table.line_if_asked} />
        </Notice>
      )}
      <Field label={say("The answer")} lines={2} value={form.text} lang={form.language} onValue={(text) => set({ text })} />
      <LanguageField value={form.language} onValue={(language) => set({ language })} />
      <Act
        busy={false}
        not={form.text.trim() === "" ? say("Please write the answer.") : undefined}
        onAct={() => go("table", "press", "send")}
      >
        {say("Read it once more, then propose it")}
      </Act>
    </Page>
  );
}

/** #/table/press/send */
export function PressSend() {
  const [form, , clear] = usePressLine();
  return (
    <Confirm
      title={say("Propose this answer?")}
      back={href("table", "press")}
      others={say("All seats see your proposal. It is in force when every seat has consented.")}
      act={say("Propose the answer")}
      undone={ofProposal()}
      not={form.text.trim() === "" ? say("Please write the answer.") : undefined}
      words={["press", "agree", "--language", form.language, "--", oneLine(form.text)]}
      onDone={() => {
        clear();
        go("table", "proposals");
      }}
    >
      <blockquote>
        <Theirs lang={form.language}>{oneLine(form.text)}</Theirs>
      </blockquote>
    </Confirm>
  );
}
