// Choosing a passphrase: twice, with a plain hint, and a sentence on how good it is. Weak ones are not forbidden: the person
// may have reasons, and is told.
import { useState } from "preact/hooks";
import { Field } from "../parts/field.tsx";
import { say, says } from "../say.ts";
import { strength } from "./strength.ts";

export interface NewPassphrase {
  first: string;
  again: string;
}

/** Why it cannot be taken yet; undefined when it can. */
export function passphraseNot({ first, again }: NewPassphrase): string | undefined {
  if (first === "") return say("Please choose a passphrase.");
  if (again !== first) return say("The two passphrases are not the same yet.");
  return undefined;
}

const SENTENCES = {
  short: says("This would be easy to guess. Take more words."),
  fair: says("This is not easy to guess. One or two more words make it good."),
  good: says("This is good."),
};

interface PassphraseProps {
  value: NewPassphrase;
  onValue(value: NewPassphrase): void;
  /** What it is for, where it is not that of the desk. */
  hint?: string;
}

export function PassphraseFields({ value, onValue, hint }: PassphraseProps) {
  const [shown, setShown] = useState(false);
  const type = shown ? "text" : "password";
  return (
    <>
      <Field
        label={say("Choose a passphrase")}
        hint={hint ?? say("Six words that have nothing to do with each other are good and easy to keep in mind. Nobody can give it back to you: without it this desk stays closed for ever.")}
        type={type}
        autocomplete="new-password"
        value={value.first}
        onValue={(first) => onValue({ ...value, first })}
      />
      <p role="status" class="hint strength">
        {value.first !== "" && say(SENTENCES[strength(value.first)])}
      </p>
      <Field
        label={say("The same passphrase once more")}
        type={type}
        autocomplete="new-password"
        value={value.again}
        onValue={(again) => onValue({ ...value, again })}
      />
      <label class="option">
        <input type="checkbox" checked={shown} onChange={(e) => setShown(e.currentTarget.checked)} />
        <span>{say("Show what I type")}</span>
      </label>
    </>
  );
}
