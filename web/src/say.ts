// The page's sentences in the reader's language. The English sentence is the key, as in the program, and the translations
// stand in the same catalogues (po/). %s takes the next value; %1$s, %2$s take them by number, for languages of another
// order. There is nothing else: a sentence is written so that it fits every number ("seats left: %s").

export type Language = "en" | "uk" | "ru" | "fr" | "ar";

/** Each language by its own name. */
export const LANGUAGES: readonly { tag: Language; name: string }[] = [
  { tag: "en", name: "English" },
  { tag: "uk", name: "Українська" },
  { tag: "ru", name: "Русский" },
  { tag: "fr", name: "Français" },
  { tag: "ar", name: "العربية" },
];

let language: Language = "en";
let book: Record<string, string> = {};

export const currentLanguage = (): Language => language;
export const direction = (tag: Language = language): "ltr" | "rtl" => (tag === "ar" ? "rtl" : "ltr");

/** The tag for Intl. Figures are those of the check words and of what is typed, in Arabic too. */
export const localeTag = (): string => (language === "ar" ? "ar-u-nu-latn" : language === "en" ? "en-GB" : language);

export function setLanguage(tag: Language, translations: Record<string, string>): void {
  language = tag;
  book = translations;
}

/** Marks a sentence or word for the catalogues where it is named, but said later by `say(variable)`. */
export const says = <S extends string>(english: S): S => english;

/** A sentence in pieces: text, and the numbers (from 0) of the values between. */
export function pieces(sentence: string): (string | number)[] {
  const out: (string | number)[] = [];
  let next = 0;
  let from = 0;
  for (const m of sentence.matchAll(/%(?:(\d+)\$)?s/g)) {
    out.push(sentence.slice(from, m.index), m[1] === undefined ? next++ : Number(m[1]) - 1);
    from = m.index + m[0].length;
  }
  out.push(sentence.slice(from));
  return out.filter((p) => p !== "");
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufefc]/;

/** A value keeps its own direction and does not turn the sentence around it. */
function isolated(value: string | number): string {
  if (typeof value === "number") return new Intl.NumberFormat(localeTag()).format(value);
  return direction() === "rtl" || RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value;
}

/** The sentence in the reader's language, with its values. */
export function say(english: string, ...values: (string | number)[]): string {
  return pieces(book[english] ?? english)
    .map((p) => (typeof p === "string" ? p : isolated(values[p] ?? "")))
    .join("");
}

/** The same with nodes of the page as values, such as a name in <Theirs>. */
export function sayNodes<N>(english: string, ...nodes: (N | string)[]): (string | N)[] {
  return pieces(book[english] ?? english).map((p) => (typeof p === "string" ? p : (nodes[p] ?? "")));
}

/** "42 %", of 0.42. */
export const percent = (part: number): string => new Intl.NumberFormat(localeTag(), { style: "percent" }).format(part);

/** Names in a row: "Seat A, Seat B and Seat C". */
export function list(names: readonly string[]): string {
  return new Intl.ListFormat(localeTag(), { type: "conjunction" }).format(names.map(isolated));
}
