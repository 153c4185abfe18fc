// What views use of the desk: its state, readings that stay fresh, calls with their answer, drafts.
import { useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import { batch, call, currentDesk, onDesk, type Desk } from "./desk.ts";
import { draftOf, setDraft } from "./drafts.ts";
import { Store } from "./store.ts";
import type { SeatList, Table } from "./types.ts";
import type { Answer, CallFile } from "./wire.ts";

export const store = new Store({ batch: (calls) => batch(calls), version: () => currentDesk().version });

const useAgain = (): (() => void) => useReducer((n: number) => n + 1, 0)[1] as unknown as () => void;

// Listening begins in the same turn as drawing (useLayoutEffect): what comes between the two would be missed.

export function useDesk(): Desk {
  const again = useAgain();
  useLayoutEffect(() => onDesk(again), []);
  return currentDesk();
}

/** What the words answer, kept fresh while the view is on the screen; undefined until it was read once. */
export function useAnswer<T>(words: readonly string[]): Answer<T> | undefined {
  const again = useAgain();
  const key = JSON.stringify(words);
  useLayoutEffect(() => store.watch(words, again), [key]);
  return store.read(words).answer as Answer<T> | undefined;
}

/** The same for views that are shown only when the table is there: the result, or undefined. */
export function useResult<T>(words: readonly string[]): T | undefined {
  const answer = useAnswer<T>(words);
  return answer?.ok ? answer.result : undefined;
}

export const useTable = (): Table | undefined => useResult<Table>(["table", "show"]);
export const useSeats = (): SeatList | undefined => useResult<SeatList>(["seat", "list"]);

/** The id of this desk's own seat. */
export const useOwnSeat = (): string | undefined => useTable()?.self || undefined;

export interface Doing<T> {
  busy: boolean;
  /** What the last call came back with; undefined while one is under way. */
  answer: Answer<T> | undefined;
  run(words: readonly string[], more?: { files?: Record<string, CallFile>; passphrase?: string; seen?: number }): Promise<Answer<T>>;
  clear(): void;
}

/** One act of a view: at most one call at a time, with its answer for <Outcome>. */
export function useCall<T = unknown>(): Doing<T> {
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<T>>();
  const there = useRef(true);
  useEffect(() => () => void (there.current = false), []);
  const run: Doing<T>["run"] = useCallback(async (words, more) => {
    setBusy(true);
    setAnswer(undefined);
    const seen = more?.seen ?? store.shown(); // what the person has before the eyes, not what the program has told since
    const came = await call<T>(words, { ...more, ...(seen !== undefined && { seen }) });
    if (there.current) {
      setBusy(false);
      setAnswer(came);
    }
    return came;
  }, []);
  return { busy, answer, run, clear: () => setAnswer(undefined) };
}

/** A text that stays when its place is left. It lies in the memory of this page alone. */
export function useDraft(name: string, first = ""): [string, (text: string) => void] {
  const again = useAgain();
  return [
    draftOf(name) ?? first,
    (text) => {
      setDraft(name, text === first ? undefined : text);
      again();
    },
  ];
}
