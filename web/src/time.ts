// Times of a table. A slot is a minute since 1970 in universal time; people read their own hour, and the command line takes
// universal time (2026-12-01T10:00).
import { localeTag } from "./say.ts";

const dateOf = (slot: number): Date => new Date(slot * 60_000);

/** Day and hour where the reader is: "1 December 2026 at 12:00". */
export function when(slot: number): string {
  return new Intl.DateTimeFormat(localeTag(), { dateStyle: "long", timeStyle: "short" }).format(dateOf(slot));
}

/** The same in universal time, for hours that seats in several countries must agree on. */
export function whenUniversal(slot: number): string {
  const format = new Intl.DateTimeFormat(localeTag(), { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return `${format.format(dateOf(slot))} UTC`;
}

/** The day alone. */
export function day(slot: number): string {
  return new Intl.DateTimeFormat(localeTag(), { dateStyle: "long" }).format(dateOf(slot));
}

/** Until when something holds: a whole day in universal time by its last day, anything else with its hour. */
export function until(slot: number): string {
  if (slot % 1440 !== 0) return when(slot);
  return new Intl.DateTimeFormat(localeTag(), { dateStyle: "long", timeZone: "UTC" }).format(dateOf(slot - 1));
}

/** The hour alone, where the day stands above. */
export function hour(slot: number): string {
  return new Intl.DateTimeFormat(localeTag(), { timeStyle: "short" }).format(dateOf(slot));
}

/** What the reader entered, "2026-12-01" and "12:00" by the own clock, as a slot; undefined when it is no time. */
export function slotOf(date: string, time: string): number | undefined {
  const d = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
  const t = /^(\d\d):(\d\d)$/.exec(time);
  if (d === null || t === null) return undefined;
  const local = new Date(Number(d[1]), Number(d[2]) - 1, Number(d[3]), Number(t[1]), Number(t[2]));
  // A day that does not exist, such as 31 February, would become another one.
  if (Number.isNaN(local.getTime()) || local.getMonth() !== Number(d[2]) - 1) return undefined;
  return Math.floor(local.getTime() / 60_000);
}

/** A slot as the command line takes it. */
export function slotWords(slot: number): string {
  return dateOf(slot).toISOString().slice(0, 16);
}

const two = (n: number): string => String(n).padStart(2, "0");

/** A slot as the two inputs of <Days> hold it. */
export function slotInputs(slot: number): { date: string; time: string } {
  const d = dateOf(slot);
  return {
    date: `${String(d.getFullYear()).padStart(4, "0")}-${two(d.getMonth() + 1)}-${two(d.getDate())}`,
    time: `${two(d.getHours())}:${two(d.getMinutes())}`,
  };
}
