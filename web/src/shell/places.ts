// The five places, in their order.
import type { ComponentType } from "preact";
import { LinePlace } from "../places/line.tsx";
import { PapersPlace } from "../places/papers.tsx";
import { SoundingsPlace } from "../places/soundings.tsx";
import { TablePlace } from "../places/table.tsx";
import { TextPlace } from "../places/text.tsx";
import { says } from "../say.ts";

/** `rest` is the address behind the place: #/text/article/compare has ["article", "compare"]. */
export interface PlaceProps {
  rest: readonly string[];
}

export interface Place {
  path: string;
  name: string;
  View: ComponentType<PlaceProps>;
}

export const PLACES: readonly Place[] = [
  { path: "table", name: says("Table"), View: TablePlace },
  { path: "papers", name: says("Papers"), View: PapersPlace },
  { path: "text", name: says("Text"), View: TextPlace },
  { path: "soundings", name: says("Soundings"), View: SoundingsPlace },
  { path: "line", name: says("Line"), View: LinePlace },
];
