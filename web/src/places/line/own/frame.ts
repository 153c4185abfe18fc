// On which map reports of this table are.
import { useLineContent } from "../common.tsx";

/** An invented map in kilometres; else the globe. Before a line is agreed it is the globe. */
export const useFlat = (): boolean => useLineContent()?.frame === "flat";
