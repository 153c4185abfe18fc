// What the pages of this place share: a text as it was written, a list to choose from, names of seats, a file once more.
import { useId } from "preact/hooks";
import { offerFile } from "../../parts/files.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { list, say } from "../../say.ts";
import { useTable } from "../../use.ts";
import type { Finding } from "./types.ts";

/** Paragraphs as their author set them. */
export function Written({ text, lang }: { text: string; lang?: string | undefined }) {
  return (
    <div class="written" dir="auto" lang={lang}>
      {text}
    </div>
  );
}

/** A long list, of which one is chosen: languages, papers. */
export function Select(p: {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onValue(value: string): void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{p.label}</label>
      <select id={id} value={p.value} onChange={(e) => p.onValue(e.currentTarget.value)}>
        {p.options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Names of the table for ids. */
export function useNames(): { one(id: string): string; all(ids: readonly string[]): string } {
  const seats = useTable()?.seats ?? [];
  const one = (id: string): string => seats.find((s) => s.id === id)?.name ?? id;
  return { one, all: (ids) => list(ids.map(one)) };
}

/** What the checker marks, each with its reason, where the text itself is not before the eyes. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  // Two tables may both know a name: it is said once.
  const once = findings.filter((f, i) => findings.findIndex((g) => g.words === f.words && g.suggestion === f.suggestion) === i);
  return (
    <ul class="plain findings">
      {once.map((f, i) => (
        <li key={i}>
          <strong>
            <Theirs>{f.words}</Theirs>
          </strong>
          <br />
          {f.suggestion}
        </li>
      ))}
    </ul>
  );
}

/** What is taken out of a file before it leaves, which its author alone is told. */
export function TakenOut({ of }: { of: { removed: readonly string[]; turned: boolean } }) {
  return (
    <>
      <p>
        {of.removed.length === 0
          ? say("Nothing in it has to be taken out before it leaves.")
          : say("Taken out before it leaves, which only you are told: %s", list(of.removed.map((r) => say(r))))}
      </p>
      {of.turned && <p>{say("It is turned upright, because how to hold it is taken out too.")}</p>}
    </>
  );
}

/** A file was made: where it is, and once more if it went astray. */
export function Made({ name, bytes, type, children }: { name: string; bytes: Uint8Array; type?: string; children: preact.ComponentChildren }) {
  return (
    <Notice kind="done">
      <p>{children}</p>
      <p>
        {say("It is where your browser puts what it downloads:")} <Theirs>{name}</Theirs>
      </p>
      <p>
        <button type="button" class="quiet" onClick={() => offerFile(name, bytes, type)}>
          {say("Save it once more")}
        </button>
      </p>
    </Notice>
  );
}

/** The first file that an answer brought. */
export function firstFile(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return [...files.values()][0] ?? new Uint8Array();
}
