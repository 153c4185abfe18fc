export interface WrittenShape {
  kind: number;
  side?: number;
  classIndex?: number;
  mark?: number;
  verified?: number;
  classId?: string;
  name?: string;
  distanceM?: number;
  n?: number;
  errorCm?: number;
  from?: number;
  lasted?: number;
  report?: number;
  runs?: [number, [number, number][]][];
}
export function writeMap(map: { flat?: boolean; centre?: [number, number]; sides?: string[]; territory?: string; shapes?: WrittenShape[] }): Uint8Array;
export function manyReports(n: number): Uint8Array;
