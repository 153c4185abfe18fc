// The map itself: a canvas that one moves with the mouse, the fingers or the keyboard alone, in true metres. What is on it
// stands as words beside it (legend, list); the page for print is the program's own.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { localeTag, say } from "../../say.ts";
import type { MapData } from "./mapdata.ts";
import { MapDrawing, type Inks } from "./mapdraw.ts";
import { groupAt, members } from "./mapgroups.ts";
import { placeNumbers } from "./mapplace.ts";
import { barM, fit, fromScreen, moved, sized, zoomed, type View } from "./mapview.ts";
import { plainKm } from "./words.ts";

/** A place to go to: decimetres of the map. */
export interface Spot {
  x: number;
  y: number;
}

interface MapProps {
  data: MapData;
  /** What a screen reader calls it. */
  label: string;
  /** Where to go; a new object goes there again. */
  spot?: Spot | undefined;
  /** The observations under a sign that was pressed. */
  onPick?(indices: number[]): void;
  /** A press is a place of one's own, and not a look at what lies there. */
  onPlace?(spot: Spot): void;
}

const STEP = 60; // pixels that an arrow moves
const ZOOM = 1.5;
const PICKED_MOST = 50;

function inksOf(element: HTMLElement): Inks {
  const css = getComputedStyle(element);
  const of = (name: string): string => css.getPropertyValue(name).trim();
  return {
    ink: of("--ink"),
    paper: of("--paper"),
    faint: of("--line"),
    sides: [of("--side-a"), of("--side-b")],
    focus: of("--focus"),
    font: css.fontFamily,
  };
}

export function LineMap({ data, label, spot, onPick, onPlace }: MapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<View>();
  const frame = useRef(0);
  const drawing = useMemo(() => new MapDrawing(data), [data]);
  const chosen = useRef<Spot>();
  const [told, setTold] = useState("");
  const telling = useRef<ReturnType<typeof setTimeout>>();

  const draw = (): void => {
    const element = canvas.current;
    const ctx = element?.getContext("2d");
    const v = view.current;
    if (!element || !ctx || v === undefined) return;
    const inks = inksOf(element);
    drawing.draw(ctx, v, inks, element.width / v.width, chosen.current);
    drawBar(ctx, v, inks);
  };
  const again = (): void => {
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      draw();
    });
  };
  /** Says where one is, when one has come to rest. */
  const tell = (): void => {
    clearTimeout(telling.current);
    telling.current = setTimeout(() => {
      const v = view.current;
      if (v === undefined) return;
      const [first, second] = placeNumbers(data, v.x, v.y);
      const across = plainKm(Math.round((v.width * v.scale) / 100) * 100);
      setTold(
        data.flat
          ? say("Middle of the map: %1$s km east, %2$s km north. From edge to edge: %3$s km.", first, second, across)
          : say("Middle of the map: %1$s degrees north, %2$s degrees east. From edge to edge: %3$s km.", first, second, across),
      );
    }, 400);
  };
  const change = (next: View): void => {
    view.current = next;
    again();
    tell();
  };
  const by = (part: (v: View) => View): void => {
    if (view.current !== undefined) change(part(view.current));
  };
  const whole = (): void => by((v) => fit(data.box, v.width, v.height));

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const resize = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width === 0 || height === 0) return;
      element.width = Math.round(width * devicePixelRatio);
      element.height = Math.round(height * devicePixelRatio);
      view.current = view.current === undefined ? fit(data.box, width, height) : sized(view.current, width, height);
      again();
    };
    const seen = new ResizeObserver(resize);
    seen.observe(element);
    resize();
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", again);
    // Only what is said to take wheels may stop them, and only while one is on the map.
    const wheel = (e: WheelEvent): void => {
      if (document.activeElement !== element && !e.ctrlKey) return;
      e.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      by((v) => zoomed(v, e.deltaY > 0 ? 1.2 : 1 / 1.2, e.clientX - left, e.clientY - top));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      seen.disconnect();
      dark.removeEventListener("change", again);
      element.removeEventListener("wheel", wheel);
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [drawing]);
  useEffect(() => () => clearTimeout(telling.current), []); // a newer map does not swallow what is about to be said

  useEffect(() => {
    chosen.current = spot;
    if (spot !== undefined) by((v) => ({ ...v, ...spot, scale: Math.min(v.scale, 50) }));
    else again();
  }, [spot]);

  const key = (e: KeyboardEvent): void => {
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    const steps: Record<string, [number, number]> = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    const step = steps[e.key];
    if (step !== undefined) by((v) => moved(v, step[0], step[1], data.box));
    else if (e.key === "+" || e.key === "=") by((v) => zoomed(v, 1 / ZOOM));
    else if (e.key === "-" || e.key === "_") by((v) => zoomed(v, ZOOM));
    else if (e.key === "0" || e.key === "Home") whole();
    else if (e.key === "Enter" || e.key === " ") pick((view.current?.width ?? 0) / 2, (view.current?.height ?? 0) / 2, Infinity);
    else return;
    e.preventDefault();
  };

  const pick = (px: number, py: number, reach: number): void => {
    const v = view.current;
    if (v === undefined) return;
    if (onPlace !== undefined) {
      const [x, y] = fromScreen(v, px, py);
      chosen.current = { x, y };
      again();
      onPlace(chosen.current);
      return;
    }
    if (onPick === undefined) return;
    const groups = drawing.groups.at(v.scale);
    const k = groupAt(groups, v, px, py, reach);
    chosen.current = k < 0 ? undefined : { x: groups.x[k] ?? 0, y: groups.y[k] ?? 0 };
    again();
    onPick(k < 0 ? [] : members(groups, k, PICKED_MOST));
  };

  return (
    <div class="map">
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-label={label}
        aria-describedby="map-keys"
        onKeyDown={key}
        {...pointers(by, pick, data)}
      />
      <div class="map-buttons">
        <button type="button" class="quiet" onClick={() => by((v) => zoomed(v, 1 / ZOOM))}>
          {say("Larger")}
        </button>
        <button type="button" class="quiet" onClick={() => by((v) => zoomed(v, ZOOM))}>
          {say("Smaller")}
        </button>
        <button type="button" class="quiet" onClick={whole}>
          {say("The whole map")}
        </button>
      </div>
      <p class="hint" id="map-keys">
        {onPlace !== undefined
          ? say("With the keyboard: arrows move the map, + and − make it larger and smaller, 0 shows all of it, Enter takes its middle, Tab leads on.")
          : say("With the keyboard: arrows move the map, + and − make it larger and smaller, 0 shows all of it, Enter tells what is nearest to its middle, Tab leads on.")}
      </p>
      <p class="hint" role="status">
        {told}
      </p>
    </div>
  );
}

