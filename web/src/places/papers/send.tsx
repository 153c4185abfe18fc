// The read-back of a paper, and what was taken out of its attachments.
import { useState } from "preact/hooks";
import { Confirm } from "../../parts/confirm.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { currentLanguage, list, say, sayNodes } from "../../say.ts";
import { useResult } from "../../use.ts";
import { paperNot } from "./circulate.tsx";
import { circulateCall } from "./circulated.ts";
import { useAttached, usePaperForm } from "./form.ts";
import { languageName } from "./languages.ts";
import { TakenOut, Written } from "./parts.tsx";
import type { Circulated, Paper } from "./types.ts";

export function Send({ replaces }: { replaces: string | undefined }) {
  const before = useResult<{ paper: Paper }>(["paper", "show", replaces ?? "1"])?.paper;
  const [sent, setSent] = useState<Circulated>();
  if (sent !== undefined) return <Sent sent={sent} />;
  if (replaces !== undefined && before === undefined) return <p>{say("One moment…")}</p>;
  return <ReadBack replaces={replaces} before={replaces === undefined ? undefined : before} onSent={setSent} />;
}

function ReadBack({ replaces, before, onSent }: { replaces: string | undefined; before: Paper | undefined; onSent(sent: Circulated): void }) {
  const [form, , forget] = usePaperForm(replaces, before, currentLanguage());
  const [attached, setAttached] = useAttached(replaces);
  const { words, files } = circulateCall(form, attached, replaces);
  const back = replaces === undefined ? href("papers", "circulate") : href("papers", "circulate", replaces);
  const several = form.pages.length > 1;
  return (
    <Confirm<Circulated>
      title={say("Read the paper back")}
      back={back}
      others={say("All seats get it at the same moment, with your name and the hour.")}
      act={say("Circulate the paper")}
      undone={say("No. You can put a new version in its place; the first one stays readable.")}
      words={words}
      files={files}
      not={paperNot(form, attached)}
      onDone={(answer) => {
        onSent(answer.result);
        forget();
        setAttached([]);
      }}
    >
      {form.title.trim() === "" && <p>{say("There is nothing to read back yet.")}</p>}
      <h2>
        <Theirs lang={form.pages[0]?.lang ?? ""}>{form.title.trim() === "" ? "…" : form.title}</Theirs>
      </h2>
      {before !== undefined && <p>{sayNodes("It replaces your paper: %s", <Theirs>{before.title}</Theirs>)}</p>}
      {several && <p>{form.authentic ? say("The languages are equally authentic.") : say("The first language prevails: %s.", languageName(form.pages[0]?.lang ?? ""))}</p>}
      <div class={several ? "side-by-side" : undefined}>
        {form.pages.map((p) => (
          <section key={p.lang}>
            <h3>{languageName(p.lang)}</h3>
            <Written text={p.text} lang={p.lang} />
          </section>
        ))}
      </div>
      {attached.length > 0 && (
        <>
          <h3>{say("Attachments")}</h3>
          <ul>
            {attached.map((a, i) => (
              <li key={i}>
                <Theirs>{a.name.trim() === "" ? say("attachment %s", i + 1) : a.name}</Theirs>
                <small>{sayNodes("from your file %s", <Theirs>{a.file}</Theirs>)}</small>
                <TakenOut of={a} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Confirm>
  );
}

function Sent({ sent }: { sent: Circulated }) {
  return (
    <Page title={say("The paper is circulated")} back={href("papers")}>
      <Notice kind="done">
        {sent.sent ? say("All seats have it, or get it when their desk is open.") : say("There is no connection at present: the paper is kept and leaves as soon as there is one.")}
      </Notice>
      {sent.attachments.length > 0 && (
        <>
          <h2>{say("What was taken out of the attachments")}</h2>
          <p>{say("Only you are told.")}</p>
          <ul class="plain">
            {sent.attachments.map((a, i) => (
              <li key={i}>
                <strong>
                  <Theirs>{a.name}</Theirs>
                </strong>
                <br />
                {a.removed.length === 0 ? say("Nothing had to be taken out.") : list(a.removed.map((r) => say(r)))}
                {a.turned && <small>{say("It was turned upright, because how to hold it was taken out too.")}</small>}
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <a href={href("papers")}>{say("To the papers")}</a>
      </p>
    </Page>
  );
}
