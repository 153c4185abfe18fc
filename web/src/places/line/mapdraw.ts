// Draws what is in sight of a map on a canvas. Paths are made once for a map and laid where they belong for each frame;
// signs are drawn once for a colour scheme and copied.
import { localeTag } from "../../say.ts";
import { DEMILITARIZED, KINDS, RUN, type MapData, type Shape } from "./mapdata.ts";
import { GroupsByScale, type Groups } from "./mapgroups.ts";
import { gridM, toScreen, type View } from "./mapview.ts";
import { DASHES, SIGNS, SIGN_SCALE, SIZE_RADIUS, WATCH, sizeOf } from "./signs.ts";

export interface Inks {
  ink: string;
  paper: string;
  faint: string;
  sides: readonly [string, string];
  focus: string;
  font: string;
}

const SPRITE = 26; // pixels of a sign with its rim

export class MapDrawing {
  readonly groups: GroupsByScale;
  private readonly paths = new Map<Shape, { line: Path2D; area: Path2D }>();
  private sprites: HTMLCanvasElement[] = [];
  private hatches: (CanvasPattern | null)[] = [];
  private spritesOf = "";
  private readonly numbers = new Map<number, HTMLCanvasElement>();

  constructor(readonly data: MapData) {
    this.groups = new GroupsByScale(data.seen);
    for (const shape of data.shapes) this.paths.set(shape, pathsOf(shape));
  }

  /** Hatched is what is empty of all forces; where no width is, the zones of the first class. */
  private get hatchedClass(): number {
    return this.data.shapes.find((s) => s.kind === KINDS.zone)?.classIndex ?? DEMILITARIZED;
  }

  draw(ctx: CanvasRenderingContext2D, v: View, inks: Inks, ratio: number, chosen?: { x: number; y: number }): void {
    this.prepare(ctx, inks, ratio);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.fillStyle = inks.paper;
    ctx.fillRect(0, 0, v.width, v.height);
    this.drawGrid(ctx, v, inks);
    const to = new DOMMatrix([0.1 / v.scale, 0, 0, -0.1 / v.scale, v.width / 2 - v.x / 10 / v.scale, v.height / 2 + v.y / 10 / v.scale]);
    const laid = (path: Path2D): Path2D => {
      const p = new Path2D();
      p.addPath(path, to);
      return p;
    };
    ctx.lineJoin = "round";
    for (const [shape, path] of this.paths) {
      if (shape.kind !== KINDS.zone || shape.classIndex !== this.hatchedClass) continue;
      ctx.fillStyle = this.hatches[shape.side] ?? inks.faint;
      ctx.fill(laid(path.area), "evenodd");
    }
    for (const [shape, path] of this.paths) {
      const side = inks.sides[shape.side as 0 | 1] ?? inks.ink;
      if (shape.kind === KINDS.zone) continue;
      ctx.strokeStyle = shape.kind === KINDS.line || shape.kind === KINDS.published ? inks.ink : side;
      ctx.lineWidth = shape.kind === KINDS.line ? 4 : shape.kind === KINDS.edge ? 2.8 : 2.2;
      ctx.setLineDash(shape.kind === KINDS.limit ? [...(DASHES[shape.classIndex] ?? [])] : shape.kind === KINDS.published ? [3, 3] : []);
      ctx.stroke(laid(shape.kind === KINDS.published ? path.area : path.line));
    }
    ctx.setLineDash([]);
    this.drawSettlements(ctx, v, inks);
    this.drawSeen(ctx, v, inks, ratio);
    this.nameSides(ctx, v, inks);
    if (chosen !== undefined) {
      const [x, y] = toScreen(v, chosen.x, chosen.y);
      ctx.strokeStyle = inks.focus;
      ctx.lineWidth = 3;
      ctx.beginPath();
      ctx.arc(x, y, 16, 0, 2 * Math.PI);
      ctx.stroke();
    }
  }

  private drawGrid(ctx: CanvasRenderingContext2D, v: View, inks: Inks): void {
    const step = gridM(v) * 10;
    // A flat map's grid is counted from its own nought, another's from the centre.
    const [zeroX, zeroY] = this.data.flat ? [-this.data.centre[0] * 10, -this.data.centre[1] * 10] : [0, 0];
    ctx.strokeStyle = inks.faint;
    ctx.lineWidth = 0.5;
    ctx.beginPath();
    const halfW = v.width * v.scale * 5;
    const halfH = v.height * v.scale * 5;
    for (let x = Math.ceil((v.x - halfW - zeroX) / step) * step + zeroX; x <= v.x + halfW; x += step) {
      const px = toScreen(v, x, 0)[0];
      ctx.moveTo(px, 0);
      ctx.lineTo(px, v.height);
    }
    for (let y = Math.ceil((v.y - halfH - zeroY) / step) * step + zeroY; y <= v.y + halfH; y += step) {
      const py = toScreen(v, 0, y)[1];
      ctx.moveTo(0, py);
      ctx.lineTo(v.width, py);
    }
    ctx.stroke();
  }