/** Moving by drag, and two fingers that draw apart or together. A press without moving picks. */
function pointers(by: (part: (v: View) => View) => void, pick: (px: number, py: number, reach: number) => void, data: MapData) {
  const [held] = useState(() => new Map<number, [number, number]>());
  const [press] = useState(() => ({ far: 0 }));
  const apart = (): number => {
    const [a, b] = [...held.values()];
    return a === undefined || b === undefined ? 0 : Math.hypot(a[0] - b[0], a[1] - b[1]);
  };
  const at = (e: PointerEvent): [number, number] => {
    const { left, top } = (e.currentTarget as HTMLElement).getBoundingClientRect();
    return [e.clientX - left, e.clientY - top];
  };
  const up = (e: PointerEvent): void => {
    if (!held.delete(e.pointerId) || held.size > 0 || press.far > 5 || e.type === "pointercancel") return;
    const [x, y] = at(e);
    pick(x, y, 20);
  };
  return {
    onPointerDown: (e: PointerEvent) => {
      (e.currentTarget as HTMLElement).setPointerCapture(e.pointerId);
      if (held.size === 0) press.far = 0;
      held.set(e.pointerId, at(e));
    },
    onPointerMove: (e: PointerEvent) => {
      const from = held.get(e.pointerId);
      if (from === undefined) return;
      const to = at(e);
      const before = apart();
      held.set(e.pointerId, to);
      press.far += Math.hypot(to[0] - from[0], to[1] - from[1]);
      if (held.size === 1) by((v) => moved(v, from[0] - to[0], from[1] - to[1], data.box));
      else if (before > 0) by((v) => zoomed(v, before / Math.max(apart(), 1)));
    },
    onPointerUp: up,
    onPointerCancel: up,
  };
}

/** A bar of so many kilometres, black and white, at the foot of the map. */
function drawBar(ctx: CanvasRenderingContext2D, v: View, inks: Inks): void {
  const metres = barM(v, Math.min(220, v.width / 3));
  const w = metres / v.scale;
  const x = 14;
  const y = v.height - 16;
  const format = new Intl.NumberFormat(localeTag(), { maximumFractionDigits: 3 });
  const text = metres < 1000 ? say("%s m", format.format(metres)) : say("%s km", format.format(metres / 1000));
  ctx.fillStyle = inks.paper;
  ctx.fillRect(x - 6, y - 24, w + 12, 34);
  ctx.fillStyle = inks.ink;
  ctx.fillRect(x, y, w / 2, 7);
  ctx.strokeStyle = inks.ink;
  ctx.lineWidth = 1.5;
  ctx.strokeRect(x, y, w, 7);
  ctx.font = `14px ${inks.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.fillText(text, x, y - 3);
}
