// The words of the JSON in the reader's language. The English ones are the program's own, so that a person reads the same
// here, in the daily report and on paper.
import { localeTag, says, say } from "../../say.ts";

type Book = Readonly<Record<string, string>>;

const spoken = (book: Book, word: string): string => {
  const english = book[word];
  return english === undefined ? word : say(english);
};

const KINDS: Book = {
  explosion: says("explosion"),
  burst: says("burst of fire"),
  shot: says("shot"),
  projectile: says("projectile in flight"),
  flash: says("muzzle flash"),
  flare: says("flare"),
  drone: says("drone flight"),
  mine: says("mines or ordnance found"),
  weapon: says("weapon or unit seen"),
  left: says("weapon or unit has gone"),
  absent: says("not found where it was looked for"),
  refused: says("access refused"),
  delayed: says("access delayed"),
  conditional: says("access under a condition"),
  jamming: says("signal jammed"),
  watch: says("watch kept"),
  nothing: says("report taken back"),
};
export const KIND_NAMES = Object.keys(KINDS);
export const kindText = (kind: string): string => spoken(KINDS, kind);

const REPORTED: Book = {
  explosion: says("explosion, undetermined"),
  outgoing: says("explosion, outgoing"),
  incoming: says("explosion, incoming"),
  impact: says("explosion, impact"),
  burst: says("burst"),
  shot: says("shot"),
  projectile: says("projectile in flight"),
  muzzle_flash: says("muzzle flash"),
  flare: says("flare"),
  weapons: says("weapons seen"),
  unit_inside: says("unit inside the zone"),
  unit_entered: says("unit that entered the zone"),
  unit_left: says("unit that left the zone"),
  access_refused: says("access refused"),
  access_delayed: says("access delayed"),
  access_conditional: says("access on a condition"),
  jamming_navigation: says("jamming of navigation"),
  jamming_radio: says("jamming of radio"),
  mine: says("mines"),
  ordnance: says("ordnance, unexploded or left behind"),
  watch: says("watch kept"),
  withdrawn: says("report withdrawn"),
};
/** What an observer's report calls itself. */
export const reportedText = (kind: string): string => spoken(REPORTED, kind);

const MEANS: Book = {
  heard: says("heard"),
  seen: says("seen"),
  camera: says("by camera"),
  drone: says("by drone"),
  acoustic: says("by acoustic sensor"),
  radar: says("by radar"),
  satellite: says("by satellite"),
  traces: says("from traces, such as a crater"),
  told: says("told by others"),
};
/** How something was observed. */
export const meansText = (means: string): string => spoken(MEANS, means);

const FLAGS: Book = {
  forked: says("another has the same number"),
  not_following: says("does not follow the one before it"),
  corrected: says("corrected by a later one"),
  correction: says("a correction"),
};
/** What a file of reports shows of one of them. */
export const flagText = (flag: string): string => spoken(FLAGS, flag);

const WEAPONS: Book = {
  infantry: says("infantry"),
  armour: says("tank"),
  vehicle: says("armoured vehicle"),
  mortar: says("mortar"),
  gun: says("gun"),
  rocket: says("rocket launcher"),
  missile: says("missile"),
  air_defence: says("air defence"),
  aircraft: says("aircraft"),
  drone: says("drone"),
  support: says("armed support unit"),
  other: says("other weapon"),
};
export const WEAPON_NAMES = Object.keys(WEAPONS);
export const weaponText = (weapon: string): string => spoken(WEAPONS, weapon);

/** Marks of the map, in the order of docs/protocol/line_map.md. */
const MARKS: Book = {
  explosion: says("explosion"),
  heavy: says("heavy weapons fired"),
  small_arms: says("small arms fired"),
  flight: says("in the air: drone, projectile, flash or flare"),
  weapons: says("weapons seen"),
  unit: says("unit inside a zone"),
  left: says("unit has left"),
  mine: says("mine or ordnance"),
  access: says("access refused or hindered"),
  jamming: says("jamming"),
  watch: says("watched"),
  other: says("other report"),
};
export const MARK_NAMES = Object.keys(MARKS);
export const markText = (mark: number | string): string =>
  spoken(MARKS, typeof mark === "string" ? mark : (MARK_NAMES[mark] ?? "other"));

const VERDICTS: Book = { out: says("out of the zones"), in: says("in a zone"), undetermined: says("undetermined") };
export const verdictText = (verdict: string): string => spoken(VERDICTS, verdict);

