// Writing a read-out with the checker's marks in it, and sealing it for a principal.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { FileChoice, offerFile } from "../../parts/files.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { go, href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { useDraft, useResult } from "../../use.ts";
import { Marked, useChecked } from "./marked.tsx";
import { Made, Written, firstFile } from "./parts.tsx";
import { readText } from "./words.ts";

const BACK = href("papers", "readouts");

/** What is written: the text, further names, the principal's line, the meeting, and that each mark was looked at. */
function useReadout() {
  const [text, setText] = useDraft("papers/readout/text");
  const [names, setNames] = useDraft("papers/readout/names");
  const [line, setLine] = useDraft("papers/readout/for");
  const [meeting, setMeeting] = useDraft("papers/readout/meeting");
  const [lookedAt, setLookedAt] = useDraft("papers/readout/looked"); // the text whose marks were
  const asItStands = lookedAt !== "" && lookedAt === text;
  const forget = (): void => [setText, setNames, setLine, setMeeting, setLookedAt].forEach((set) => set(""));
  return { text, setText, names, setNames, line, setLine, meeting, setMeeting, asItStands, setAsItStands: (on: boolean) => setLookedAt(on ? text : ""), forget };
}

interface Meeting {
  number: number;
  place: string;
  start: string;
}

export function WriteReadout() {
  const r = useReadout();
  const checked = useChecked(r.text, r.names);
  const meetings = useResult<{ meetings: Meeting[] }>(["meeting", "list"])?.meetings ?? [];
  const [wrong, setWrong] = useState(false);
  const marked = checked.marks.length > 0;
  const not =
    r.text.trim() === "" ? say("Please write the text.")
    : r.line.trim() === "" ? say("Please say for which principal.")
    : !checked.done ? say("One moment…")
    : checked.error !== undefined ? checked.error
    : marked && !r.asItStands ? say("Please change what is marked, or say that you have looked at each.")
    : undefined;
  return (
    <Page title={say("Write a read-out")} back={BACK}>
      <p>{say("What was said may be told, not who said it. The program looks at letters, not at meaning: read the text once more as if you were the one whom it must not name.")}</p>
      <Marked
        label={say("Text of the read-out")}
        hint={say("What could tell who said something is underlined, and the reason stands beneath.")}
        value={r.text}
        onValue={r.setText}
        marks={checked.marks}
        found={say("This could tell who said something:")}
      />
      {marked && (
        <label class="option">
          <input type="checkbox" checked={r.asItStands} onChange={(e) => r.setAsItStands(e.currentTarget.checked)} />
          <span>{say("I have looked at each mark, and the text is to stay as it is")}</span>
        </label>
      )}
      {!marked && checked.done && r.text.trim() !== "" && checked.error === undefined && (
        <Notice kind="done">{say("The program finds nothing that tells who said something.")}</Notice>
      )}
      <Field
        label={say("Further names to look for")}
        hint={say("Persons who were there and are not named at the table, with commas between them. They stay on this desk.")}
        value={r.names}
        onValue={r.setNames}
      />
      <h2>{say("For whom")}</h2>
      <FileChoice
        label={say("The principal's file")}
        hint={say("The one called principal.public, which the principal gave you in person. It is no secret.")}
        accept=".public,.txt"
        files={[]}
        onFiles={([file]) => {
          const line = file === undefined ? undefined : readText(file.bytes)?.trim();
          setWrong(line === undefined || line.length > 200);
          if (line !== undefined && line.length <= 200) r.setLine(line);
        }}
      />
      {wrong && <Notice kind="refused">{say("This is not the file that a principal hands out.")}</Notice>}
      <Field label={say("Or its line, as it was given to you")} value={r.line} onValue={r.setLine} />
      {meetings.length > 0 && (
        <Choice
          label={say("About which meeting")}
          options={[
            { value: "", label: say("None in particular") },
            ...meetings.slice(-5).reverse().map((m) => ({ value: String(m.number), label: <Theirs>{m.place}</Theirs>, hint: m.start })),
          ]}
          value={r.meeting}
          onValue={r.setMeeting}
        />
      )}
      <Act busy={false} not={not} onAct={() => go("papers", "readouts", "seal")}>
        {say("Read it back")}
      </Act>
    </Page>
  );
}

export function SealReadout() {
  const r = useReadout();
  const [read] = useState({ ...r });
  const [made, setMade] = useState<Uint8Array>();
  const name = read.meeting === "" ? "notes.readout" : `meeting-${read.meeting}.readout`;
  return (
    <Confirm
      title={say("Seal the read-out")}
      back={href("papers", "readouts", "write")}
      others={say("The other seats see that a read-out was made; not its text, and not for whom.")}
      act={say("Seal the read-out")}
      undone={say("That one was made stays in the record. As long as you have not given the file away, you can make another.")}
      words={[
        "readout", "make", "@text", "--for", "@principal", "--out", "@sealed",
        ...(read.meeting === "" ? [] : ["--meeting", read.meeting]),
        ...(read.names.trim() === "" ? [] : ["--names", read.names]),
        ...(read.asItStands ? ["--as-it-stands"] : []),
      ]}
      files={{ "@text": read.text, "@principal": `${read.line.trim()}\n` }}
      not={read.text.trim() === "" ? say("Please write the text.") : undefined}
      onDone={(answer) => {
        const bytes = firstFile(answer.files);
        offerFile(name, bytes);
        setMade(bytes);
        r.forget();
      }}
    >
      <Written text={read.text} />
      <p class="hint">{sayNodes("For the principal whose line ends with %s", <code>{read.line.trim().slice(-8)}</code>)}</p>
      {read.asItStands && <p>{say("You have looked at each mark.")}</p>}
      {made !== undefined && (
        <Made name={name} bytes={made}>
          {say("The read-out is sealed; only its principal can open it. The text is kept nowhere else: give this file to your principal.")}
        </Made>
      )}
    </Confirm>
  );
}
