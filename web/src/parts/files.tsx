// Files that come from the person's machine and go to it. Nothing is kept in the browser.
import { useId, useRef, useState } from "preact/hooks";
import { say } from "../say.ts";
import type { ChosenFile } from "../wire.ts";
import { Theirs } from "./theirs.tsx";

interface FileChoiceProps {
  label: string;
  hint?: string;
  files: readonly ChosenFile[];
  onFiles(files: ChosenFile[]): void;
  /** Ends of names, such as ".t2seat,.json". */
  accept?: string;
  several?: boolean;
}

/** Files chosen by button or dropped on it. */
export function FileChoice({ label, hint, files, onFiles, accept, several = false }: FileChoiceProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = async (chosen: FileList | null | undefined): Promise<void> => {
    const read = await Promise.all(
      [...(chosen ?? [])].map(async (f) => ({ name: f.name, bytes: new Uint8Array(await f.arrayBuffer()) })),
    );
    if (read.length === 0) return;
    const others = files.filter((f) => !read.some((r) => r.name === f.name));
    onFiles(several ? [...others, ...read] : read.slice(0, 1));
  };
  return (
    <div
      class={over ? "files over" : "files"}
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        e.preventDefault();
        setOver(false);
        void take(e.dataTransfer?.files);
      }}
    >
      <p class="label" id={`${id}-label`}>
        {label}
      </p>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <label class="button">
        {/* The browser's own button speaks the browser's language; this one speaks the page's. */}
        <input
          id={id}
          ref={input}
          type="file"
          accept={accept}
          multiple={several}
          aria-labelledby={`${id}-label ${id}-button`}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onChange={(e) => void take(e.currentTarget.files)}
        />
        <span id={`${id}-button`}>{several ? say("Choose files") : say("Choose a file")}</span>
      </label>
      {files.length > 0 && (
        <ul class="plain">
          {files.map((f) => (
            <li key={f.name}>
              <Theirs>{f.name}</Theirs>{" "}
              {several && (
                <button
                  type="button"
                  class="quiet"
                  aria-label={say("Leave out %s", f.name)}
                  onClick={() => {
                    onFiles(files.filter((other) => other !== f));
                    if (input.current === null) return;
                    input.current.value = "";
                    input.current.focus(); // the button that had it is gone
                  }}
                >
                  {say("Leave out")}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Gives a file to the browser, which puts it where it puts what is downloaded. */
export function offerFile(name: string, bytes: Uint8Array, type = "application/octet-stream"): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000); // the browser reads it meanwhile
}

/** Offers every file that an answer brought, by the last part of its name. */
export function offerFiles(files: ReadonlyMap<string, Uint8Array>): string[] {
  return [...files].map(([path, bytes]) => {
    const name = path.slice(path.lastIndexOf("/") + 1).replace(/^@/, "");
    offerFile(name, bytes);
    return name;
  });
}
