// An issue is put on the table: by a form, or from a file that was prepared.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choices } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { FileChoice } from "../../parts/files.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { go, href } from "../../route.ts";
import { currentLanguage, say } from "../../say.ts";
import { textIn } from "../../types.ts";
import { LanguageField, useForm, useNames, useWholeTable } from "./common.tsx";
import { issueFile, readIssueFile } from "./marks.ts";

const first = () => ({ title: "", language: currentLanguage() as string, options: "", concerns: [] as string[], file: "" });
const useNewIssue = () => useForm("table/new-issue", first());

/** #/table/new-issue */
export function NewIssue() {
  const [form, set] = useNewIssue();
  const seats = (useWholeTable()?.seats ?? []).filter((s) => s.function !== "facilitator");
  const [wrong, setWrong] = useState(false);
  const not =
    form.title.trim() === "" ? say("Please enter a title.")
    : form.options.split("\n").filter((o) => o.trim() !== "").length < 2 ? say("Please enter two options or more.")
    : form.concerns.length === 0 ? say("Please choose whom it concerns.")
    : undefined;
  const send = (part: Partial<typeof form>): void => {
    set(part);
    go("table", "new-issue", "send");
  };
  return (
    <Page title={say("Put an issue on the table")} back={href("table", "issues")}>
      <Field label={say("Title")} value={form.title} onValue={(title) => set({ title })} />
      <Field
        label={say("Options, one on each line")}
        hint={say("The outcomes that one can think of. Write them so that each side could read them out.")}
        lines={6}
        value={form.options}
        onValue={(options) => set({ options })}
      />
      <LanguageField value={form.language} onValue={(language) => set({ language })} />
      <Choices
        label={say("It concerns")}
        hint={say("Without each of them there is no sounding on it and no agreement.")}
        options={seats.map((s) => ({ value: s.id, label: <Theirs>{s.name}</Theirs>, hint: <Theirs>{s.party}</Theirs> }))}
        values={form.concerns}
        onValues={(concerns) => set({ concerns })}
      />
      <Act busy={false} not={not} onAct={() => send({ file: "" })}>
        {say("Read it once more")}
      </Act>
      <h2>{say("Or from a file")}</h2>
      <FileChoice
        label={say("An issue's file")}
        hint={say("Somebody prepared it, in several languages perhaps. It ends in .json.")}
        accept=".json"
        files={[]}
        onFiles={([f]) => {
          const text = new TextDecoder().decode(f?.bytes);
          setWrong(readIssueFile(text) === undefined);
          if (readIssueFile(text) !== undefined) send({ file: text });
        }}
      />
      {wrong && <Notice kind="refused">{say("This is not an issue's file. Nothing was done; please choose another.")}</Notice>}
    </Page>
  );
}

/** #/table/new-issue/send */
export function NewIssueSend() {
  const [form, , clear] = useNewIssue();
  const taken = (useWholeTable()?.issues ?? []).map((i) => i.id);
  const { names } = useNames();
  const file = form.file !== "" ? form.file : issueFile({ ...form, options: form.options.split("\n") }, taken);
  const issue = readIssueFile(file);
  return (
    <Confirm
      title={say("Put this issue on the table?")}
      back={href("table", "new-issue")}
      others={say("All seats see the issue and that you put it on the table. It is there at once and stays.")}
      act={say("Put it on the table")}
      undone={say("No: the issue stays. Only whom it concerns can be changed later, by those whom it concerns.")}
      not={issue === undefined || issue.options.length === 0 ? say("Please enter a title.") : undefined}
      words={["issue", "add", "@issue"]}
      files={{ "@issue": file }}
      onDone={() => {
        clear();
        go("table", "issues");
      }}
    >
      {issue !== undefined && (
        <>
          <AllTexts texts={issue.title} strong />
          <ol>
            {issue.options.map((o, k) => (
              <li key={k}>
                <AllTexts texts={o} />
              </li>
            ))}
          </ol>
          <p>{say("Concerns: %s", names(issue.concerns))}</p>
        </>
      )}
    </Confirm>
  );
}

/** The reader's language first, then the others: all of it goes on the table. */
function AllTexts({ texts, strong = false }: { texts: Record<string, string>; strong?: boolean }) {
  const own = textIn(texts, currentLanguage());
  const rest = Object.entries(texts).filter(([lang]) => lang !== own.lang);
  return (
    <>
      <p>{strong ? <strong><Theirs lang={own.lang}>{own.text}</Theirs></strong> : <Theirs lang={own.lang}>{own.text}</Theirs>}</p>
      {rest.map(([lang, text]) => (
        <p key={lang} class="hint">
          <Theirs lang={lang}>{text}</Theirs>
        </p>
      ))}
    </>
  );
}
