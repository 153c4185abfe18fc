// Which part of a map is in sight, and how large: a middle in decimetres, and metres to a pixel. Pure.

export interface View {
  x: number;
  y: number;
  /** Metres to a pixel. */
  scale: number;
  width: number;
  height: number;
}

export const FINEST = 0.2;
export const COARSEST = 20_000;

/** Everything in the box, with a margin. */
export function fit(box: readonly [number, number, number, number], width: number, height: number): View {
  const [x0, x1, y0, y1] = box;
  const across = Math.max((x1 - x0) / 10 / (0.92 * width), (y1 - y0) / 10 / (0.92 * height), 1);
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, scale: Math.min(across, COARSEST), width, height };
}

export const toScreen = (v: View, x: number, y: number): [number, number] => [
  v.width / 2 + (x - v.x) / 10 / v.scale,
  v.height / 2 - (y - v.y) / 10 / v.scale,
];

export const fromScreen = (v: View, px: number, py: number): [number, number] => [
  v.x + (px - v.width / 2) * v.scale * 10,
  v.y - (py - v.height / 2) * v.scale * 10,
];

/** By so many pixels, to the right and downwards. The middle never leaves what there is by more than a screen. */
export function moved(v: View, dx: number, dy: number, box: readonly [number, number, number, number]): View {
  const within = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
  return {
    ...v,
    x: within(v.x + dx * v.scale * 10, box[0] - v.width * v.scale * 5, box[1] + v.width * v.scale * 5),
    y: within(v.y - dy * v.scale * 10, box[2] - v.height * v.scale * 5, box[3] + v.height * v.scale * 5),
  };
}

/** Larger (factor below 1) or smaller; what is under the pixel stays there. */
export function zoomed(v: View, factor: number, px = v.width / 2, py = v.height / 2): View {
  const scale = Math.min(Math.max(v.scale * factor, FINEST), COARSEST);
  const [x, y] = fromScreen(v, px, py);
  return { ...v, scale, x: x - (px - v.width / 2) * scale * 10, y: y + (py - v.height / 2) * scale * 10 };
}

/** The same middle and scale in another size of window. */
export const sized = (v: View, width: number, height: number): View => ({ ...v, width, height });

/** The greatest of 1, 2 and 5 times a power of ten that is not above. */
export function round125(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const of = most / power;
  return (of >= 5 ? 5 : of >= 2 ? 2 : 1) * power;
}

/** Metres of the scale bar: no wider than so many pixels. */
export const barM = (v: View, pixels: number): number => round125(pixels * v.scale);

/** Metres of the lines of the grid. */
export const gridM = (v: View): number => round125(150 * v.scale);
