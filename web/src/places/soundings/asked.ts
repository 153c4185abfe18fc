// A question as the person fills it in, and the words that ask it. Pure.
import type { Issue } from "../../types.ts";
import type { SoundTable } from "./types.ts";

export type AskKind = "room" | "range" | "yes" | "ready" | "near" | "exchange" | "better";

export interface Asked {
  text: string;
  issues: string[];
  /** undefined: those whom the issues concern. */
  seats: string[] | undefined;
  from: string;
  to: string;
  step: string;
  unit: string;
  steps: string;
  atLeast: string;
  /** As the command line has it; "" at once. */
  day: string;
}

export const emptyAsked: Asked = {
  text: "", issues: [], seats: undefined, from: "", to: "", step: "1", unit: "", steps: "0, 1, 2, 5, 10", atLeast: "", day: "",
};

export const hasText = (kind: AskKind): boolean => kind === "range" || kind === "yes" || kind === "ready";

/** The seats that one of the issues concerns, in the order of the table. */
export function concerned(issues: readonly Issue[], chosen: readonly string[], seats: readonly { id: string }[]): string[] {
  const all = new Set(issues.filter((x) => chosen.includes(x.id)).flatMap((x) => x.concerns));
  return seats.map((s) => s.id).filter((id) => all.has(id));
}

/** Sounding days that others have named and this seat has not agreed to yet. */
export const daysWaiting = (table: SoundTable, own: string): number =>
  table.days.filter((d) => !d.holds && !d.agreed.includes(own) && concerned(table.issues, d.issues, table.seats).includes(own)).length;

/** How many soundings of its issues' a question counts as (src/table/sounding_params.c). */
export const costOf = (kind: AskKind): number => (kind === "near" ? 2 : 1);

/** Why nothing can be asked about an issue now, as the program would refuse it at the end (src/table/sounding_plan.c). */
export type Hindrance = "running" | "closed" | "few" | "early";

export function hindrance(kind: AskKind, { budget: b }: Issue, now: number): Hindrance | undefined {
  if (b.running) return "running";
  if (b.closed) return "closed";
  if (b.runs_left < costOf(kind)) return "few";
  return b.next_slot > now ? "early" : undefined;
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((x) => b.includes(x));

/** `of`: for a better package, the sounding that found one. */
export function askWords(kind: AskKind, a: Asked, needed: readonly string[], of = 0): string[] {
  const day = a.day === "" ? [] : ["--day", a.day];
  if (kind === "better") return ["sound", "better", "--of", String(of), ...day];
  const seats = a.seats !== undefined && (kind === "exchange" || !same(a.seats, needed)) ? ["--seats", a.seats.join(",")] : [];
  const more: Partial<Record<AskKind, string[]>> = {
    range: ["--from", a.from.trim(), "--to", a.to.trim(), "--step", a.step.trim() || "1", ...(a.unit.trim() === "" ? [] : ["--unit", a.unit.trim()])],
    ready: a.atLeast.trim() === "" ? [] : ["--at-least", a.atLeast.trim()],
    near: ["--steps", a.steps.replace(/\s+/g, "")],
  };
  const noun = kind === "room" ? "open" : kind;
  // A text may begin with "--"; behind the options everything is a word.
  return ["sound", noun, ...seats, ...(more[kind] ?? []), ...day, "--", ...(hasText(kind) ? [a.text.trim()] : []), ...a.issues];
}
