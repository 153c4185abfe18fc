// A remark, why an earlier report is corrected, and the fingerprints of photographs and recordings.
import { useState } from "preact/hooks";
import { Field } from "../../../parts/field.tsx";
import { FileChoice } from "../../../parts/files.tsx";
import { Theirs } from "../../../parts/theirs.tsx";
import { say, sayNodes } from "../../../say.ts";
import type { ChosenFile } from "../../../wire.ts";
import { decimal } from "../words.ts";
import type { Attached } from "./draft.ts";
import { useReportDraft } from "./drafting.ts";
import { StepPage } from "./write.tsx";

const MOST = 8;

/** The fingerprint that stands in the report. The file itself stays where it is. */
async function attachedOf(f: ChosenFile): Promise<Attached> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", f.bytes));
  return { name: f.name, sha256: [...digest].map((b) => b.toString(16).padStart(2, "0")).join(""), size: f.bytes.length };
}

export const sizeText = (bytes: number): string => (bytes < 100_000 ? say("%s kB", decimal(bytes / 1000, 1)) : say("%s MB", decimal(bytes / 1e6, 1)));

export function MorePage() {
  const [draft, set] = useReportDraft();
  const [busy, setBusy] = useState(false);
  const take = async (files: ChosenFile[]): Promise<void> => {
    setBusy(true);
    const more = await Promise.all(files.map(attachedOf));
    const others = draft.attached.filter((a) => !more.some((m) => m.sha256 === a.sha256));
    set({ attached: [...others, ...more].slice(0, MOST) });
    setBusy(false);
  };
  return (
    <StepPage
      step="more"
      title={say("Words and pictures")}
      not={busy ? say("One moment…") : draft.corrects > 0 && draft.reason.trim() === "" ? say("Say why you correct it.") : undefined}
    >
      {draft.corrects > 0 && (
        <Field label={say("Why do you correct your report %s?", draft.corrects)} hint={say("One sentence. All seats read it.")} value={draft.reason} onValue={(reason) => set({ reason })} />
      )}
      <Field label={say("A remark")} hint={say("What the rest does not say. It may be left empty.")} lines={4} value={draft.remark} onValue={(remark) => set({ remark })} />
      <FileChoice
        label={say("Photographs and recordings")}
        hint={say("The report holds their fingerprint, so that each can be shown to be the one. The files themselves stay with you: keep them, and give them on as files of their own.")}
        files={[]}
        onFiles={(files) => void take(files)}
        several
      />
      {draft.attached.length > 0 && (
        <ul class="others-list plain">
          {draft.attached.map((a) => (
            <li key={a.sha256}>
              {sayNodes("%1$s, %2$s", <Theirs>{a.name}</Theirs>, sizeText(a.size))}{" "}
              <button type="button" class="quiet" onClick={() => set({ attached: draft.attached.filter((x) => x !== a) })}>
                {sayNodes("Leave out %s", <Theirs>{a.name}</Theirs>)}
              </button>
            </li>
          ))}
        </ul>
      )}
      {draft.attached.length === MOST && <p class="hint">{say("A report has room for %s of them.", MOST)}</p>}
    </StepPage>
  );
}
