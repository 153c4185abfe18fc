// Languages by their names, in the reader's own language.
import { localeTag } from "../../say.ts";

const TAGS = (
  "en uk ru fr ar am az be bg bn bs cs da de el es et fa fi ha he hi hr hu hy id it ja ka kk km ko ku ky lt lv mk my ne nl no " +
  "pl ps pt ro si sk sl so sq sr sv sw ta tg ti tk tr ur uz vi zh"
).split(" ");

export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([localeTag()], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag; // tags of a table may be longer than what the browser knows
  }
}

/** To choose from, by name; those of the page stand first. */
export function languageOptions(): { tag: string; name: string }[] {
  const all = TAGS.map((tag) => ({ tag, name: languageName(tag) }));
  const compare = new Intl.Collator(localeTag()).compare;
  return [...all.slice(0, 5), ...all.slice(5).sort((a, b) => compare(a.name, b.name))];
}
