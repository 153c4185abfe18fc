// What the page reads in a table's file: whom one can be. The program reads and checks it whole.

export interface TableFile {
  title: string;
  seats: { id: string; party: string; name: string }[];
}

/** undefined when it is no table's file. */
export function readTableFile(bytes: Uint8Array): TableFile | undefined {
  const text = (v: unknown): string => (typeof v === "string" ? v : "");
  try {
    const v = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as { title?: unknown; seats?: unknown };
    if (typeof v !== "object" || v === null || !Array.isArray(v.seats)) return undefined;
    const seats = (v.seats as Record<string, unknown>[])
      .map((s) => ({ id: text(s?.["id"]), party: text(s?.["party"]), name: text(s?.["name"]) }))
      .filter((s) => s.id !== "");
    return seats.length === 0 ? undefined : { title: text(v.title), seats };
  } catch {
    return undefined;
  }
}
