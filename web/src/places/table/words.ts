// The words by which this place asks. Pure.

export interface Filter {
  words: string;
  seat: string;
  kind: string;
  since: string;
  until: string;
}

export const EVERYTHING: Filter = { words: "", seat: "", kind: "", since: "", until: "" };

/** The words that read these lines. */
export function recordWords(f: Filter, page: readonly string[]): string[] {
  const option = (name: string, value: string): string[] => (value === "" ? [] : [name, value]);
  const words = f.words.trim();
  return [
    ...(words === "" ? ["log"] : ["search"]),
    ...option("--seat", f.seat),
    ...option("--kind", f.kind),
    ...option("--since", f.since),
    ...option("--until", f.until),
    ...page,
    ...(words === "" ? [] : ["--", words]),
  ];
}

/** A line of the record is one line. */
export const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, " ");
