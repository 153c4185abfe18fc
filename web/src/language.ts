// Which language the reader chose. The choice is no secret and stays in the browser; the sentences come from the program.
import { fetchOwn } from "./desk.ts";
import { LANGUAGES, direction, setLanguage, type Language } from "./say.ts";

const KEPT = "tracktwo-language";

function known(tag: string | null | undefined): Language | undefined {
  return LANGUAGES.find((l) => l.tag === tag?.slice(0, 2).toLowerCase())?.tag;
}

/** The choice of last time, or else the first language of the browser that there is, or English. */
export function firstLanguage(): Language {
  const kept = known(localStorage.getItem(KEPT));
  return kept ?? navigator.languages.map(known).find((l) => l !== undefined) ?? "en";
}

/** Fetches the sentences and turns the document to the language. Without them the page speaks English, or stays as it is. */
export async function loadLanguage(tag: Language, otherwise: "English" | "as it is" = "English"): Promise<boolean> {
  let book: Record<string, string> = {};
  try {
    if (tag !== "en") book = (await (await fetchOwn(`/languages/${tag}.json`)).json()) as Record<string, string>;
  } catch {
    if (otherwise === "as it is") return false;
    tag = "en";
  }
  setLanguage(tag, book);
  document.documentElement.lang = tag;
  document.documentElement.dir = direction(tag);
  return true;
}

export function keepLanguage(tag: Language): void {
  localStorage.setItem(KEPT, tag);
}
