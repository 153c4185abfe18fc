// Writing a paper: a title, the text in one language or in several, attachments. Nothing leaves before the read-back.
import { useRef, useState } from "preact/hooks";
import { call } from "../../desk.ts";
import { Act } from "../../parts/act.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Field } from "../../parts/field.tsx";
import { FileChoice } from "../../parts/files.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { go, href } from "../../route.ts";
import { currentLanguage, list, say } from "../../say.ts";
import { useResult } from "../../use.ts";
import type { ChosenFile } from "../../wire.ts";
import { ATTACHMENTS_MAX, FILE_MAX, attach, lookCall, type Attached, type PaperForm } from "./circulated.ts";
import { useAttached, usePaperForm } from "./form.ts";
import { languageName, languageOptions } from "./languages.ts";
import { Select, TakenOut } from "./parts.tsx";
import type { Looked, Paper } from "./types.ts";
import { PAPER_MAX, bytesOf, readText } from "./words.ts";

export function Circulate({ replaces }: { replaces: string | undefined }) {
  const before = useResult<{ paper: Paper }>(["paper", "show", replaces ?? "1"])?.paper;
  if (replaces !== undefined && before === undefined) return <p>{say("One moment…")}</p>;
  return <Form replaces={replaces} before={replaces === undefined ? undefined : before} />;
}

/** Why it cannot be read back yet. */
export function paperNot(form: PaperForm, attached: readonly Attached[]): string | undefined {
  if (form.title.trim() === "") return say("Please give it a title.");
  if (form.pages.some((p) => p.text.trim() === "")) return say("Please write the text, or leave out the language that has none.");
  if (form.pages.some((p) => bytesOf(p.text) > PAPER_MAX)) return say("A text is too long for a paper.");
  if (attached.length > ATTACHMENTS_MAX) return say("A paper has so many attachments at most: %s. Please leave some out.", ATTACHMENTS_MAX);
  if (attached.some((a) => a.name.includes("="))) return say("Please leave the sign = out of the names of attachments.");
  return undefined;
}

function Form({ replaces, before }: { replaces: string | undefined; before: Paper | undefined }) {
  const [form, setForm] = usePaperForm(replaces, before, currentLanguage());
  const [attached, setAttached] = useAttached(replaces);
  const setPage = (i: number, part: Partial<PaperForm["pages"][0]>): void =>
    setForm({ ...form, pages: form.pages.map((p, k) => (k === i ? { ...p, ...part } : p)) });
  const unused = languageOptions().find((l) => !form.pages.some((p) => p.lang === l.tag));
  return (
    <Page title={before === undefined ? say("Circulate a paper") : say("Circulate a new version")} back={replaces === undefined ? href("papers") : href("papers", "show", replaces)}>
      <p>{say("Nothing leaves your desk before you have read it back on the next page.")}</p>
      <Field label={say("Title")} value={form.title} onValue={(title) => setForm({ ...form, title })} />
      {form.pages.map((p, i) => (
        <PageFields
          key={i}
          page={p}
          taken={form.pages.map((q) => q.lang)}
          onPage={(part) => setPage(i, part)}
          onDrop={form.pages.length > 1 ? () => setForm({ ...form, pages: form.pages.filter((_, k) => k !== i) }) : undefined}
        />
      ))}
      {unused !== undefined && form.pages.length < 16 && (
        <p>
          <button type="button" class="quiet" onClick={() => setForm({ ...form, pages: [...form.pages, { lang: unused.tag, text: "" }] })}>
            {say("Add a language")}
          </button>
        </p>
      )}
      {form.pages.length > 1 && (
        <Choice
          label={say("If the languages differ")}
          options={[
            { value: "both", label: say("They are equally authentic"), hint: say("Each counts as much as the others.") },
            { value: "first", label: say("The first one prevails: %s", languageName(form.pages[0]?.lang ?? "")), hint: say("The others are translations.") },
          ]}
          value={form.authentic ? "both" : "first"}
          onValue={(v) => setForm({ ...form, authentic: v === "both" })}
        />
      )}
      <AttachedFields attached={attached} onAttached={setAttached} />
      <Act busy={false} not={paperNot(form, attached)} onAct={() => (replaces === undefined ? go("papers", "send") : go("papers", "send", replaces))}>
        {say("Read it back")}
      </Act>
    </Page>
  );
}

