// One thing to be typed, with its label and a hint that a screen reader reads with it.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  label: string;
  value: string;
  onValue(value: string): void;
  hint?: ComponentChildren;
  /** A sentence that says what is wrong. */
  wrong?: string | undefined;
  /** Several lines. */
  lines?: number;
  type?: "text" | "password" | "number";
  /** The language in which the text is to be written; without it each line takes its own direction. */
  lang?: string;
  required?: boolean;
  /** Never a name or a word that the browser keeps for another time. */
  autocomplete?: "off" | "new-password" | "current-password";
}

export function Field(p: FieldProps) {
  const id = useId();
  const described = [p.hint !== undefined && `${id}-hint`, p.wrong !== undefined && `${id}-wrong`].filter(Boolean).join(" ");
  const common = {
    id,
    value: p.value,
    dir: "auto" as const,
    lang: p.lang,
    required: p.required,
    autocomplete: p.autocomplete ?? "off",
    "aria-describedby": described || undefined,
    "aria-invalid": p.wrong !== undefined || undefined,
    onInput: (e: Event) => p.onValue((e.currentTarget as HTMLInputElement).value),
  };
  return (
    <div class="field">
      <label for={id}>{p.label}</label>
      {p.hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {p.hint}
        </p>
      )}
      {p.lines === undefined ? <input {...common} type={p.type ?? "text"} /> : <textarea {...common} rows={p.lines} />}
      {p.wrong !== undefined && (
        <p class="wrong" id={`${id}-wrong`}>
          {p.wrong}
        </p>
      )}
    </div>
  );
}
