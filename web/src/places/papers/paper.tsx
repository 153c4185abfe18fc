// One paper: its languages side by side, its versions, its attachments.
import { offerFile } from "../../parts/files.tsx";
import { Act } from "../../parts/act.tsx";
import { Notice, Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { list, say, sayNodes } from "../../say.ts";
import { when } from "../../time.ts";
import { useAnswer, useCall, useOwnSeat, useTable } from "../../use.ts";
import { languageName } from "./languages.ts";
import { Made, Written, firstFile, useNames } from "./parts.tsx";
import { ENDING, type Attachment, type Paper } from "./types.ts";

export function PaperPage({ number }: { number: string }) {
  const answer = useAnswer<{ paper: Paper }>(["paper", "show", number]);
  if (answer === undefined || !answer.ok)
    return (
      <Page title={say("Papers")} back={href("papers")}>
        {answer === undefined ? <p>{say("One moment…")}</p> : <Outcome answer={answer} />}
      </Page>
    );
  return <Shown paper={answer.result.paper} />;
}

function Shown({ paper: p }: { paper: Paper }) {
  const names = useNames();
  const own = useOwnSeat();
  const facilitates = useTable()?.seats.find((s) => s.id === own)?.function === "facilitator";
  const first = p.languages[0] ?? "";
  return (
    <Page title={p.title} back={href("papers")}>
      <p>
        {sayNodes("Circulated by %1$s, %2$s.", <Theirs>{names.one(p.seat)}</Theirs>, <bdi>{when(p.slot)}</bdi>)}
        {p.version > 1 && <> {say("Version %s.", p.version)}</>}
      </p>
      {p.replaced_by !== 0 && (
        <Notice kind="warning">
          {say("A newer version has replaced this paper.")} <a href={href("papers", "show", p.replaced_by)}>{say("To the newer version")}</a>
        </Notice>
      )}
      {p.replaces !== 0 && (
        <p>
          <a href={href("papers", "show", p.replaces)}>{say("To the version before")}</a>
        </p>
      )}
      {p.languages.length > 1 && (
        <p>{p.authentic ? say("The languages are equally authentic.") : say("The first language prevails: %s.", languageName(first))}</p>
      )}
      {p.unchanged.length > 0 && (
        <Notice kind="warning">
          {say("These languages stayed as they were while another one changed with this version: %s. Please compare them.", list(p.unchanged.map(languageName)))}
        </Notice>
      )}
      <div class={p.languages.length > 1 ? "side-by-side" : undefined}>
        {p.languages.map((tag) => (
          <section key={tag}>
            {p.languages.length > 1 && <h2>{languageName(tag)}</h2>}
            <Written text={p.text[tag] ?? ""} lang={tag} />
          </section>
        ))}
      </div>
      {p.attachments.length > 0 && <Attachments paper={p} />}
      <p class="act">
        {p.seat === own && p.replaced_by === 0 && (
          <a href={href("papers", "circulate", p.number)}>{say("Circulate a new version")}</a>
        )}
        {facilitates && <a href={href("papers", "shuttle", "paper", p.number)}>{say("Carry its words to another table")}</a>}
      </p>
    </Page>
  );
}

function Attachments({ paper: p }: { paper: Paper }) {
  return (
    <section>
      <h2>{say("Attachments")}</h2>
      <Notice kind="warning">
        {say("Another program will open what you save, and Track Two has not looked inside: a file made to harm can harm. If you do not trust its author's machine, open it on a machine without secrets. Delete it when you have seen it.")}
      </Notice>
      {p.attachments.map((a) => (
        <AttachmentRow key={a.number} paper={p.number} attachment={a} />
      ))}
    </section>
  );
}

/** The name that its author gave it, with an ending by which a machine knows what it is. */
function fileName(a: Attachment): string {
  const name = a.name.replace(/[/\\:*?"<>|\u0000-\u001f]/g, "_");
  const ending = ENDING[a.media] ?? "";
  return name.toLowerCase().endsWith(ending) ? name : name + ending;
}

function AttachmentRow({ paper, attachment: a }: { paper: number; attachment: Attachment }) {
  const doing = useCall();
  const save = async (): Promise<void> => {
    const answer = await doing.run(["paper", "attachment", String(paper), String(a.number), "--out", "@file"]);
    if (answer.ok) offerFile(fileName(a), firstFile(answer.files));
  };
  return (
    <div class="attachment">
      <h3>
        <Theirs>{a.name}</Theirs>
      </h3>
      <p>{say("%1$s; KiB: %2$s", say(a.media), Math.ceil(a.size / 1024))}</p>
      {a.removed !== undefined && a.removed.length > 0 && (
        <p>{say("Taken out before it was sent, which only you see: %s", list(a.removed.map((r) => say(r))))}</p>
      )}
      {!a.complete && <p>{say("It is not yet complete. Parts that are here: %1$s of %2$s", a.parts_here, a.parts)}</p>}
      <Outcome answer={doing.answer} />
      {doing.answer?.ok ? (
        <Made name={fileName(a)} bytes={firstFile(doing.answer.files)}>
          {say("The attachment is saved. It is not sealed any more.")}
        </Made>
      ) : (
        a.complete && (
          <Act busy={doing.busy} onAct={() => void save()}>
            {sayNodes("Save %s", <Theirs>{a.name}</Theirs>)}
          </Act>
        )
      )}
    </div>
  );
}
