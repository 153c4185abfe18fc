// Where it was: the place itself, or where the observer stood, in which direction and how far away; with figures, or on the map.
import { useState } from "preact/hooks";
import { Choice } from "../../../parts/choice.tsx";
import { Field } from "../../../parts/field.tsx";
import { say } from "../../../say.ts";
import { LineMap, type Spot } from "../map.tsx";
import { placeTyped } from "../mapplace.ts";
import { useAgreedMap } from "../mapof.tsx";
import { isPlaced } from "./draft.ts";
import { useReportDraft } from "./drafting.ts";
import { useFlat } from "./frame.ts";
import { StepPage } from "./write.tsx";

type Typed = [string, string, string];

export function WherePage() {
  const [draft, set] = useReportDraft();
  const [by, setBy] = useState(isPlaced(draft.own) && !isPlaced(draft.place) ? "own" : "place");
  const [both, setBoth] = useState(isPlaced(draft.own) && isPlaced(draft.place));
  const flat = useFlat();
  const choose = (to: string): void => {
    setBy(to);
    // What is not in sight is not signed.
    set(to === "own" ? { place: ["", "", ""] } : both ? {} : { own: ["", "", ""], bearing: ["", ""], distance: ["", ""] });
  };
  const stood = by === "own" || both;
  return (
    <StepPage step="where" title={say("Where was it?")} not={isPlaced(by === "own" ? draft.own : draft.place) ? undefined : say("Say where it was, in figures or on the map.")}>
      <Choice
        label={say("What do you know?")}
        options={[
          { value: "place", label: say("the place where it happened") },
          { value: "own", label: say("where I stood, and perhaps the direction and how far away it was") },
        ]}
        value={by}
        onValue={choose}
      />
      {by === "place" && <PlaceFields label={say("Where it happened")} flat={flat} value={draft.place} onValue={(place) => set({ place })} />}
      {by === "place" && (
        <label class="option">
          <input
            type="checkbox"
            checked={both}
            onChange={(e) => {
              setBoth(e.currentTarget.checked);
              if (!e.currentTarget.checked) set({ own: ["", "", ""], bearing: ["", ""], distance: ["", ""] });
            }}
          />
          <span>{say("I also say where I stood")}</span>
        </label>
      )}
      {stood && (
        <>
          <PlaceFields label={say("Where you stood")} flat={flat} value={draft.own} onValue={(own) => set({ own })} />
          <p class="hint">{say("Where you stood is for the table alone. What is published leaves it out.")}</p>
          <div class="row even">
            <Field
              label={say("In which direction, in degrees?")}
              hint={say("Clockwise from north: east is 90, south 180, west 270.")}
              value={draft.bearing[0]}
              onValue={(v) => set({ bearing: [v, draft.bearing[1]] })}
            />
            <Field label={say("Give or take so many degrees")} value={draft.bearing[1]} onValue={(v) => set({ bearing: [draft.bearing[0], v] })} />
          </div>
          <div class="row even">
            <Field label={say("How far away, in metres?")} value={draft.distance[0]} onValue={(v) => set({ distance: [v, draft.distance[1]] })} />
            <Field label={say("Give or take so many metres")} value={draft.distance[1]} onValue={(v) => set({ distance: [draft.distance[0], v] })} />
          </div>
          {by === "own" && <p class="hint">{say("Direction and distance together give the place. Leave out what you do not know.")}</p>}
        </>
      )}
    </StepPage>
  );
}

function PlaceFields({ label, flat, value, onValue }: { label: string; flat: boolean; value: Typed; onValue(v: Typed): void }) {
  const [open, setOpen] = useState(false);
  return (
    <fieldset>
      <legend>{label}</legend>
      <p class="hint">{flat ? say("Kilometres on the agreed map, such as 30.5.") : say("Degrees with decimals, as a satellite receiver shows them, such as 48.1375.")}</p>
      <div class="row">
        <Field label={flat ? say("Kilometres east") : say("Degrees north")} value={value[0]} onValue={(v) => onValue([v, value[1], value[2]])} />
        <Field label={flat ? say("Kilometres north") : say("Degrees east")} value={value[1]} onValue={(v) => onValue([value[0], v, value[2]])} />
        <Field label={say("Give or take so many metres")} hint={say("It may be left empty.")} value={value[2]} onValue={(v) => onValue([value[0], value[1], v])} />
      </div>
      <button type="button" class="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
        {say("Choose it on the map")}
      </button>
      {open && <OnMap label={label} onValue={(a, b) => onValue([a, b, value[2]])} />}
    </fieldset>
  );
}

/** A press on the map is the place; with the keyboard the middle of the map, by Enter. */
function OnMap({ label, onValue }: { label: string; onValue(first: string, second: string): void }) {
  const { answer, data } = useAgreedMap();
  if (answer !== undefined && !answer.ok) return <p class="hint">{say("There is no map yet: no line has been agreed. Please write the figures.")}</p>;
  if (data === undefined) return <p role="status">{say("One moment…")}</p>;
  const take = (at: Spot): void => onValue(...placeTyped(data, at.x, at.y));
  return (
    <>
      <p class="hint">{say("Press the place on the map, or move the map until the place is in its middle and press Enter.")}</p>
      <LineMap data={data} label={label} onPlace={take} />
    </>
  );
}
