// What was filled in, as the files that the program reads (docs/manual/line.md), or what is wrong with it. Pure.
import { say } from "../../say.ts";

export interface CriteriaDraft {
  first_day: string;
  quiet_days: string;
  window_days: string;
  uncounted_days: string;
  watched_percent: string;
  needs: string;
  counting: string;
  day_ends: string;
  local_minutes: string;
  sectors: string;
}

export interface CriteriaFile {
  first_day: string;
  quiet_days: number;
  window_days: number;
  uncounted_days: number;
  watched_percent: number;
  needs: string;
  counting?: string;
  day_ends_hour: number;
  local_minutes: number;
  sectors?: [number, number][];
}

const whole = (text: string, least: number, most: number): boolean =>
  /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;

/** Two numbers on each line; undefined where a line is none. */
export function readPlaces(text: string): [number, number][] | undefined {
  const out: [number, number][] = [];
  for (const line of text.split("\n").filter((l) => l.trim() !== "")) {
    const m = /^\s*(-?\d+(?:\.\d+)?)[\s,;]+(-?\d+(?:\.\d+)?)\s*$/.exec(line);
    if (m === null) return undefined;
    out.push([Number(m[1]), Number(m[2])]);
  }
  return out;
}

export function criteriaWrong(f: CriteriaDraft): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(f.first_day)) return say("Name the first day that counts.");
  if (!whole(f.quiet_days, 1, 3660)) return say("Name the quiet days: a whole number from 1 on.");
  if (!whole(f.window_days, 1, 3660)) return say("Name the days that are looked back on: a whole number from 1 on.");
  if (!whole(f.uncounted_days, 0, Number(f.window_days) - 1)) return say("Fewer days may stay uncounted than are looked back on.");
  if (!whole(f.watched_percent, 0, 100)) return say("How much of a day is watched is a number from 0 to 100.");
  if (!/^\d\d:\d\d$/.test(f.day_ends)) return say("Name the hour at which a day ends.");
  if (!/^-?\d{1,3}$/.test(f.local_minutes)) return say("Local time is a whole number of minutes.");
  if (!/^(each|event|hour|day|run \d+ \d+ \d+)$/.test(f.counting)) return say("Fill in how violations are counted.");
  if (readPlaces(f.sectors) === undefined) return say("A place is two numbers with a comma between, on a line of its own.");
  return undefined;
}

/** withCounting: for programs that take how violations are counted. Midnight is the end of a day, 24, and not its beginning. */
export function criteriaFile(f: CriteriaDraft, withCounting: boolean): CriteriaFile {
  const [hours = 0, minutes = 0] = f.day_ends.split(":").map(Number);
  const sectors = readPlaces(f.sectors) ?? [];
  return {
    first_day: f.first_day,
    quiet_days: Number(f.quiet_days),
    window_days: Number(f.window_days),
    uncounted_days: Number(f.uncounted_days),
    watched_percent: Number(f.watched_percent),
    needs: f.needs,
    ...(withCounting && { counting: f.counting }),
    day_ends_hour: hours + minutes / 60 === 0 ? 24 : hours + minutes / 60,
    local_minutes: Number(f.local_minutes),
    ...(sectors.length > 0 && { sectors }),
  };
}

export interface Consequence {
  kinds: string[];
  hours: string;
  text: string;
}

/** Of a draft; none where it is empty. */
export const readConsequences = (text: string): Consequence[] => (text === "" ? [] : (JSON.parse(text) as Consequence[]));

export interface PublicationDraft {
  grid_km: string;
  delay_hours: string;
  period_hours: string;
  least: string;
  marks: string;
  corner: string;
}

export function publicationWrong(f: PublicationDraft): string | undefined {
  const km = Number(f.grid_km);
  if (!(km >= 5 && km <= 100)) return say("A square is of 5 to 100 kilometres.");
  if (!whole(f.delay_hours, 24, 8760) || !whole(f.period_hours, 24, 8760)) return say("Delay and period are of 24 to 8760 hours.");
  if (!whole(f.least, 3, 1000)) return say("The least number in a square is 3 to 1000.");
  return undefined;
}

export function publicationFile(f: PublicationDraft) {
  return {
    grid_m: Math.round(Number(f.grid_km) * 1000),
    delay_hours: Number(f.delay_hours),
    period_hours: Number(f.period_hours),
    least: Number(f.least),
    ...(f.marks !== "" && { marks: f.marks.split(",") }),
  };
}
