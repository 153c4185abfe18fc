// How fast the Line place is with a long record: a cease-fire with so many reports of five observers, corrections and forks among
// them, the program's answers and the page's views. Medians of ten. With a folder the desk made there stays and is opened again.
//   node bench/line.mjs [REPORTS [FOLDER]]       the programs are those of build/, or of T2_PROGRAMS
import { spawnSync } from "node:child_process";
import { access, cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadavg } from "node:os";
import { closeBrowser, holds, show } from "../web/tests/browser.mjs";
import { Desk, passphrase, programs } from "../web/tests/desks.mjs";
import { Line, ago } from "../web/tests/e2e/line.mjs";

const RUNS = 10;
const wanted = Number(process.argv[2] ?? 10_000);
const folder = process.argv[3];
const OBSERVERS = 5;
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const row = (what, numbers, note = "") =>
  console.log(`${what.padEnd(48)}${median(numbers).toFixed(0).padStart(7)} ms${Math.max(...numbers).toFixed(0).padStart(9)} ms  ${note}`);

/** A form of n rows, spread over five days and over both sides of the line. */
function form(n, seed) {
  const kinds = ["impact", "shot", "burst", "weapons", "watch"];
  const lines = ["start,end,kind,count,means,weapon,calibre,place,verified,side,remark"];
  for (let i = 0; i < n; i++) {
    const kind = kinds[(i + seed) % kinds.length];
    const at = new Date(Date.parse(`${ago(5)}T00:00:00Z`) + ((i * 7919 + seed * 104729) % (5 * 1440 - 60)) * 60_000);
    const end = kind === "watch" ? new Date(at.getTime() + 3_600_000) : at;
    const place = `${(49 + ((i * 31 + seed * 7) % 400) / 1000).toFixed(4)} ${(36 + ((i * 17 + seed * 13) % 300) / 1000).toFixed(4)} 0 20`;
    lines.push([at.toISOString(), end.toISOString(), kind, kind === "watch" ? "" : 1 + (i % 3), kind === "watch" ? "camera" : "seen", kind === "weapons" ? "gun" : "", kind === "weapons" ? 122 : "",
      place, kind === "watch" ? "" : i % 2 === 0 ? "yes" : "", kind === "watch" ? "" : i % 3 === 0 ? "A" : "B", i % 10 === 0 ? "By the road." : ""].join(","));
  }
  return `${lines.join("\n")}\n`;
}

async function made(line) {
  const { GLOBE_LINE } = await import("../web/tests/e2e/line.mjs");
  await line.ceasefire({ line: GLOBE_LINE });
  for (let k = 2; k <= OBSERVERS; k++) await line.admit(`patrol-${k}`);
  const begin = performance.now();
  for (let k = 1; k <= OBSERVERS; k++) {
    const name = `patrol-${k}`;
    const reports = line.file(`${name}.reports`);
    await line.place.write(`${name}.csv`, form(Math.ceil(wanted / OBSERVERS) - 12, k));
    line.observer("line", "report", "import-odk", line.file(`${name}.csv`), "--key", line.file(`${name}.key`), "--mission", line.file("mission"), "--into", reports, "--positions", "place");
    await cp(reports, `${reports}.older`);
    const write = (file, ...more) => line.observer("line", "report", "write", file, "--key", line.file(`${name}.key`), "--mission", line.file("mission"), ...more);
    const impact = ["--kind", "impact", "--at", `${ago(3)}T10:00`, "--place", "49.2,36.2,10", "--means", "seen"];
    for (let i = 0; i < 8; i++) write(reports, ...impact, "--corrects", String(100 * (i + 1) > wanted / OBSERVERS - 12 ? i + 1 : 100 * (i + 1)), "--reason", "Read off the wrong sheet.");
    for (let i = 0; i < 4; i++) write(`${reports}.older`, ...impact, "--remark", `fork ${i}`);
    for (const file of [reports, `${reports}.older`]) {
      const bytes = await readFile(file);
      await line.desks.A.do(["line", "report", "file", "@r"], { files: { "@r": { base64: bytes.toString("base64") } } });
    }
  }
  console.log(`entered in ${((performance.now() - begin) / 1000).toFixed(0)} s`);
}

/** From the press to the frame after what the view shows is there. */
const pressed = (page, hash, ready) =>
  page.evaluate(async ([to, text]) => {
    const begin = performance.now();
    location.hash = to;
    const there = () => location.hash === to && document.querySelector("main h1") !== null && document.querySelector("main").innerText.includes(text) && !document.querySelector("main").innerText.includes("One moment");
    await new Promise((done) => {
      const look = () => (there() ? done() : setTimeout(look, 1));
      look();
    });
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - begin;
  }, [hash, ready]);

const there = folder !== undefined && (await access(join(folder, "desk.sealed")).then(() => true, () => false));
let line, desk;
try {
  if (there) {
    desk = await (await Desk.start(folder)).enter();
    await desk.do(["desk", "unlock"], { passphrase });
  } else {
    line = await Line.seated();
    await made(line);
    desk = line.desks.A;
    if (folder !== undefined) {
      await desk.stop();
      await cp(desk.folder, folder, { recursive: true });
      desk = await (await Desk.start(folder)).enter();
      await desk.do(["desk", "unlock"], { passphrase });
    }
  }
  const record = (await desk.do(["line", "verdicts", "--most", "0"])).result.reports;
  console.log(`reports in the record: ${record}; load ${loadavg().map((l) => l.toFixed(1)).join(" ")}`);
  console.log(`${"".padEnd(48)}    median      most`);
  const day = ago(3);
  for (const words of [["table", "show"], ["line", "agree"], ["line", "verdicts", "--most", "30"], ["line", "verdicts", "--which", "set_right", "--most", "30"], ["line", "verdicts", "--report", "77"],
    ["line", "verdicts"], ["line", "day", day, "--numbers"], ["line", "day", day], ["line", "hold"], ["line", "incidents"], ["line", "zones"], ["line", "map", "@map.t2map"]]) {
    const times = [];
    let bytes = 0;
    for (let i = 0; i < RUNS; i++) {
      const begin = performance.now();
      const { result, files } = await desk.do(words);
      bytes = JSON.stringify(result).length + JSON.stringify(files).length;
      times.push(performance.now() - begin);
    }
    row(words.join(" "), times, `${(bytes / 1024).toFixed(0)} KiB`);
  }
  const views = [["Line", "#/line", "What the signs mean"], ["The daily report", `#/line/day/${day}`, "Minutes of watch"], ["The observers' reports", "#/line/reports", "Show more"],
    ["Report 77", "#/line/reports/77", "Observer"], ["Does it hold?", "#/line/hold", "The days"]];
  const times = new Map(views.map(([name]) => [name, { first: [], again: [] }]));
  for (let i = 0; i < RUNS; i++) {
    const page = await show(desk);
    await holds(page, () => document.querySelector("nav a") !== null);
    for (const [name, hash, ready] of views) times.get(name).first.push(await pressed(page, hash, ready));
    for (const [name, hash, ready] of views) times.get(name).again.push(await pressed(page, hash, ready));
    await page.context().close();
  }
  for (const [name, { first, again }] of times) {
    row(`${name}, the first time`, first);
    row(`${name}, again`, again);
  }
  console.log(`load ${loadavg().map((l) => l.toFixed(1)).join(" ")}`);
} finally {
  await closeBrowser();
  if (folder !== undefined) await desk?.stop();
  await line?.end();
}
