// The signs of the map: the same shapes, hatchings and dashes as on the page for print (src/line/map_signs.c). Each kind has
// a shape of its own, and sides differ by hatching and words as well as by colour.

/** Paths about 0, 0 within 170 to each side. 1: black with a light rim; 0: light with a black rim; -1: a line. */
export const SIGNS: readonly { path: string; filled: 1 | 0 | -1 }[] = [
  { path: "M0-170 40-60 150-110 80 0 150 110 40 60 0 170-40 60-150 110-80 0-150-110-40-60Z", filled: 1 },
  { path: "M0-150 150 120H-150Z", filled: 1 },
  { path: "M0-150 150 120H-150Z", filled: 0 },
  { path: "M0-170 35-50 170 40V85L35 50 30 110 75 150H-75L-30 110-35 50-170 85V40L-35-50Z", filled: 0 },
  { path: "M-120-120H120V120H-120Z", filled: 0 },
  { path: "M0-160 130 0 0 160-130 0Z", filled: 1 },
  { path: "M0-160 130 0 0 160-130 0Z", filled: 0 },
  { path: "M-130 0A130 130 0 1 1 130 0 130 130 0 1 1-130 0ZM-92-92 92 92M-92 92 92-92", filled: 0 },
  { path: "M-140 0A140 140 0 1 1 140 0 140 140 0 1 1-140 0ZM-90-30H90V30H-90Z", filled: 0 },
  { path: "M-160 70-90-70-20 70 50-70 120 70 160-10", filled: -1 },
  { path: "M-170 0Q0-150 170 0 0 150-170 0ZM-40 0A40 40 0 1 1 40 0 40 40 0 1 1-40 0Z", filled: 0 },
  { path: "M-45-140H45V-45H140V45H45V140H-45V45H-140V-45H-45Z", filled: 0 },
];
export const WATCH = 10;
/** Pixels for a hundredth of a millimetre. */
export const SIGN_SCALE = 0.055;

/** Dashes of the withdrawal lines, by class, in pixels; none for the demilitarized zone. */
export const DASHES: readonly (readonly number[])[] = [
  [11, 4.5],
  [4.5, 3.5],
  [16, 3.5, 3, 3.5],
  [8, 3, 2, 3, 2, 3],
  [1.5, 3],
  [20, 6],
  [12, 3, 12, 8],
  [6, 3, 6, 3, 1.5, 3],
  [3, 2, 3, 7],
  [17, 3, 1.5, 3, 1.5, 3, 1.5, 3],
  [],
];

/** Of people: 0 not known, 1 to 4. */
export const sizeOf = (people: number): number =>
  people === 0 ? 0 : people < 1000 ? 1 : people < 10_000 ? 2 : people < 100_000 ? 3 : 4;
export const SIZE_RADIUS = [3, 3, 4, 5.5, 7] as const;
