// Choosing a file that holds a line. A file of a geographer (GeoJSON) has points alone: then who the sides are, what counts
// and how the line goes on at its ends is asked here.
import { useState } from "preact/hooks";
import { Choice } from "../../parts/choice.tsx";
import { Field } from "../../parts/field.tsx";
import { FileChoice } from "../../parts/files.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { say } from "../../say.ts";
import { useDraft } from "../../use.ts";
import type { ChosenFile } from "../../wire.ts";
import { Facts } from "./common.tsx";
import { useKept } from "./kept.ts";
import { useFileAnswer, withFiles } from "./reading.ts";
import { km, said } from "./words.ts";

type End = "round" | "square";

/** The options with which every word of the line reads this file. */
export type LineOption = readonly [string, ChosenFile | string | undefined];

export interface LineFile {
  file: ChosenFile | undefined;
  options: LineOption[];
}

interface Checked {
  points: number;
  length_m: number;
  sides: [string, string];
  territory: string;
  repairs: { place: string; what: string; metres: number }[];
}

export function isGeoJson(file: ChosenFile | undefined): boolean {
  if (file === undefined) return false;
  try {
    const o = JSON.parse(new TextDecoder().decode(file.bytes)) as { type?: unknown; features?: unknown };
    return typeof o.type === "string";
  } catch {
    return false;
  }
}

const keptFields = ["side-a", "side-b", "territory"] as const;

/** What was chosen under a name, with all that belongs to it. */
export function useLineFile(name: string): LineFile & { set(files: ChosenFile[]): void; fields: ReturnType<typeof useFields> } {
  const [files, set] = useKept(name);
  const fields = useFields(name);
  const file = files[0];
  return { file, set, fields, options: isGeoJson(file) ? fields.options : [] };
}

function useFields(name: string) {
  const sideA = useDraft(`line/${name}/${keptFields[0]}`);
  const sideB = useDraft(`line/${name}/${keptFields[1]}`);
  const territory = useDraft(`line/${name}/${keptFields[2]}`);
  const start = useDraft(`line/${name}/start`);
  const finish = useDraft(`line/${name}/finish`);
  const [borders, setBorders] = useKept(`${name}/borders`);
  const [land, setLand] = useKept(`${name}/land`);
  const [outline, setOutline] = useState(borders.length > 0 || land.length > 0);
  const options: LineOption[] = [
    ["--side-a", sideA[0]],
    ["--side-b", sideB[0]],
    ["--territory", territory[0]],
    ["--start", start[0]],
    ["--finish", finish[0]],
    ["--borders", outline ? borders[0] : undefined],
    ["--land", outline ? land[0] : undefined],
  ];
  return { sideA, sideB, territory, start, finish, borders, setBorders, land, setLand, outline, setOutline, options };
}

export function LineFileChoice({ label, hint, line }: { label: string; hint?: string; line: ReturnType<typeof useLineFile> }) {
  return (
    <>
      <FileChoice
        label={label}
        hint={hint ?? say("A line file or GeoJSON. Going from its first point to the last, side A is on the left.")}
        files={line.file === undefined ? [] : [line.file]}
        onFiles={line.set}
        accept=".json,.geojson"
      />
      {isGeoJson(line.file) && <Around fields={line.fields} />}
    </>
  );
}

function Around({ fields }: { fields: ReturnType<typeof useFields> }) {
  const ends = [
    { value: "round" as End, label: say("Round"), hint: say("The zone reaches round the end: the line stops in open country and one can go round it.") },
    { value: "square" as End, label: say("Straight across"), hint: say("The zone stops at a right angle: the sea or a third country begins there.") },
  ];
  const end = (v: string): End | undefined => (v === "round" || v === "square" ? v : undefined);
  return (
    <>
      <p>{say("This file holds places alone. Please say the rest:")}</p>
      <Field label={say("Name of side A, on the left of the line")} value={fields.sideA[0]} onValue={fields.sideA[1]} />
      <Field label={say("Name of side B, on the right of the line")} value={fields.sideB[0]} onValue={fields.sideB[1]} />
      <Field
        label={say("Which territory counts")}
        hint={say("One sentence. It stands on every map.")}
        value={fields.territory[0]}
        onValue={fields.territory[1]}
      />
      <Choice label={say("How the zone ends at the first point")} options={ends} value={end(fields.start[0])} onValue={fields.start[1]} />
      <Choice label={say("How the zone ends at the last point")} options={ends} value={end(fields.finish[0])} onValue={fields.finish[1]} />
      <label class="option">
        <input type="checkbox" checked={fields.outline} onChange={(e) => fields.setOutline(e.currentTarget.checked)} />
        <span>{say("The file is no line but the outline of what side A holds")}</span>
      </label>
      {fields.outline && (
        <>
          <FileChoice label={say("The declared borders (GeoJSON)")} files={fields.borders} onFiles={fields.setBorders} accept=".json,.geojson" />
          <FileChoice label={say("The whole land that counts, of both sides (GeoJSON)")} files={fields.land} onFiles={fields.setLand} accept=".json,.geojson" />
        </>
      )}
    </>
  );
}

/** What the program reads in the file: its figures and what it mended, or why it refuses it. */
export function LineChecked({ line }: { line: LineFile }) {
  const asked = line.file === undefined ? undefined : withFiles(["line", "check"], ["", line.file], ...line.options);
  const answer = useFileAnswer<Checked>(asked);
  if (asked === undefined) return null;
  if (answer === undefined) return <p role="status">{say("One moment…")}</p>;
  if (!answer.ok) return <Notice kind="refused">{answer.error}</Notice>;
  const r = answer.result;
  return (
    <>
      <Facts
        pairs={[
          [say("Length"), say("%s km", km(r.length_m, 1))],
          [say("Points of the line"), say("%s", r.points)],
          [say("Side A, on the left"), <Theirs>{r.sides[0]}</Theirs>],
          [say("Side B, on the right"), <Theirs>{r.sides[1]}</Theirs>],
          [say("Which territory counts"), <Theirs>{r.territory}</Theirs>],
        ]}
      />
      {r.repairs.length > 0 && (
        <Notice kind="warning">
          {say("Small faults of the file were mended. Look at these places on the map:")}
          <ul>
            {r.repairs.map((x, i) => (
              <li key={i}>{say("%1$s: %2$s (metres: %3$s)", x.place, said(x.what), x.metres)}</li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