const REASONS: Book = {
  in_zone: says("The place lies in the zone that such weapons of this side have left."),
  out_of_zone: says("The place lies in no zone that it should have left."),
  near_edge: says(
    "The place lies so near the edge of a zone that the error of the position leaves it open on which side it is.",
  ),
  demilitarized: says("The place lies in the demilitarized zone."),
  class: says("The rule speaks of such weapons."),
  no_class: says("No class of the rule takes in such a weapon; only the demilitarized zone is closed to it."),
  class_unknown: says(
    "Calibre or range is not known, and would decide which class of the rule it belongs to.",
  ),
  side_known: says("The report says to which side it belongs."),
  side_by_place: says("The report does not say to which side it belongs; it stands on this side's ground."),
  side_unknown: says("Neither the report nor the place says to which side it belongs."),
  across: says("It belongs to one side and stands on the other side's ground."),
  not_yet: says("The day by which it has to be gone has not come."),
  site: says("It stands at a declared storage site."),
  site_perhaps: says("It may stand at a declared storage site; the error of the position leaves that open."),
  exempt: says("Both sides have agreed that it may be there."),
};
export const reasonText = (reason: string): string => spoken(REASONS, reason);

const EVENTS: Book = {
  reported: says("reported, not verified"),
  possible: says("possible: one source of the observers"),
  corroborated: says("corroborated by independent sources"),
  referred: says("referred to the joint commission"),
  answered: says("answered by the party"),
  found: says("found upon by the joint commission"),
};
export const eventText = (state: string): string => spoken(EVENTS, state);

const INCIDENTS: Book = {
  open: says("open"),
  protested: says("protested, the answer is due"),
  overdue: says("no answer in the time agreed"),
  answered: says("answered"),
  referred: says("before the joint commission"),
  consequence: says("a violation was found, the consequence is due"),
  defaulted: says("the consequence was not carried out in the time agreed"),
  closed: says("closed"),
};
export const incidentText = (state: string): string => spoken(INCIDENTS, state);

const TRACKS: Book = {
  sealed: says("declared and still sealed"),
  declared: says("declared, not seen by observers"),
  in_zone: says("seen in the zone"),
  undetermined: says("seen where it cannot be told whether it is in the zone"),
  out: says("seen outside the zone"),
  stored: says("seen in storage"),
  missing: says("looked for and not found"),
};
export const trackText = (state: string): string => spoken(TRACKS, state);

const DAYS: Book = {
  quiet: says("quiet"),
  violation: says("a verified violation"),
  not_counted: says("not counted"),
  unwatched: says("not watched enough"),
};
export const dayStateText = (state: string): string => spoken(DAYS, state);

const HOLDS: Book = {
  undetermined: says("Whether the cease-fire holds cannot be determined."),
  holds: says("By the agreed criteria the cease-fire holds."),
  holds_not: says("By the agreed criteria the cease-fire does not hold."),
};
export const holdText = (hold: string): string => spoken(HOLDS, hold);

const HOLD_WORDS: Book = {
  undetermined: says("cannot be determined"),
  holds: says("it holds"),
  holds_not: says("it does not hold"),
};
export const holdWord = (hold: string): string => spoken(HOLD_WORDS, hold);

const STAGES: Book = {
  battlefield: says("the map of the battlefield"),
  line: says("the line of contact"),
  ceasefire: says("the cease-fire"),
  pullback: says("the pull-back"),
  zone: says("the zone"),
  observers: says("the observers"),
  hold: says("the watch whether it holds"),
  talks: says("the talks"),
};
export const stageText = (stage: string): string => spoken(STAGES, stage);

/** Parts of the cease-fire, by the words of `line agree`. */
const PARTS: Book = {
  sides: says("sides and map"),
  line: says("line of contact"),
  ceasefire: says("hour of the cease-fire"),
  rule: says("rule of the pull-back"),
  reference_a: says("line that side A measures from"),
  reference_b: says("line that side B measures from"),
  zones: says("zones"),
  criteria: says("criteria of what holding means"),
  response: says("answers to incidents"),
  publication: says("what may be published"),
};
export const partText = (part: string): string => spoken(PARTS, part);

const PART_MEANINGS: Book = {
  sides: says("Which seats speak for which side, and which map both go by."),
  line: says("Where the forces of the two sides stand facing each other."),
  ceasefire: says("From when on nobody fires."),
  rule: says("How far back which weapons go, and by when."),
  reference_a: says("For an agreement in which this side measures its pull-back from an older line."),
  reference_b: says("For an agreement in which this side measures its pull-back from an older line."),
  zones: says("The ground that each side leaves: it follows from line and rule."),
  criteria: says("When a day counts as quiet, and how many quiet days open the talks."),
  response: says("How soon a protest is answered, and what follows a violation."),
  publication: says("What the public is told, how coarsely and how late."),
};
/** In one sentence, for who has not seen a cease-fire agreement before. */
export const partMeaning = (part: string): string => spoken(PART_MEANINGS, part);

