// What was read from the desk, by the words that read it. A view names its words; while it is on the screen they are read
// again whenever the table changes, and never otherwise. A view that comes back is shown at once from what was read before.
import type { Answer, Call } from "./wire.ts";

/** How many readings that nobody looks at are kept. */
const KEPT_MAX = 100;

export interface Reading {
  /** The last answer; undefined before the first. An answer that failed replaces one that did not. */
  answer: Answer<unknown> | undefined;
  /** The version of the table that it shows. */
  version: number;
}

interface Entry extends Reading {
  words: readonly string[];
  listeners: Set<() => void>;
  asked: boolean;
}

export interface Source {
  /** Does calls in their order; the rest after one that fails has no answer. */
  batch(calls: readonly Call[]): Promise<Answer<unknown>[]>;
  version(): number;
}

export class Store {
  private entries = new Map<string, Entry>();
  private waiting = false;
  private age = 0; // of what may be kept: grows when all is forgotten

  constructor(private readonly source: Source) {}

  read(words: readonly string[]): Reading {
    return this.entry(words);
  }

  /** The version of the oldest of what is on the screen; undefined: nothing of the table is. */
  shown(): number | undefined {
    const versions = [...this.entries.values()].filter((e) => e.listeners.size > 0 && e.answer !== undefined).map((e) => e.version);
    return versions.length === 0 ? undefined : Math.min(...versions);
  }

  /** Keeps the words fresh until the returned function is called. */
  watch(words: readonly string[], listener: () => void): () => void {
    const entry = this.entry(words);
    entry.listeners.add(listener);
    this.refresh();
    return () => {
      entry.listeners.delete(listener);
      this.trim();
    };
  }

  /** Reads again, in one request, what is on the screen and older than the table. Calls of one moment are one. */
  refresh(): void {
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      void this.fetchStale();
    });
  }

  /** All that was read is forgotten: the desk was locked, or its sentences change their language. */
  forget(): void {
    this.age++;
    for (const [key, entry] of this.entries) {
      if (entry.listeners.size === 0) this.entries.delete(key);
      Object.assign(entry, { answer: undefined, version: -1, asked: false });
      for (const listener of entry.listeners) listener();
    }
  }

  private entry(words: readonly string[]): Entry {
    const key = JSON.stringify(words);
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = { words, answer: undefined, version: -1, listeners: new Set(), asked: false };
      this.entries.set(key, entry);
    }
    return entry;
  }

  private async fetchStale(): Promise<void> {
    const version = this.source.version();
    const age = this.age;
    const stale = [...this.entries.values()].filter((e) => e.listeners.size > 0 && !e.asked && e.version !== version);
    if (stale.length === 0) return;
    for (const entry of stale) entry.asked = true;
    const answers = await this.source.batch(stale.map((e) => ({ words: e.words })));
    if (age !== this.age) return;
    const silent = answers.length === 0 || (answers[0]?.ok === false && answers[0].code === "silent");
    stale.forEach((entry, i) => {
      entry.asked = false;
      const answer = answers[i];
      // A program that does not answer leaves on the screen what is there; the shell says so.
      if (answer === undefined || (silent && entry.answer?.ok)) return;
      entry.answer = answer;
      entry.version = version;
      for (const listener of entry.listeners) listener();
    });
    if (!silent) this.refresh(); // what stood behind one that failed, and what changed meanwhile
  }

  private trim(): void {
    for (const [key, entry] of this.entries) {
      if (this.entries.size <= KEPT_MAX) return;
      if (entry.listeners.size === 0) this.entries.delete(key);
    }
  }
}
