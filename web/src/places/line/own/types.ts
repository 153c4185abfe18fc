// What the words of `line report` print about the desk's own reports.
export interface OwnPlace {
  x: number;
  y: number;
  error_cm: number;
}

/** One as a whole: `line report check`, `line report show`. */
export interface OwnReport {
  number: number;
  kind: string;
  begin: number;
  made: number;
  lasted_s: number;
  time_error_s: number;
  flat: boolean;
  means: string[];
  side: "A" | "B" | null;
  count_how: string;
  count: number;
  verified: boolean;
  source: string;
  site: string;
  weapons: { family: string; model: string; calibre_mm: number; range_m: number; number: number; serials: string[] }[];
  attachments: { sha256: string; size: number; type: string }[];
  remark: string;
  reason: string;
  place?: OwnPlace;
  own?: OwnPlace;
  bearing?: { degrees: number; error: number };
  distance?: { metres: number; error: number };
  corrects?: number;
}

/** A line of `line report own`. */
export interface OwnLine {
  number: number;
  kind: string;
  begin: number;
  made: number;
  remark: string;
  corrects: number | null;
  /** Its number in the record of the table. */
  record: number | null;
}

/** `line report own`. */
export interface Own {
  public: string | null;
  observer?: string | null;
  admitted?: boolean;
  n?: number;
  last?: number;
  waiting?: number;
  reports?: OwnLine[];
}

export interface Entered {
  entered: number;
  known: number;
  refused: number;
  damaged: number;
}
