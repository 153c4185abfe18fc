// A real relay and real desks, each with its page, as a browser reaches them; for the end-to-end tests.
import { spawn } from "node:child_process";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where tracktwo and tracktwo-relay are: the build directory. */
export const programs = process.env.T2_PROGRAMS ?? new URL("../../build", import.meta.url).pathname;
export const passphrase = "six plain quiet words for one test";

/** Starts a program; resolves with its first line and the process. With a clock (a file with the milliseconds since 1970) it
 * is the one of that name whose wall clock a test sets: tests/e2e/dated_clock.c. */
function started(name, args, clock) {
  const path = clock === undefined ? join(programs, name) : join(programs, "tests/e2e", `${name}-dated`);
  const env = clock === undefined ? process.env : { ...process.env, T2_DATED: clock };
  const child = spawn(path, args, { stdio: ["ignore", "pipe", "pipe"], env });
  let out = "";
  let errors = "";
  child.stderr.on("data", (part) => (errors += part));
  const line = new Promise((resolve, reject) => {
    child.stdout.on("data", (part) => {
      out += part;
      const end = out.indexOf("\n");
      if (end >= 0) resolve(out.slice(0, end));
    });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${name} ended with ${code}: ${errors}`)));
  });
  line.catch(() => {});
  /** What came on the terminal beyond the first line. */
  const printed = () => out.slice(out.indexOf("\n") + 1) + errors;
  return { child, line, errors: () => errors, printed };
}

function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const end = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  return end;
}

/** One request, with exactly these headers. */
export function ask(port, { method = "GET", path = "/", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, method, path, headers, setHost: !("Host" in headers) }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    request.on("error", reject);
    if (body !== undefined) request.write(body);
    request.end();
  });
}

/** A desk of its own folder, with the session that its first link gave. */
export class Desk {
  constructor(folder, run, link, clock) {
    this.clock = clock;
    this.folder = folder;
    this.run = run;
    this.link = link;
    this.port = Number(new URL(link).port);
    this.seen = 0;
  }

  static async start(folder, more = [], clock) {
    const run = started("tracktwo", ["--profile", folder, "--quick-lock", "--json", "desk", "--no-browser", ...more], clock);
    return new Desk(folder, run, JSON.parse(await run.line).link, clock);
  }

  /** A second start of the program gives a new link, as for a person who closed the window. */
  async newLink() {
    const run = started("tracktwo", ["--profile", this.folder, "--json", "desk", "--no-browser"], this.clock);
    return JSON.parse(await run.line).link;
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Uses the link, as a browser would. */
  async enter(link = this.link) {
    const answer = await ask(this.port, { path: new URL(link).pathname });
    if (answer.status !== 200) throw new Error(`the link was answered with ${answer.status}`);
    this.cookie = answer.headers["set-cookie"][0].split(";")[0];
    this.key = /name="key" content="([^"]+)"/.exec(answer.body.toString())[1];
    return this;
  }

  headers(more = {}) {
    return { Cookie: this.cookie, "X-Tracktwo": this.key, Origin: this.origin, "Content-Type": "application/json", ...more };
  }

  /** Calls in one request; the whole answer. */
  async calls(calls, { lang = "en", headers } = {}) {
    const body = Buffer.from(JSON.stringify({ lang, seen: this.seen, calls }));
    const answer = await ask(this.port, {
      method: "POST", path: "/do", body, headers: { ...(headers ?? this.headers()), "Content-Length": body.length } });
    if (answer.status !== 200) throw new Error(`/do was answered with ${answer.status}`);
    const o = JSON.parse(answer.body.toString());
    this.seen = o.version;
    return o;
  }

  /** One call that must succeed; its result. */
  async do(words, more = {}) {
    const o = await this.calls([{ words, ...more }]);
    const r = o.results[0];
    if (r.exit !== 0) throw new Error(`${words.join(" ")}: ${r.result?.error ?? r.exit}`);
    return r;
  }

  /** Asks until the answer is as wanted; its result. */
  async until(words, wanted, seconds = 30) {
    for (const end = Date.now() + 1000 * seconds; ; ) {
      const o = await this.calls([{ words }]);
      const r = o.results[0];
      if (r.exit === 0 && wanted(r.result)) return r.result;
      if (Date.now() > end) throw new Error(`${words.join(" ")} is not as awaited: ${JSON.stringify(r.result).slice(0, 300)}`);
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  stop() {
    return ended(this.run.child);
  }
}

/** A relay, and a folder for everything. */
export class Place {
  /** dated: the time at which all programs begin, in milliseconds since 1970; `setClock` moves it. */
  static async make({ dated } = {}) {
    const place = new Place();
    place.folder = await mkdtemp(join(tmpdir(), "tracktwo-page-"));
    if (dated !== undefined) await place.setClock(dated);
    place.desks = [];
    await place.relayAgain("127.0.0.1:0");
    return place;
  }

  /** Starts the relay, again at the address that the desks know. */
  async relayAgain(at = this.address.split("#")[0]) {
    this.relay = started("tracktwo-relay", ["--state", join(this.folder, "relay"), "--listen", at], this.clock);
    this.address = await this.relay.line;
  }

  /** A new file in the place of the old one, as the programs read it at every call. With the name of a machine it is the
   * clock of that one alone, for `desk`. */
  async setClock(ms, machine) {
    const clock = join(this.folder, machine === undefined ? "clock" : `clock-${machine}`);
    if (machine === undefined) this.clock = clock;
    await writeFile(`${clock}.new`, String(ms));
    await rename(`${clock}.new`, clock);
    return clock;
  }

  async desk(name, more, clock = this.clock) {
    const desk = await Desk.start(join(this.folder, name), more, clock);
    this.desks.push(desk);
    return desk.enter();
  }

  write(name, content) {
    return writeFile(join(this.folder, name), content);
  }

  async end() {
    await Promise.all(this.desks.map((d) => d.stop()));
    await ended(this.relay.child);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** All seats of a table's file at one table, every pair verified. Returns the desks by seat. clocks: files of those machines
 * that have one of their own. */
export async function seated(place, table, clocks = {}) {
  const seats = table.seats.map((s) => s.id);
  const desks = {};
  for (const id of seats) desks[id] = await place.desk(id, [], clocks[id]);
  const [convenor, ...others] = seats;
  await desks[convenor].do(["table", "open", "@table", "--seat", convenor, "--relay", place.address],
    { files: { "@table": JSON.stringify(table) }, passphrase });
  const file = async (from, to) =>
    Object.values((await desks[from].do(["seat", "invite", to, "--out", "@out"])).files)[0];
  const take = (to, bytes, more) => desks[to].do(["seat", "join", "@in"], { files: { "@in": bytes }, ...more });
  for (const id of others) {
    await take(id, await file(convenor, id), { passphrase });
    // Before the opening has come, a seat knows the others by number alone.
    await take(convenor, Object.values((await desks[id].do(["seat", "invite", "--out", "@out"])).files)[0]);
  }
  for (const id of others) await desks[id].until(["table", "show"], (t) => t.open && t.seats.length === seats.length);
  for (const from of others)
    for (const to of others) if (from !== to) await take(to, await file(from, to));
  return desks;
}