function PageFields(p: {
  page: PaperForm["pages"][0];
  taken: readonly string[];
  onPage(part: Partial<PaperForm["pages"][0]>): void;
  onDrop: (() => void) | undefined;
}) {
  const [wrong, setWrong] = useState(false);
  const name = languageName(p.page.lang);
  const options = languageOptions().filter((l) => l.tag === p.page.lang || !p.taken.includes(l.tag));
  if (!options.some((l) => l.tag === p.page.lang)) options.unshift({ tag: p.page.lang, name });
  const bytes = bytesOf(p.page.text);
  return (
    <section>
      <h2>{name}</h2>
      <Select
        label={say("Language of this text")}
        value={p.page.lang}
        options={options.map((l) => ({ value: l.tag, label: l.name }))}
        onValue={(lang) => p.onPage({ lang })}
      />
      <Field
        label={say("Text: %s", name)}
        lines={10}
        lang={p.page.lang}
        value={p.page.text}
        onValue={(text) => p.onPage({ text })}
        wrong={bytes > PAPER_MAX ? say("It is too long, in bytes: %1$s of at most %2$s. Make two papers of it.", bytes, PAPER_MAX) : undefined}
      />
      <FileChoice
        label={say("Or from a file: %s", name)}
        hint={say("A plain text (.txt). It takes the place of what stands above.")}
        accept=".txt,.md,text/plain"
        files={[]}
        onFiles={([file]) => {
          const text = file === undefined ? undefined : readText(file.bytes);
          setWrong(text === undefined);
          if (text !== undefined) p.onPage({ text });
        }}
      />
      {wrong && <Notice kind="refused">{say("This is no plain text. Save it as plain text (UTF-8), or copy its words into the field above.")}</Notice>}
      {p.onDrop !== undefined && (
        <p>
          <button type="button" class="quiet" onClick={p.onDrop}>
            {say("Leave out this language: %s", name)}
          </button>
        </p>
      )}
    </section>
  );
}

/** Each file is looked at by the program as soon as it is chosen: what cannot be sent is said now, and is not taken. */
function useLook(attached: Attached[], onAttached: (attached: Attached[]) => void): { busy: boolean; taken: string[]; refused: string[]; take(files: ChosenFile[]): Promise<void> } {
  const [busy, setBusy] = useState(false);
  const [taken, setTaken] = useState<string[]>([]);
  const [refused, setRefused] = useState<string[]>([]);
  const now = useRef(attached); // names may be typed meanwhile
  now.current = attached;
  const take = async (files: ChosenFile[]): Promise<void> => {
    setBusy(true);
    setTaken([]);
    setRefused([]);
    for (const f of files) {
      const { words, files: bytes } = lookCall(f.name, f.bytes);
      const answer = f.bytes.length > FILE_MAX ? undefined : await call<Looked>(words, { files: bytes });
      const error = answer === undefined
        ? say("%s is not sent: it is larger than this program looks through. Make it smaller, with fewer pages or a smaller picture, and attach that.", f.name)
        : answer.ok ? undefined : answer.error;
      if (error !== undefined) setRefused((before) => [...before, error]);
      if (!answer?.ok) continue;
      onAttached((now.current = [...now.current, attach(f.name, f.bytes, answer.result)]));
      setTaken((before) => [...before, f.name]);
    }
    setBusy(false);
  };
  return { busy, taken, refused, take };
}

function AttachedFields({ attached, onAttached }: { attached: Attached[]; onAttached(attached: Attached[]): void }) {
  const { busy, taken, refused, take } = useLook(attached, onAttached);
  const section = useRef<HTMLElement>(null);
  const leaveOut = (i: number): void => {
    onAttached(attached.filter((_, k) => k !== i));
    section.current?.querySelector("input")?.focus(); // the button that had it is gone
  };
  return (
    <section ref={section}>
      <h2>{say("Attachments")}</h2>
      <FileChoice
        label={say("Files that go with it")}
        hint={say("Pictures (PNG, JPEG), PDF or plain text, up to eight, each of 1,024 KiB at most. Where a picture was taken, names, dates, comments and earlier versions are taken out before anything leaves. Files of Word, Excel or PowerPoint are not sent: save them as PDF.")}
        accept=".png,.jpg,.jpeg,.pdf,.txt"
        several
        files={[]}
        onFiles={(files) => void take(files)}
      />
      <p role="status">{busy ? say("One moment…") : taken.length > 0 && say("Looked through, and ready to go with the paper: %s", list(taken))}</p>
      {refused.map((sentence, i) => (
        <Notice key={i} kind="refused">
          {sentence}
        </Notice>
      ))}
      {attached.map((a, i) => (
        <div key={i} class="attachment">
          <Field
            label={say("What others see as its name: %s", a.file)}
            hint={say("They never see the name of your file. Without one it is called “attachment”.")}
            value={a.name}
            onValue={(name) => onAttached(attached.map((b, k) => (k === i ? { ...b, name } : b)))}
          />
          <TakenOut of={a} />
          <button type="button" class="quiet" onClick={() => leaveOut(i)}>
            {say("Leave out %s", a.file)}
          </button>
        </div>
      ))}
    </section>
  );
}
