// What the words of the line print with --json, as far as the place reads it.
import type { Table } from "../../types.ts";

export type SideKey = "A" | "B";

export interface Step {
  step: string;
  taken: boolean;
  next: boolean;
  missing?: { what: string; side: SideKey | null; proposal: number | null; seats: string }[];
}

export interface Observer {
  id: string;
  of: string;
  from: string | null;
  to: string | null;
}

/** `line agree`. */
export interface Agreed {
  side_a?: string[];
  side_b?: string[];
  commission?: string[];
  map?: string;
  documents: Record<string, string | null>;
  ceasefire?: string;
  observers?: Observer[];
  steps: Step[];
  talks_open: boolean;
  reports: number;
}

export interface Publication {
  grid_m: number;
  corner: string;
  delay_hours: number;
  period_hours: number;
  least: number;
  marks: string[];
}

/** The cease-fire in `table show`. */
export interface Ceasefire {
  since: string;
  in_force: boolean;
  day: number;
  quiet: number;
  needed: number;
  hold: string | null;
  counting?: string | null;
  open_incidents: number;
  talks_open: boolean;
  forks: { observer: string; number: number; reports: [number, number] }[];
  publication?: Publication | null;
}

export interface LineTable extends Table {
  ceasefire?: Ceasefire;
}

export interface LineContent {
  frame: "flat" | "wgs84";
  points: number;
  length_m: number;
  sides: [string, string];
  territory: string;
}

export interface RuleContent {
  title: string;
  day: string | null;
  measure: string;
  reference: [string, string];
  demilitarized: { metres: [number, number]; by: [number, number] };
  classes: {
    id: string;
    metres: [number, number];
    by: [number, number];
    weapons: string[];
    calibre_mm: [number, number];
    range_m: [number, number];
  }[];
  quotas: { class: string; side: SideKey; from_m: number; to_m: number; most: number }[];
  sites: { id: string; side: SideKey; class: string | null; place: string; within_m: number }[];
  steps: { by: number; text: string }[];
}

export interface Criteria {
  frame: "flat" | "wgs84";
  first_day: string;
  quiet_days: number;
  window_days: number;
  uncounted_days: number;
  watched_percent: number;
  day_ends_hour: number;
  local_minutes: number;
  needs: string;
  counting?: string;
  sectors: number;
}

export interface Response {
  answer_hours: number;
  consequences: { kinds: string[]; hours: number; text: string }[];
}

/** `line document`. */
export interface Document<T = unknown> {
  what: string;
  content: T;
}

/** `proposal list`. */
export interface Proposal {
  number: number;
  kind: string;
  by: string;
  text: string;
  status: string;
  missing: string;
}

const LINE_KINDS = ["sides_agreed", "field_document", "ceasefire_agreed", "observer_admitted", "report_excluded", "step_back"];
export const isOfLine = ({ kind }: { kind: string }): boolean => LINE_KINDS.includes(kind);

export interface Figures {
  area_m2: number;
  area_error_m2: number;
  limit_m: number;
  limit_error_m: number;
  off_by_m: number;
  settlements: number | null;
  people: number | null;
  people_not_known: number | null;
}

export interface Zone extends Figures {
  zone: string;
  side: SideKey;
  metres: number;
}

export interface WhatIf {
  zone: string;
  side: SideKey;
  before: Figures;
  after: Figures;
  area_m2: number;
  people: number | null;
}

/** `line zones`. */
export interface Zones {
  zones?: Zone[];
  what_if?: WhatIf[];
}

export interface Balance {
  equal: boolean;
  by: string;
  metres: [number, number];
  given: [number, number];
}

export interface Fact {
  report: number;
  time: string;
  kind: string;
  reported: string;
  observer: string;
  number: number;
  place: string;
  verified: boolean;
  from: string;
  excluded: boolean;
  side: string;
  weapon: string | null;
  serial: string;
  verdict: string | null;
  exempt: boolean;
  count: number;
  lasted_s: number;
  remark: string;
  reason: string;
  class?: string | null;
  reasons?: string[];
  quotas?: QuotaOfFact[];
  corrected_by: number | null;
  fork: number | null;
}

