// The desk as the page sees it: calls go up, the state comes down. Knows no view.
//
// Nothing is sent before what answers has proven that it is the program of this session (proof.ts): each call and each
// beginning of the stream asks for the proof first.
//
// Five things end a session, and each shows the page that says to open the desk from the program: there is no key in this
// tab, the program refuses the key (403), another link was used, the proof was another's, or the person locked and no program answered.
import { Prover } from "./proof.ts";
import { currentLanguage, say } from "./say.ts";
import { EventReader, readReply, readState, writeCalls, type Answer, type Call, type CallFile, type State } from "./wire.ts";

const KEY = sessionStorage.getItem("tracktwo-key");
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** What every view may read. Replaced as a whole at each change. */
export interface Desk {
  version: number;
  /** undefined until the program has spoken. */
  state: State | undefined;
  /** The program does not answer at present. */
  silent: boolean;
  /** The session is over in this tab. */
  closed: boolean;
  /** It is over because the person locked while the program did not answer: see leave. */
  left: boolean;
}

let desk: Desk = { version: 0, state: undefined, silent: false, closed: KEY === null, left: false };
const listeners = new Set<() => void>();

const prover = new Prover({ fetch: (path, how) => fetch(path, how), pageKey: KEY });

/** Whether what is sent now reaches the program, and no other that has its place. */
async function reached(): Promise<boolean> {
  const proof = desk.closed ? "other" : await prover.prove();
  if (proof === "other" && !desk.closed) change({ closed: true });
  if (proof === "none" && !desk.silent) change({ silent: true });
  return proof === "proven";
}

/** A file of the page's own. A page that never had a session has nothing to lose by asking. */
export async function fetchOwn(path: string): Promise<Response> {
  if (KEY !== null && !(await reached())) throw new Error("the program does not answer");
  return fetch(path);
}

export const currentDesk = (): Desk => desk;

export function onDesk(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(part: Partial<Desk>): void {
  desk = { ...desk, ...part };
  for (const listener of listeners) listener();
}

/** An answer can come after an event that was told later: what is older changes nothing, or the views would stay as they were. */
function heard(version: number, state: State | undefined): void {
  if (desk.left) return;
  if (version < desk.version) change({ silent: false });
  else change({ version, silent: false, ...(state && { state }) });
}

/** Ends the session in this tab without the program, which does not answer. A later page of this tab cannot go on with it. */
export function leave(): void {
  sessionStorage.removeItem("tracktwo-key");
  change({ closed: true, left: true, state: undefined });
}

function unanswered(): Answer<never> {
  const error = say("The program does not answer. What you wrote is kept on this page; please try again in a moment.");
  return { ok: false, exit: -1, code: "silent", error, result: undefined, notes: [], files: new Map() };
}

/** Does calls in their order. After one that fails the rest is not done and has no answer. Never throws. */
export async function batch(calls: readonly Call[], seen: number = desk.version): Promise<Answer<unknown>[]> {
  try {
    if (!(await reached())) return [unanswered()];
    const answer = await fetch("/do", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Tracktwo": KEY ?? "" },
      body: writeCalls(currentLanguage(), seen, calls),
    });
    if (answer.status === 403) change({ closed: true });
    const reply = answer.ok ? readReply(await answer.text()) : undefined;
    if (reply === undefined) return [unanswered()];
    heard(reply.version, reply.state);
    return reply.answers;
  } catch {
    if (!desk.silent) change({ silent: true });
    return [unanswered()];
  }
}

/** Does one subcommand. `seen` is the version that the person had before the eyes: see Confirm. */
export async function call<T = unknown>(
  words: readonly string[],
  more: { files?: Record<string, CallFile>; passphrase?: string; seen?: number } = {},
): Promise<Answer<T>> {
  const { seen, ...rest } = more;
  const [answer] = await batch([{ words, ...rest }], seen);
  return (answer ?? unanswered()) as Answer<T>;
}

async function listen(): Promise<void> {
  if (!(await reached())) throw new Error("no proof");
  const answer = await fetch("/events", { headers: { "X-Tracktwo": KEY ?? "" } });
  if (answer.status === 403) change({ closed: true });
  if (!answer.ok || answer.body === null) throw new Error("no stream");
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  const events = new EventReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    if (desk.silent) change({ silent: false }); // a comment is a sign of life, too
    for (const data of events.take(decoder.decode(value, { stream: true }))) {
      const v = JSON.parse(data) as { version?: unknown };
      if (typeof v.version === "number") heard(v.version, readState(v));
    }
  }
}

/** Follows the events for as long as the session lasts; each further attempt waits twice as long. */
export async function follow(): Promise<void> {
  let wait = FIRST_WAIT_MS;
  while (!desk.closed) {
    const before = Date.now();
    try {
      await listen();
    } catch {
      // The stream broke or never came: the same as one that ended.
    }
    if (desk.closed) return;
    if (Date.now() - before > LONGEST_WAIT_MS) wait = FIRST_WAIT_MS;
    else change({ silent: true });
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(2 * wait, LONGEST_WAIT_MS);
  }
}
