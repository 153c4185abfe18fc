// A report while it is written, and as the words of the command line. Pure. What the kinds have a place for
// is in docs/protocol/reports.md; the program has the last word on it before anything is signed.
import { says } from "../../../say.ts";
import type { OwnReport } from "./types.ts";

export interface Weapon {
  family: string;
  model: string;
  calibre: string;
  number: string;
  serials: string;
}

export interface Attached {
  name: string;
  sha256: string;
  size: number;
}

export interface ReportDraft {
  kind: string;
  /** Universal time, as the command line takes it. */
  at: string;
  /** Minutes. */
  lasted: string;
  /** Seconds that the clock may be off. */
  clock: string;
  /** Degrees north and east, or kilometres east and north of a flat map; and metres that it may be off. */
  place: [string, string, string];
  own: [string, string, string];
  bearing: [string, string];
  distance: [string, string];
  means: string[];
  side: string;
  how: string;
  count: string;
  verified: boolean;
  weapons: Weapon[];
  source: string;
  site: string;
  remark: string;
  attached: Attached[];
  /** The number of the report that it corrects; 0: none. */
  corrects: number;
  reason: string;
}

export const EMPTY: ReportDraft = {
  kind: "", at: "", lasted: "", clock: "60", place: ["", "", ""], own: ["", "", ""], bearing: ["", ""], distance: ["", ""],
  means: [], side: "", how: "none", count: "", verified: false, weapons: [], source: "", site: "", remark: "", attached: [],
  corrects: 0, reason: "",
};
export const NO_WEAPON: Weapon = { family: "", model: "", calibre: "", number: "1", serials: "" };

export const readDraft = (text: string): ReportDraft => (text === "" ? EMPTY : { ...EMPTY, ...(JSON.parse(text) as Partial<ReportDraft>) });

/** Kinds as a person looks for them. */
export const KIND_GROUPS: readonly { label: string; kinds: readonly string[] }[] = [
  { label: says("I was kept from looking"), kinds: ["access_refused", "access_delayed", "access_conditional"] },
  { label: says("Explosions and fire"), kinds: ["explosion", "outgoing", "incoming", "impact", "burst", "shot", "projectile", "muzzle_flash", "flare"] },
  { label: says("Weapons and people"), kinds: ["weapons", "unit_inside", "unit_entered", "unit_left"] },
  { label: says("Mines, ordnance, jamming"), kinds: ["mine", "ordnance", "jamming_navigation", "jamming_radio"] },
  { label: says("A watch was kept, whatever was seen"), kinds: ["watch"] },
];

export const MEANS = ["heard", "seen", "camera", "drone", "acoustic", "radar", "satellite", "traces", "told"] as const;
/** Sound and hearsay: they name nobody. */
const BY_EAR = ["heard", "acoustic", "told"];
const FIRE = ["explosion", "outgoing", "incoming", "impact", "burst", "shot", "projectile", "muzzle_flash", "flare"];
const UNITS = ["unit_inside", "unit_entered", "unit_left"];
const FOUND = ["mine", "ordnance"];
const ACCESS = ["access_refused", "access_delayed", "access_conditional"];
const JAMMING = ["jamming_navigation", "jamming_radio"];

/** What the kind has a place for. */
export interface Fits {
  count: boolean;
  side: boolean;
  weapons: boolean;
  weaponsNeeded: boolean;
  site: boolean;
  lastedNeeded: boolean;
}

export function fitsOf(kind: string): Fits {
  const is = (kinds: readonly string[]): boolean => kinds.includes(kind);
  return {
    count: is(FIRE) || is(UNITS) || is(FOUND),
    side: is(FIRE) || is(UNITS) || is(ACCESS) || kind === "weapons",
    weapons: is(FIRE) || is(UNITS) || kind === "weapons",
    weaponsNeeded: kind === "weapons",
    site: is(ACCESS) || kind === "weapons",
    lastedNeeded: kind === "access_delayed" || kind === "watch",
  };
}

export const meansNeeded = (kind: string): boolean => kind !== "" && ![...ACCESS, ...JAMMING].includes(kind);

/** Whether a side may be named: nobody is named from sound or hearsay alone. */
export const sideByEarAlone = (d: ReportDraft): boolean => FIRE.includes(d.kind) && d.means.length > 0 && d.means.every((m) => BY_EAR.includes(m));

/** A number as people write it: 47,09 is 47.09. Anything else stays, and the program says what is wrong with it. */
const number = (text: string): string => text.trim().replace(/\s/g, "").replace(",", ".");
const some = (text: string): boolean => text.trim() !== "";
const joined = (parts: readonly string[]): string => parts.filter(some).map(number).join(",");

export const isPlaced = (p: readonly [string, string, string]): boolean => some(p[0]) && some(p[1]);

