// What `sound status`, `sound enter` and `table show` answer about soundings.
import type { Issue, Table } from "../../types.ts";

export type Kind = "room" | "range" | "yes" | "ready" | "near" | "exchange" | "better" | "find" | "non-paper";

export interface Sounding {
  sounding: number;
  kind: Kind;
  status: "open" | "sealed" | "answered" | "stopped";
  answer: string;
  question: string;
  /** The answer in one sentence; "" unless it is there. */
  text: string;
  issues: string[];
  required: string[];
  sealed_by: string[];
  not_heard: string;
  entered: boolean;
  sealed: boolean;
  candidates: number;
  min: number;
  max: number;
  /** 0: at once. */
  day: number;
  agreed_day: boolean;
  /** This seat opened it. */
  own: boolean;
  opened_slot: number;
  ended_slot: number;
  first: number;
  last: number;
  step: number;
  unit: string;
  steps: number[];
  /** The sounding that it goes on from; 0: none. */
  of: number;
  /** "t2-l1": the options that were opened, or a number with its unit; "" unless one was. */
  found: string;
  ready: boolean;
  /** A second key could open something of it. */
  may_open: boolean;
  disagreed: boolean;
  check_failed: boolean;
}

export interface AgreedDays {
  issues: string[];
  first_slot: number;
  every_slots: number;
  count: number;
  agreed: string[];
  holds: boolean;
}

export interface SoundTable extends Table {
  days: AgreedDays[];
}

/** `sound enter`; also in a refusal for an entry that is too wide or too narrow. */
export interface Entered {
  candidates: number;
  accepted: number;
  min: number;
  max: number;
  check: { package: string; accepted: boolean }[];
}

export type { Issue };
export const isRunning = (s: Sounding): boolean => s.status === "open" || s.status === "sealed";
