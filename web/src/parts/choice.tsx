// One of several, or several of them, all in sight: no list that has to be opened.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export interface Option<V extends string> {
  value: V;
  label: ComponentChildren;
  hint?: ComponentChildren;
  /** It cannot be chosen, and its hint says why; what is chosen already can be left out again. */
  not?: boolean;
}

interface Common<V extends string> {
  label: string;
  hint?: ComponentChildren;
  options: readonly Option<V>[];
}

export function Choice<V extends string>(p: Common<V> & { value: V | undefined; onValue(value: V): void }) {
  return (
    <Options {...p} type="radio" chosen={(v) => v === p.value} onChange={(v) => p.onValue(v)} />
  );
}

export function Choices<V extends string>(p: Common<V> & { values: readonly V[]; onValues(values: V[]): void }) {
  const change = (v: V, on: boolean): void =>
    // In the order of the options, whatever the order of the clicks.
    p.onValues(p.options.map((o) => o.value).filter((o) => (o === v ? on : p.values.includes(o))));
  return <Options {...p} type="checkbox" chosen={(v) => p.values.includes(v)} onChange={change} />;
}

function Options<V extends string>(
  p: Common<V> & { type: "radio" | "checkbox"; chosen(v: V): boolean; onChange(v: V, on: boolean): void },
) {
  const name = useId();
  return (
    <fieldset class="choice" aria-describedby={p.hint === undefined ? undefined : `${name}-hint`}>
      <legend>{p.label}</legend>
      {p.hint !== undefined && (
        <p class="hint" id={`${name}-hint`}>
          {p.hint}
        </p>
      )}
      {p.options.map((o) => (
        <label key={o.value} class={o.not === true ? "option not" : "option"}>
          <input
            type={p.type}
            name={name}
            autocomplete="off"
            value={o.value}
            checked={p.chosen(o.value)}
            disabled={o.not === true && !p.chosen(o.value)}
            onChange={(e) => p.onChange(o.value, e.currentTarget.checked)}
          />
          <span>
            {o.label}
            {o.hint !== undefined && <small>{o.hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
