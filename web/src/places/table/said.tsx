// The conversation: newest last, and under it where one speaks. What was sent cannot be taken back, so it is read once more.
import { Act } from "../../parts/act.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { go, href } from "../../route.ts";
import { say } from "../../say.ts";
import type { Seat } from "../../types.ts";
import { useOwnSeat, useResult, useTable } from "../../use.ts";
import { Lines, firstNumber, useForm, usePager } from "./common.tsx";
import { PHRASES, type Log, type Phrase } from "./types.ts";
import { oneLine } from "./words.ts";

const NOTHING = { text: "", phrase: "thinking aloud" as Phrase };
const useSaying = () => useForm("table/say", NOTHING);

export function Said() {
  const pager = usePager();
  const log = useResult<Log>(["log", "--kind", "said", ...pager.words]);
  const first = firstNumber(log?.events ?? []);
  return (
    <Page title={say("What is said")} back={href("table")}>
      {log?.more && first !== undefined && (
        <Act busy={false} quiet onAct={() => pager.older(first)}>
          {say("Older lines")}
        </Act>
      )}
      {log?.events.length === 0 && <p>{say("Nothing has been said yet. Whoever likes may begin.")}</p>}
      {log !== undefined && <Lines lines={log.events} label={say("What is said")} />}
      {!pager.isNewest && (
        <Act busy={false} quiet onAct={pager.newest}>
          {say("Back to the newest lines")}
        </Act>
      )}
      <Compose />
    </Page>
  );
}

const HINTS: Record<Phrase, () => string> = {
  "thinking aloud": () => say("It binds nobody, you included."),
  "could recommend": () => say("You would put it to those at home."),
  "under instruction": () => say("Your government says it. Only for an official whose mandate is under instruction."),
};

function Compose() {
  const [form, set] = useSaying();
  const own = useOwnSeat();
  const seat = useTable()?.seats.find((s) => s.id === own);
  return (
    <section>
      <h2>{say("Say something")}</h2>
      <Choice
        label={say("How do you say it?")}
        options={PHRASES.map((p) => ({ value: p, label: say(p), hint: HINTS[p]() }))}
        value={form.phrase}
        onValue={(phrase) => set({ phrase })}
      />
      {seat !== undefined && !maySay(seat, form.phrase) && (
        <p class="wrong">{say("With your standing and mandate the table will refuse this. You can think aloud.")}</p>
      )}
      <Field
        label={say("Your words")}
        hint={say("They stay on this page until you send them.")}
        lines={4}
        value={form.text}
        onValue={(text) => set({ text })}
      />
      <Act
        busy={false}
        not={form.text.trim() === "" ? say("Please write something.") : undefined}
        onAct={() => go("table", "say")}
      >
        {say("Read it once more, then send")}
      </Act>
    </section>
  );
}

/** What the rules of every table allow; the program decides. */
function maySay(seat: Seat, phrase: Phrase): boolean {
  if (phrase === "thinking aloud") return true;
  if (seat.mandate.expired) return false;
  return phrase === "could recommend" || (seat.standing === "official" && seat.mandate.kind === "under instruction");
}

/** #/table/say */
export function Say() {
  const [form, , clear] = useSaying();
  const words = oneLine(form.text);
  const flag = form.phrase === "thinking aloud" ? [] : [`--${form.phrase.replace(" ", "-")}`];
  return (
    <Confirm
      title={say("Say this at the table?")}
      back={href("table", "said")}
      others={say("All seats see these words and that you said them.")}
      act={say("Say it")}
      not={words === "" ? say("Please write something.") : undefined}
      words={["say", ...flag, "--", words]}
      onDone={() => {
        clear();
        go("table", "said");
      }}
    >
      <p>{say(form.phrase)}</p>
      <blockquote>
        <Theirs>{words}</Theirs>
      </blockquote>
    </Confirm>
  );
}