export interface QuotaOfFact {
  class: string;
  side: SideKey;
  from_m: number;
  to_m: number;
  /** false: only perhaps. */
  surely: boolean;
}

export interface NotCounted {
  report: number;
  observer: string;
  number: number;
  why: string;
  fork: number | null;
}

/** `line verdicts`. */
export interface Verdicts {
  /** In the record. */
  reports: number;
  /** Of these, those that were asked for; the last of them are here. */
  n: number;
  facts: Fact[];
  not_counted: NotCounted[];
}

/** One of `line report list`. */
export interface FileReport {
  observer: string;
  number: number;
  id: string;
  kind: string;
  begin: number;
  made: number;
  means: string[];
  count: number;
  verified: boolean;
  marks: string[];
  place?: { x: number; y: number; error_cm: number };
  remark?: string;
  corrects?: number;
}

export interface ReportFile {
  reports: FileReport[];
  refused: number;
  damaged: number;
}

export interface IncidentStep {
  time: string;
  by: string;
  for: string;
  step: string;
  text: string;
}

export interface LineEvent {
  report: number;
  time: string;
  kind: string;
  state: string;
  breaks: boolean;
  excluded: boolean;
  sources: number;
  incident: string | null;
  steps?: IncidentStep[];
  due?: string | null;
  consequence?: string | null;
  next?: string;
}

export interface Position {
  id: string | null;
  side: SideKey;
  by: number;
  due: number;
  open: boolean;
  declared: string;
  seat: string;
  own: boolean;
  state: string;
  flagged: boolean;
  late: boolean;
  not_verified: boolean;
  twice: boolean;
}

export interface Withdrawal {
  positions: Position[];
  undeclared: number[];
}

export interface HoldDay {
  day: string;
  state: string;
  quiet_in_a_row: number;
  watched: number;
  why: number | null;
}

/** `line hold`. */
export interface Hold {
  hold: string;
  quiet: number;
  needed: number;
  met_day: string | null;
  talks_open: boolean;
  days: HoldDay[];
  flips: number[];
  without: string[];
}

/** A number of the daily report, and the reports of the record behind it. */
export interface Counted {
  n: number;
  reports: number[];
}

export interface DayRow {
  region: string | null;
  all: boolean;
  violations: Counted;
  explosions: Counted;
  violations_before: Counted;
  explosions_before: Counted;
  unverified: Counted;
}

export interface QuotaDay {
  class: string;
  side: string | null;
  from_m: number;
  to_m: number;
  most: number;
  least: Counted;
  possible: Counted;
  possible_without_end?: boolean;
  state: string;
  why: string;
}

/** `line day`. */
export interface Day {
  day: string;
  over: boolean | null;
  before_ceasefire: boolean | null;
  begin_s: number;
  end_s: number;
  counting: string;
  since: string;
  cumulative: Counted;
  excluded: Counted;
  regions: DayRow[];
  weapons: { side: string | null; weapon: string; in_zone: Counted; undetermined: Counted; exempt: Counted; outside: Counted }[];
  quotas?: QuotaDay[];
  restrictions: { kind: string; side: string | null; times: Counted }[];
  watch_minutes: Counted;
  corrections: { day: string; kind_before: string; count_before: number; kind: string; count: number }[];
}

export interface JudgedAs {
  verdict: string;
  exempt: boolean;
  side: string;
  class: string | null;
  reasons: string[];
}

export interface QuotaAnswer {
  state: string;
  why: string;
  most: number;
  least: number;
  possible: number;
}

/** `line rejudge`. */
export interface Rejudged {
  judged: number;
  changed: { report: number; time: string; observer: string; number: number; weapon: string; serial: string; before: JudgedAs; now: JudgedAs }[];
  quotas?: { day: string; class: string; side: SideKey; from_m: number; to_m: number; before: QuotaAnswer | null; now: QuotaAnswer | null }[];
  hold_before: string | null;
  hold_now: string | null;
}

export interface Published {
  file: string;
  rows: number;
  observations: number;
  published: number;
  placed: number;
}