  /** Each side's name on its own ground, beside the middle of the line. */
  private nameSides(ctx: CanvasRenderingContext2D, v: View, inks: Inks): void {
    const line = this.data.shapes.find((s) => s.kind === KINDS.line) ?? this.data.shapes.find((s) => s.kind === KINDS.edge);
    const n = line === undefined ? 0 : line.at.length / 2;
    if (line === undefined || n < 2) return;
    const from = toScreen(v, line.at[0] ?? 0, line.at[1] ?? 0);
    const to = toScreen(v, line.at[2 * n - 2] ?? 0, line.at[2 * n - 1] ?? 0);
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    if (length < 40) return;
    const middle = toScreen(v, line.at[2 * Math.floor(n / 2)] ?? 0, line.at[2 * Math.floor(n / 2) + 1] ?? 0);
    const left = [(to[1] - from[1]) / length, -(to[0] - from[0]) / length] as const; // on the screen y goes down
    // In the middle of the widest zone, where there is one.
    const widest = Math.max(0, ...this.data.shapes.filter((s) => s.kind === KINDS.zone).map((s) => s.distanceM));
    const away = Math.min(widest > 0 ? Math.max(widest / 2 / v.scale, 24) : length / 6, Math.min(v.width, v.height) / 3);
    ctx.font = `600 18px ${inks.font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    this.data.sides.forEach((name, side) => {
      // Wholly on its side of the line, also on a small map, and wholly on the map.
      const half = ctx.measureText(name).width / 2 + 4;
      const far = (side === 0 ? 1 : -1) * Math.max(away, Math.abs(left[0]) * half + Math.abs(left[1]) * 9 + 4);
      const x = Math.min(Math.max(middle[0] + left[0] * far, half), v.width - half);
      halo(ctx, name, x, middle[1] + left[1] * far, inks.sides[side as 0 | 1], inks.paper);
    });
  }

  private drawSettlements(ctx: CanvasRenderingContext2D, v: View, inks: Inks): void {
    const taken: [number, number, number, number][] = [];
    const sorted = [...this.data.settlements].sort((a, b) => b.people - a.people);
    ctx.font = `14px ${inks.font}`;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    for (const s of sorted) {
      const [x, y] = toScreen(v, s.x, s.y);
      if (x < -50 || y < -20 || x > v.width + 50 || y > v.height + 20) continue;
      const size = sizeOf(s.people);
      const r = SIZE_RADIUS[size] ?? 3;
      ctx.fillStyle = size === 1 ? inks.ink : inks.paper;
      ctx.strokeStyle = inks.ink;
      ctx.lineWidth = 1.2;
      disk(ctx, x, y, r);
      if (size >= 3) {
        ctx.fillStyle = inks.ink;
        disk(ctx, x, y, size === 3 ? r / 3 : r / 2);
      }
      const box: [number, number, number, number] = [x + r + 3, y - 9, x + r + 3 + ctx.measureText(s.name).width, y + 9];
      if (taken.length > 400 || taken.some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1])) continue;
      taken.push(box);
      halo(ctx, s.name, box[0], y, inks.ink, inks.paper);
    }
  }

  private drawSeen(ctx: CanvasRenderingContext2D, v: View, inks: Inks, ratio: number): void {
    const g: Groups = this.groups.at(v.scale);
    const perDm = 0.1 / v.scale;
    const x0 = v.width / 2 - v.x * perDm;
    const y0 = v.height / 2 + v.y * perDm;
    const half = SPRITE / 2;
    const numbered: number[] = [];
    this.drawErrors(ctx, v, inks, g);
    for (let k = 0; k < g.n; k++) {
      const x = x0 + (g.x[k] ?? 0) * perDm;
      const y = y0 - (g.y[k] ?? 0) * perDm;
      if (x < -half || y < -half || x > v.width + half || y > v.height + half) continue;
      const mark = g.mark[k] ?? 0;
      const sprite = this.sprites[2 * mark + (g.verified[k] ?? 0)];
      if (sprite !== undefined) ctx.drawImage(sprite, Math.round((x - half) * ratio) / ratio, Math.round((y - half) * ratio) / ratio, SPRITE, SPRITE);
      if ((g.count[k] ?? 0) > 1) numbered.push(k);
    }
    for (const k of numbered) {
      const x = x0 + (g.x[k] ?? 0) * perDm + 6;
      const y = y0 - (g.y[k] ?? 0) * perDm - 18;
      const number = this.number(g.count[k] ?? 0, inks, ratio);
      ctx.drawImage(number, Math.round(x * ratio) / ratio, Math.round(y * ratio) / ratio, number.width / ratio, number.height / ratio);
    }
  }

  /** Where a single place lies with a probability of 95 in 100, when that can be seen. */
  private drawErrors(ctx: CanvasRenderingContext2D, v: View, inks: Inks, g: Groups): void {
    const o = this.data.seen;
    ctx.strokeStyle = inks.ink;
    ctx.lineWidth = 1;
    ctx.setLineDash([3, 3]);
    let drawn = 0;
    for (let k = 0; k < g.n && drawn < 500; k++) {
      if (g.count[k] !== 1) continue;
      const r = ((o.errorCm[g.first[k] ?? 0] ?? 0) / 100 / v.scale) * 2.4477;
      if (r < 14) continue;
      const [x, y] = toScreen(v, g.x[k] ?? 0, g.y[k] ?? 0);
      if (x < -r || y < -r || x > v.width + r || y > v.height + r) continue;
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      ctx.stroke();
      drawn++;
    }
    ctx.setLineDash([]);
  }

  /** A number with its rim: drawn once, for there are many of few kinds. */
  private number(n: number, inks: Inks, ratio: number): HTMLCanvasElement {
    let drawn = this.numbers.get(n);
    if (drawn === undefined) {
      const [canvas, ctx] = surface(1);
      const text = new Intl.NumberFormat(localeTag(), { notation: n < 10_000 ? "standard" : "compact" }).format(n);
      canvas.width = Math.ceil((text.length * 8 + 8) * ratio);
      canvas.height = Math.ceil(18 * ratio);
      if (ctx !== null) {
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        ctx.font = `600 12px ${inks.font}`;
        ctx.textAlign = "left";
        ctx.textBaseline = "middle";
        halo(ctx, text, 3, 9, inks.ink, inks.paper);
      }
      if (this.numbers.size > 2000) this.numbers.clear();
      this.numbers.set(n, (drawn = canvas));
    }
    return drawn;
  }

  private prepare(ctx: CanvasRenderingContext2D, inks: Inks, ratio: number): void {
    const key = `${inks.ink} ${inks.paper} ${inks.sides.join(" ")} ${ratio}`;
    if (key === this.spritesOf) return;
    this.spritesOf = key;
    this.numbers.clear();
    this.sprites = SIGNS.flatMap((_, mark) => [0, 1].map((verified) => sprite(mark, verified === 1, inks, ratio)));
    this.hatches = [0, 1].map((side) => hatch(ctx, side, inks.sides[side as 0 | 1]));
  }
}

function pathsOf(shape: Shape): { line: Path2D; area: Path2D } {
  const line = new Path2D();
  const area = new Path2D();
  let i = 0;
  shape.ends.forEach((end, run) => {
    const what = shape.what[run];
    const p = what === RUN.outline || what === RUN.hole ? area : line;
    for (const from = i; i < end; i++) {
      const x = shape.at[2 * i] ?? 0;
      const y = shape.at[2 * i + 1] ?? 0;
      if (i === from) p.moveTo(x, y);
      else p.lineTo(x, y);
    }
    if (p === area) p.closePath();
  });
  return { line, area };
}

function disk(ctx: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
}

function halo(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, ink: string, paper: string): void {
  ctx.strokeStyle = paper;
  ctx.lineWidth = 4;
  ctx.lineJoin = "round";
  ctx.strokeText(text, x, y);
  ctx.fillStyle = ink;
  ctx.fillText(text, x, y);
}

function surface(pixels: number): [HTMLCanvasElement, CanvasRenderingContext2D | null] {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = pixels;
  return [canvas, canvas.getContext("2d")];
}

/** A sign; not verified with a question mark, but not those of watching. */
function sprite(mark: number, verified: boolean, inks: Inks, ratio: number): HTMLCanvasElement {
  const [canvas, ctx] = surface(Math.ceil(SPRITE * ratio));
  const sign = SIGNS[mark];
  if (ctx === null || sign === undefined) return canvas;
  ctx.setTransform(ratio * SIGN_SCALE, 0, 0, ratio * SIGN_SCALE, canvas.width / 2, canvas.height / 2);
  const path = new Path2D(sign.path);
  ctx.lineJoin = "round";
  if (sign.filled < 0) {
    ctx.strokeStyle = inks.paper;
    ctx.lineWidth = 90;
    ctx.stroke(path);
  } else {
    ctx.fillStyle = sign.filled > 0 ? inks.ink : inks.paper;
    ctx.fill(path);
  }
  ctx.strokeStyle = sign.filled > 0 ? inks.paper : inks.ink;
  ctx.lineWidth = sign.filled > 0 ? 22 : 32;
  ctx.stroke(path);
  if (!verified && mark !== WATCH) {
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.font = `700 13px ${inks.font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
    halo(ctx, "?", SPRITE - 5, SPRITE - 3, inks.ink, inks.paper);
  }
  return canvas;
}

/** Strokes that rise for side A and fall for side B. */
function hatch(ctx: CanvasRenderingContext2D, side: number, ink: string): CanvasPattern | null {
  const size = 12;
  const [canvas, c] = surface(size);
  if (c === null) return null;
  c.strokeStyle = ink;
  c.globalAlpha = 0.55;
  c.lineWidth = 1;
  for (let k = -1; k <= 1; k++) {
    c.beginPath();
    if (side === 0) {
      c.moveTo(k * size - 2, size + 2);
      c.lineTo(k * size + size + 2, -2);
    } else {
      c.moveTo(k * size - 2, -2);
      c.lineTo(k * size + size + 2, size + 2);
    }
    c.stroke();
  }
  return ctx.createPattern(canvas, "repeat");
}
