// Where a place of the map is, in the words that reports use: kilometres east and north on an invented map, else degrees
// north and east. The map is Lambert's equal-area projection of the WGS 84 ellipsoid about its centre; this is its inverse
// (Snyder, Map Projections, 24). Pure.
import { localeTag } from "../../say.ts";
import type { MapData } from "./mapdata.ts";

const A = 6378137;
const E2 = 0.00669437999014;
const E = Math.sqrt(E2);
const RADIANS = Math.PI / 180;

const q = (sin: number): number =>
  (1 - E2) * (sin / (1 - E2 * sin * sin) - Math.log((1 - E * sin) / (1 + E * sin)) / (2 * E));

/** Metres east and north of the centre, in degrees, as degrees east and north. */
export function degreesAt(lon0: number, lat0: number, east: number, north: number): [number, number] {
  const rho0 = Math.hypot(east, north);
  if (rho0 < 1e-6) return [lon0, lat0];
  const sin1 = Math.sin(lat0 * RADIANS);
  const qp = q(1);
  const rq = A * Math.sqrt(qp / 2);
  const beta1 = Math.asin(q(sin1) / qp);
  const m1 = Math.cos(lat0 * RADIANS) / Math.sqrt(1 - E2 * sin1 * sin1);
  const d = (A * m1) / (rq * Math.cos(beta1));
  const rho = Math.hypot(east / d, d * north);
  const c = 2 * Math.asin(Math.min(1, rho / (2 * rq)));
  const beta = Math.asin(Math.cos(c) * Math.sin(beta1) + (d * north * Math.sin(c) * Math.cos(beta1)) / rho);
  const lon = Math.atan2(
    east * Math.sin(c),
    d * rho * Math.cos(beta1) * Math.cos(c) - d * d * north * Math.sin(beta1) * Math.sin(c),
  );
  const lat =
    beta +
    (E2 / 3 + (31 * E2 ** 2) / 180 + (517 * E2 ** 3) / 5040) * Math.sin(2 * beta) +
    ((23 * E2 ** 2) / 360 + (251 * E2 ** 3) / 3780) * Math.sin(4 * beta) +
    ((761 * E2 ** 3) / 45360) * Math.sin(6 * beta);
  return [lon0 + lon / RADIANS, lat / RADIANS];
}

/** The same place as it is typed: with a point, whatever the reader's language. */
export function placeTyped(data: Pick<MapData, "flat" | "centre">, x: number, y: number): [string, string] {
  if (data.flat) return [((data.centre[0] + x / 10) / 1000).toFixed(3), ((data.centre[1] + y / 10) / 1000).toFixed(3)];
  const [lon, lat] = degreesAt(data.centre[0], data.centre[1], x / 10, y / 10);
  return [lat.toFixed(5), lon.toFixed(5)];
}

const format = (v: number, digits: number): string =>
  new Intl.NumberFormat(localeTag(), { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false }).format(v);

/** A place in decimetres of the map as two numbers: kilometres east and north, or degrees north and east. */
export function placeNumbers(data: Pick<MapData, "flat" | "centre">, x: number, y: number): [string, string] {
  if (data.flat) return [format((data.centre[0] + x / 10) / 1000, 2), format((data.centre[1] + y / 10) / 1000, 2)];
  const [lon, lat] = degreesAt(data.centre[0], data.centre[1], x / 10, y / 10);
  return [format(lat, 4), format(lon, 4)];
}
