// A small cease-fire, agreed by three seats, with an observer who writes reports on the command line as in the field.
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Place, passphrase, programs, seated } from "../desks.mjs";

const example = JSON.parse(await readFile(new URL("../../../examples/example_table.json", import.meta.url)));

/** The day so many days before today, "2026-11-30". */
export const ago = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

export const FLAT_LINE = {
  frame: "flat", sides: ["Arvenia", "Borea"], territory: "The plain, as both held it on the day of the cease-fire.",
  start: "square", finish: "square", line: [[30000, 0], [28000, 10000], [33000, 22000], [31000, 40000]],
};
export const GLOBE_LINE = {
  frame: "wgs84", sides: ["Arvenia", "Borea"], territory: "All of it, as declared.", start: "round", finish: "round",
  line: [[36.0, 49.0], [36.1, 49.1], [36.05, 49.25], [36.2, 49.4]],
};
export const rule = (metres, frame = "flat") =>
  `tracktwo line rule 1\ntitle en All forces ${metres} m back\nframe ${frame}\nmeasure per_side\nreference a contact\nreference b contact\n` +
  `day ${ago(6)}\ndemilitarized 0\nclass forces\n  weapons infantry armour gun mortar\n  distance ${metres}\n  by 0\n`;
export const TOWNS = {
  type: "FeatureCollection",
  features: [["Olm", 700, 27000, 10000], ["Ashby", 12000, 22000, 30000], ["Vale", 0, 36000, 15000]].map(([name, people, x, y]) => ({
    type: "Feature", properties: { name, people }, geometry: { type: "Point", coordinates: [x, y] } })),
};

export class Line {
  /** Three desks at a table. */
  static async seated() {
    const line = new Line();
    line.place = await Place.make();
    const seats = example.seats.filter((s) => ["A", "B", "N"].includes(s.id));
    line.desks = await seated(line.place, { ...example, seats, issues: [] });
    await line.place.write("passphrase", `${passphrase}\n`);
    return line;
  }

  end() {
    return this.place.end();
  }

  file(name) {
    return join(this.place.folder, name);
  }

  /** The command line, as an observer uses it: no desk, no network. */
  observer(...words) {
    const run = spawnSync(join(programs, "tracktwo"), ["--profile", this.file("observer"), "--passphrase-file", this.file("passphrase"), "--json", ...words], { encoding: "utf8" });
    if (run.status !== 0) throw new Error(`${words.join(" ")}: ${run.stdout}${run.stderr}`);
    return JSON.parse(run.stdout);
  }

  /** A proposes, the others consent. */
  async agreed(words, files = {}) {
    const { A, ...others } = this.desks;
    await A.do(words, { files });
    const open = (await A.do(["proposal", "list"])).result.proposals.at(-1);
    for (const desk of Object.values(others)) await this.consent(desk, open.number);
    for (const desk of Object.values(this.desks)) await desk.until(["proposal", "list"], (r) => !r.proposals.some((p) => p.number === open.number));
  }

  /** A desk consents, also where something comes meanwhile. */
  async consent(desk, number) {
    await desk.until(["proposal", "list"], (r) => r.proposals.some((p) => p.number === number));
    for (;;) {
      // The parts of a document may come after its announcement, and others' answers meanwhile.
      const { results } = await desk.calls([{ words: ["proposal", "consent", String(number)] }]);
      if (results[0].exit === 0) return;
      if (!/has changed|has come|parts/.test(results[0].result?.error ?? "")) throw new Error(results[0].result?.error ?? "no consent");
      await new Promise((done) => setTimeout(done, 200));
    }
  }

  /** Sides, line, hour, rule, zones, an observer and criteria. */
  async ceasefire({ line = FLAT_LINE, metres = 15000 } = {}) {
    await this.agreed(["line", "agree", "sides", "--a", "A", "--b", "B", "--commission", "N", "--map", "The invented map of 60 km by 40"]);
    await this.agreed(["line", "agree", "line", "@line"], { "@line": JSON.stringify(line) });
    await this.agreed(["line", "agree", "ceasefire", `${ago(6)}T00:00`]);
    await this.agreed(["line", "agree", "rule", "@rule"], { "@rule": rule(metres, line.frame) });
    await this.agreed(["line", "agree", "zones"]);
    await this.admit("patrol-1");
    await this.agreed(["line", "agree", "criteria", "@c"], { "@c": JSON.stringify({
      first_day: ago(5), quiet_days: 3, window_days: 3, uncounted_days: 0, watched_percent: 50, day_ends_hour: 24, needs: "verified" }) });
  }

  async admit(name) {
    const key = `${this.observer("line", "report", "key", this.file(`${name}.key`)).public}\n`;
    const { mission } = (await this.desks.A.do(["line", "report", "mission"])).result;
    await this.place.write("mission", `${mission}\n`);
    await this.agreed(["line", "observer", "admit", name, "@key"], { "@key": key });
  }

  /** A report into the observer's file; its bytes. */
  write(name, ...options) {
    this.observer("line", "report", "write", this.file(`${name}.reports`), "--key", this.file(`${name}.key`), "--mission", this.file("mission"), ...options);
  }

  reports(name) {
    return readFile(this.file(`${name}.reports`));
  }

  /** Five days of watch, an explosion on the second of them, a gun seen in the zone. */
  async fiveDays(name = "patrol-1") {
    for (let d = 5; d >= 1; d--)
      this.write(name, "--flat", "--kind", "watch", "--at", `${ago(d)}T00:00`, "--lasted", "86400", "--place", "30,20", "--means", "seen,camera");
    this.write(name, "--flat", "--kind", "impact", "--at", `${ago(4)}T10:00`, "--place", "28,11,50", "--means", "seen", "--verified", "--remark", "Beside the mill.");
    return this.reports(name);
  }
}
