// Files that were chosen and are read again: an own sketch of a line, a list of settlements, reports before they are
// entered. In the memory of this page alone, like drafts; forgotten when the desk is locked.
import { useReducer } from "preact/hooks";
import { currentDesk, onDesk } from "../../desk.ts";
import type { ChosenFile } from "../../wire.ts";

const kept = new Map<string, ChosenFile[]>();

onDesk(() => {
  const { state, closed } = currentDesk();
  if (closed || state?.locked === true) kept.clear();
});

export function useKept(name: string): [ChosenFile[], (files: ChosenFile[]) => void] {
  const again = useReducer((n: number) => n + 1, 0)[1] as unknown as () => void;
  return [
    kept.get(name) ?? [],
    (files) => {
      if (files.length === 0) kept.delete(name);
      else kept.set(name, files);
      again();
    },
  ];
}

export const forgetKept = (name: string): void => void kept.delete(name);