const MEASURES: Book = {
  per_side: says("Measure: the metres that each side goes back."),
  zone_width: says("Measure: the width of the whole zone; each side goes back half of it."),
  max_range: says("Measure: each side goes back the range of its weapons."),
};
export const measureText = (measure: string): string => spoken(MEASURES, measure);

const QUOTAS: Book = {
  undetermined: says("cannot be determined"),
  within: says("within the quota"),
  exceeded: says("quota exceeded"),
};
export const quotaText = (state: string): string => spoken(QUOTAS, state);

const QUOTA_WHYS: Book = {
  no_line: says("The line that the side measures from is not at hand."),
  not_yet: says("The day from which the quota counts has not come."),
  more: says("More stood there at one time than may stay."),
  open: says("More may have stood there: place, side, class or number leave it open, or the same was seen twice."),
  restricted: says("Observers were kept from looking."),
  unwatched: says("Not all of the band was watched as long as agreed. That nothing was reported says nothing."),
  watched: says("All of the band was watched, and no more can have been there."),
};
export const quotaWhyText = (why: string): string => spoken(QUOTA_WHYS, why);

/** How violations are counted: each, event, hour, day, or "run 30 3600 0". */
export function countingText(counting: string): string {
  const [kind, least, gap, reach] = counting.split(" ");
  if (kind === "event") return say("Each event is counted once, however many explosions or shots it had.");
  if (kind === "hour") return say("An hour with violations is counted once.");
  if (kind === "day") return say("A day with violations is counted once.");
  if (kind === "run" && Number(reach) === 0)
    return say("What follows within %1$s seconds is counted once if it is %2$s or more together.", Number(gap), Number(least));
  if (kind === "run")
    return say(
      "What follows within %1$s seconds and %2$s metres is counted once if it is %3$s or more together.",
      Number(gap),
      Number(reach),
      Number(least),
    );
  return say("Each explosion, burst and shot is counted: ten in a row are ten.");
}

// Sentences that the JSON has in English, whole: said(text) has them in the reader's language.
const SAID: readonly string[] = [
  says("agreement to the sides, the territory that counts and the map"),
  says("agreement to the line"),
  says("the declaration to cease fire"),
  says("agreement to the rule of the pull-back"),
  says("the declared positions, sealed or open"),
  says("agreement to the zones, computed on its own desk"),
  says("the admission of the observers' keys"),
  says("the sealed criteria of what holding means"),
  says("the quiet days that were agreed, counted on its own desk"),
  says("a point that was there twice was left out"),
  says("a spike was left out"),
  says("a loop was cut off"),
  says("a ring was closed"),
  says("an outline that crossed itself was mended"),
  says("two pieces were joined"),
  says("the end was carried on along the outline to the declared border"),
  says("the line ends here, and so far from the declared border"),
  says("not counted: made after the admission of its key ended"),
  says("not counted: made before the admission of its key began"),
  says("not counted: of another map than the line"),
  says("side A"),
  says("side B"),
  says("joint commission"),
];
export const said = (text: string): string => (SAID.includes(text) ? say(text) : text);

// ---- numbers and times ----

/** A number with so many digits behind the point. */
export const decimal = (v: number, digits: number): string =>
  new Intl.NumberFormat(localeTag(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(v);

export const km2 = (m2: number): string => decimal(m2 / 1e6, 2);
export const km = (m: number, digits = 2): string => decimal(m / 1000, digits);
/** Kilometres without noughts that say nothing: 15, 7.5. */
export const plainKm = (m: number): string =>
  new Intl.NumberFormat(localeTag(), { maximumFractionDigits: 3 }).format(m / 1000);

/** "2027-03-06 10:00 UTC", as the program writes it, as a slot. */
export function slotOfText(text: string): number | undefined {
  const m = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC$/.exec(text);
  return m === null ? undefined : Math.floor(Date.parse(`${m[1]}T${m[2]}:00Z`) / 60_000);
}

/** An hour that observers and all seats must read alike: in universal time. */
export function hourText(text: string): string {
  const slot = slotOfText(text);
  return slot === undefined ? text : secondsText(slot * 60);
}

/** The same, of seconds since 1970. */
export function secondsText(seconds: number): string {
  const format = new Intl.DateTimeFormat(localeTag(), { dateStyle: "medium", timeStyle: "short", timeZone: "UTC", hourCycle: "h23" });
  return `${format.format(new Date(seconds * 1000))} UTC`;
}

/** "2027-03-06" as a day in the reader's language. It is a day of the mission's calendar, whatever the reader's clock. */
export function dateText(date: string): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at)
    ? date
    : new Intl.DateTimeFormat(localeTag(), { dateStyle: "long", timeZone: "UTC" }).format(new Date(at));
}

/** Days after day D: D+5. */
export const dayD = (n: number): string => `D${n < 0 ? "−" : "+"}${Math.abs(n)}`;