/** What a field of words must not have: they are parts of one word of the command line. */
const plain = (text: string): string => text.trim().replace(/[:/]/g, "-");

export function weaponWord(w: Weapon): string {
  const serials = w.serials.split(/[\s,;]+/).filter((s) => s !== "").map(plain);
  return [w.family + (some(w.model) ? `/${plain(w.model)}` : ""), some(w.calibre) ? number(w.calibre) : "0", number(w.number) || "0", ...serials].join(":");
}

/** The options of `line report check` and `line report write`. */
export function reportOptions(d: ReportDraft, flat: boolean): string[] {
  const fits = fitsOf(d.kind);
  const out = ["--kind", d.kind];
  const option = (name: string, value: string): void => {
    if (value !== "") out.push(name, value);
  };
  if (flat) out.push("--flat");
  option("--at", d.at);
  if (some(d.lasted)) option("--lasted", String(Math.round(Number(number(d.lasted)) * 60)));
  if (some(d.clock)) option("--at-error", number(d.clock));
  if (isPlaced(d.place)) option("--place", joined(d.place));
  if (isPlaced(d.own)) option("--from", joined(d.own));
  if (some(d.bearing[0])) option("--bearing", joined(d.bearing));
  if (some(d.distance[0])) option("--distance", joined(d.distance));
  option("--means", d.means.join(","));
  if (fits.side && !sideByEarAlone(d)) option("--side", d.side);
  if (fits.count && d.how !== "none" && some(d.count)) option("--count", d.how === "about" ? `~${number(d.count)}` : d.how === "at_least" ? `${number(d.count)}+` : number(d.count));
  if (d.verified) out.push("--verified");
  if (fits.weapons) for (const w of d.weapons) if (w.family !== "") option("--weapon", weaponWord(w));
  option("--source", d.source.trim());
  if (fits.site) option("--site", d.site.trim());
  option("--remark", d.remark.replace(/\s*\n\s*/g, " ").trim());
  for (const a of d.attached) option("--attached", `${a.sha256}:${a.size}:${a.name.replace(/:/g, "-")}`);
  if (d.corrects > 0) {
    option("--corrects", String(d.corrects));
    option("--reason", d.reason.trim());
  }
  return out;
}

const FLAT_UNIT = 1e5; // centimetres of a kilometre
const GLOBE_UNIT = 1e7;

/** A place of a report as it is typed. */
export function typedPlace(p: { x: number; y: number; error_cm: number } | undefined, flat: boolean): [string, string, string] {
  if (p === undefined) return ["", "", ""];
  const error = p.error_cm > 0 ? String(p.error_cm / 100) : "";
  return flat ? [String(p.x / FLAT_UNIT), String(p.y / FLAT_UNIT), error] : [String(p.y / GLOBE_UNIT), String(p.x / GLOBE_UNIT), error];
}

/** An earlier report, to be written anew. */
export function draftOfReport(r: OwnReport): ReportDraft {
  return {
    kind: r.kind,
    at: new Date(r.begin * 1000).toISOString().slice(0, 16),
    lasted: r.lasted_s > 0 ? String(r.lasted_s / 60) : "",
    clock: String(r.time_error_s),
    // A place that followed from bearing and distance follows again.
    place: r.own !== undefined && r.bearing !== undefined && r.distance !== undefined ? ["", "", ""] : typedPlace(r.place, r.flat),
    own: typedPlace(r.own, r.flat),
    bearing: r.bearing === undefined ? ["", ""] : [String(r.bearing.degrees), r.bearing.error > 0 ? String(r.bearing.error) : ""],
    distance: r.distance === undefined ? ["", ""] : [String(r.distance.metres), r.distance.error > 0 ? String(r.distance.error) : ""],
    means: r.means,
    side: r.side ?? "",
    how: r.count_how,
    count: r.count > 0 ? String(r.count) : "",
    verified: r.verified,
    weapons: r.weapons.map((w) => ({
      family: w.family, model: w.model, calibre: w.calibre_mm > 0 ? String(w.calibre_mm) : "", number: String(w.number), serials: w.serials.join(" "),
    })),
    source: r.source,
    site: r.site,
    remark: r.remark,
    attached: r.attachments.map((a) => ({ name: nameOfType(a.type), sha256: a.sha256, size: a.size })),
    corrects: r.number,
    reason: "",
  };
}

/** A report keeps the kind of a file and not its name. */
function nameOfType(type: string): string {
  const ends: Readonly<Record<string, string>> = {
    "image/jpeg": "jpg", "image/png": "png", "video/mp4": "mp4", "audio/wav": "wav", "audio/mpeg": "mp3", "application/pdf": "pdf", "text/plain": "txt",
  };
  return `file.${ends[type] ?? "bin"}`;
}
