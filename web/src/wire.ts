// The forms of docs/protocol/page.md, and their reading. Pure: sends nothing.

/** A file that goes with a call: its text, or its bytes. */
export type CallFile = string | Uint8Array;

/** One subcommand. Words that begin with @ name files of the call. */
export interface Call {
  words: readonly string[];
  files?: Record<string, CallFile>;
  passphrase?: string;
}

export interface Running {
  sounding: number;
  step: string;
  permille: number;
  seconds: number;
}

export interface State {
  desk: boolean;
  locked: boolean;
  table: boolean;
  folder: string;
  away: boolean;
  clock_apart: number;
  forks: number;
  device_replaced: boolean;
  running: Running | null;
}

/** What a call came back with. The error is the program's sentence, for people. */
export type Answer<T> =
  | { ok: true; exit: number; result: T; notes: string[]; files: Map<string, Uint8Array> }
  | { ok: false; exit: number; code: string; error: string; result: unknown; notes: string[]; files: Map<string, Uint8Array> };

export interface Reply {
  version: number;
  state: State | undefined;
  answers: Answer<unknown>[];
}

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array {
  const decoded = atob(text);
  const bytes = new Uint8Array(decoded.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = decoded.charCodeAt(i); // megabytes, of a map
  return bytes;
}

export interface ChosenFile {
  name: string;
  bytes: Uint8Array;
}

/** Files as a call takes them: their names as words that begin with @, the bytes beside. The program names a file that it
 *  refuses, so each keeps its own name, but for signs that mean something in a word; two of one name are told apart. */
export function callFiles(files: readonly ChosenFile[]): { words: string[]; files: Record<string, Uint8Array> } {
  const out = new Map<string, Uint8Array>();
  for (const { name, bytes } of files) {
    let word = `@${name.replace(/[=@/\\\u0000-\u001f]/g, "_")}`;
    while (out.has(word)) word += "_";
    out.set(word, bytes);
  }
  return { words: [...out.keys()], files: Object.fromEntries(out) };
}

/** The body of POST /do. */
export function writeCalls(lang: string, seen: number, calls: readonly Call[]): string {
  const file = (f: CallFile): unknown => (typeof f === "string" ? f : { base64: toBase64(f) });
  return JSON.stringify({
    lang,
    seen,
    calls: calls.map((c) => ({
      words: c.words,
      ...(c.files && { files: Object.fromEntries(Object.entries(c.files).map(([name, f]) => [name, file(f)])) }),
      ...(c.passphrase !== undefined && { passphrase: c.passphrase }),
    })),
  });
}

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === "object" && v !== null && !Array.isArray(v);
const texts = (v: unknown): string[] => (Array.isArray(v) ? v.filter((t): t is string => typeof t === "string") : []);

function readFiles(v: unknown): Map<string, Uint8Array> {
  const out = new Map<string, Uint8Array>();
  if (!isObject(v)) return out;
  for (const [name, f] of Object.entries(v)) {
    if (typeof f === "string") out.set(name, new TextEncoder().encode(f));
    else if (isObject(f) && typeof f["base64"] === "string") out.set(name, fromBase64(f["base64"]));
  }
  return out;
}

export function readAnswer(v: unknown): Answer<unknown> {
  const o = isObject(v) ? v : {};
  const result = o["result"];
  const said = isObject(result) ? result : {};
  const exit = typeof o["exit"] === "number" ? o["exit"] : -1;
  const rest = { exit, notes: texts(o["notes"]), files: readFiles(o["files"]) };
  // Some words answer a question with exit 1 and a whole result, such as `readout check`; these carry no error.
  if (exit === 0 || (exit === 1 && isObject(result) && said["error"] === undefined)) return { ok: true, result, ...rest };
  return {
    ok: false,
    code: typeof said["code"] === "string" ? said["code"] : "",
    error: typeof said["error"] === "string" ? said["error"] : rest.notes.join(" "),
    result,
    ...rest,
  };
}

export function readState(v: unknown): State | undefined {
  if (!isObject(v) || typeof v["locked"] !== "boolean") return undefined;
  const r = v["running"];
  return {
    desk: v["desk"] === true,
    locked: v["locked"],
    table: v["table"] === true,
    folder: typeof v["folder"] === "string" ? v["folder"] : "",
    away: v["away"] === true,
    clock_apart: Number(v["clock_apart"] ?? 0),
    forks: Number(v["forks"] ?? 0),
    device_replaced: v["device_replaced"] === true,
    running: isObject(r)
      ? {
          sounding: Number(r["sounding"] ?? 0),
          step: String(r["step"] ?? ""),
          permille: Number(r["permille"] ?? 0),
          seconds: Number(r["seconds"] ?? 0),
        }
      : null,
  };
}

/** The answer of POST /do; undefined when it is none. */
export function readReply(text: string): Reply | undefined {
  try {
    const v: unknown = JSON.parse(text);
    if (!isObject(v) || typeof v["version"] !== "number" || !Array.isArray(v["results"])) return undefined;
    return { version: v["version"], state: readState(v["state"]), answers: v["results"].map(readAnswer) };
  } catch {
    return undefined;
  }
}

/** Splits a stream of events as its pieces come. `take` gives back the data of each event that is whole. */
export class EventReader {
  private rest = "";

  take(piece: string): string[] {
    this.rest += piece.replace(/\r/g, "");
    const blocks = this.rest.split("\n\n");
    this.rest = blocks.pop() ?? "";
    return blocks.flatMap((block) => {
      const data = block.split("\n").filter((line) => line.startsWith("data:"));
      return data.length === 0 ? [] : [data.map((line) => line.slice(5).trimStart()).join("\n")];
    });
  }
}
