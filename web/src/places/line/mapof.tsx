// A map with its legend, from what the program drew.
import { useMemo } from "preact/hooks";
import { Notice } from "../../parts/notice.tsx";
import { say } from "../../say.ts";
import { useAnswer } from "../../use.ts";
import type { Answer } from "../../wire.ts";
import { Legend } from "./legend.tsx";
import { LineMap, type Spot } from "./map.tsx";
import { readMap, type MapData } from "./mapdata.ts";
import type { Zone } from "./types.ts";

/** The bytes of one file of an answer. */
export const fileOf = (answer: Answer<unknown> | undefined): Uint8Array | undefined =>
  answer?.ok ? answer.files.values().next().value : undefined;

/** The data of the map that an answer brought; undefined while there is none. */
export function useMapData(answer: Answer<unknown> | undefined): MapData | undefined {
  const bytes = fileOf(answer);
  return useMemo(() => {
    try {
      return bytes === undefined ? undefined : readMap(bytes);
    } catch {
      return undefined; // of another version than this page; MapOf says so
    }
  }, [bytes]);
}

export const AGREED_MAP = ["line", "map", "@map.t2map"] as const;

/** The map of what is agreed and was seen. */
export const useAgreedMap = (): { answer: Answer<unknown> | undefined; data: MapData | undefined } => {
  const answer = useAnswer(AGREED_MAP);
  return { answer, data: useMapData(answer) };
};

interface MapOfProps {
  answer: Answer<unknown> | undefined;
  data: MapData | undefined;
  label: string;
  zones?: readonly Zone[] | undefined;
  spot?: Spot | undefined;
  onPick?(indices: number[]): void;
}

export function MapOf({ answer, data, label, zones, spot, onPick }: MapOfProps) {
  if (answer !== undefined && !answer.ok) return <Notice kind="refused">{answer.error}</Notice>;
  if (answer?.ok && data === undefined) return <Notice kind="warning">{say("The map cannot be drawn here. The page for print and the tables have all that is on it.")}</Notice>;
  if (data === undefined) return <p role="status">{say("One moment…")}</p>;
  return (
    <>
      <LineMap data={data} label={label} spot={spot} {...(onPick && { onPick })} />
      <Legend data={data} zones={zones} />
    </>
  );
}
