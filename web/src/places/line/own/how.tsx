// How it was observed, how many, whose, and which weapons: of these what the kind has a place for.
import { Choice, Choices } from "../../../parts/choice.tsx";
import { Field } from "../../../parts/field.tsx";
import { Notice } from "../../../parts/notice.tsx";
import { say } from "../../../say.ts";
import { SelectField } from "../../table/common.tsx";
import { useSideNames } from "../common.tsx";
import { WEAPON_NAMES, meansText, weaponText } from "../words.ts";
import { MEANS, NO_WEAPON, fitsOf, meansNeeded, sideByEarAlone, type Weapon } from "./draft.ts";
import { useReportDraft } from "./drafting.ts";
import { StepPage } from "./write.tsx";

export function HowPage() {
  const [draft, set] = useReportDraft();
  const sideName = useSideNames();
  const fits = fitsOf(draft.kind);
  const needed = meansNeeded(draft.kind);
  const byEar = sideByEarAlone(draft);
  const weapons = fits.weaponsNeeded && draft.weapons.length === 0 ? [NO_WEAPON] : draft.weapons;
  const change = (i: number, part: Partial<Weapon>): void => set({ weapons: weapons.map((w, k) => (k === i ? { ...w, ...part } : w)) });
  const not =
    needed && draft.means.length === 0 ? say("Say how it was observed.")
    : fits.count && draft.how !== "none" && !/^\d+$/.test(draft.count.trim()) ? say("Say how many, as a whole number.")
    : fits.weapons && weapons.some((w) => w.family === "" || !/^\d+$/.test(w.number.trim())) ? say("Name each weapon and its number.")
    : undefined;
  return (
    <StepPage step="how" title={say("How was it observed?")} not={not}>
      <Choices label={say("By which means?")} options={MEANS.map((m) => ({ value: m as string, label: meansText(m) }))} values={draft.means} onValues={(means) => set({ means })} />
      <label class="option">
        <input type="checkbox" checked={draft.verified} onChange={(e) => set({ verified: e.currentTarget.checked })} />
        <span>{say("I checked it myself where it was")}</span>
      </label>
      {fits.count && <Count kind={draft.kind} />}
      {fits.side &&
        (byEar ? (
          <Notice>{say("Nobody is named from sound or hearsay alone. Whose it was is left open until somebody has seen it.")}</Notice>
        ) : (
          <Choice
            label={draft.kind.startsWith("access") ? say("Who stood in the way?") : say("Whose was it?")}
            options={[
              { value: "", label: say("not known") },
              { value: "A", label: sideName("A") },
              { value: "B", label: sideName("B") },
            ]}
            value={draft.side}
            onValue={(side) => set({ side })}
          />
        ))}
      {fits.weapons && (
        <>
          {weapons.map((w, i) => (
            <WeaponFields key={i} n={i + 1} weapon={w} onChange={(part) => change(i, part)} onDrop={() => set({ weapons: weapons.filter((_, k) => k !== i) })} />
          ))}
          <p>
            <button type="button" class="quiet" onClick={() => set({ weapons: [...weapons, NO_WEAPON] })}>
              {say("Add a weapon")}
            </button>
          </p>
        </>
      )}
      {fits.site && (
        <Field label={say("At which storage site?")} hint={say("Its name in the agreed rule. It may be left empty.")} value={draft.site} onValue={(site) => set({ site })} />
      )}
      <Field
        label={say("Which station or camera?")}
        hint={say("A short name in Latin letters, such as post-3. It may be left empty.")}
        value={draft.source}
        onValue={(source) => set({ source })}
      />
    </StepPage>
  );
}

function Count({ kind }: { kind: string }) {
  const [draft, set] = useReportDraft();
  return (
    <>
      <Choice
        label={kind.startsWith("unit") ? say("How many people?") : say("How many?")}
        options={[
          { value: "none", label: say("not counted") },
          { value: "exactly", label: say("exactly") },
          { value: "at_least", label: say("at least") },
          { value: "about", label: say("about") },
        ]}
        value={draft.how}
        onValue={(how) => set({ how })}
      />
      {draft.how !== "none" && <Field label={say("The number")} value={draft.count} onValue={(count) => set({ count })} />}
    </>
  );
}

function WeaponFields({ n, weapon: w, onChange, onDrop }: { n: number; weapon: Weapon; onChange(part: Partial<Weapon>): void; onDrop(): void }) {
  return (
    <fieldset>
      <legend>{say("Weapon %s", n)}</legend>
      <SelectField
        label={say("What is it?")}
        options={[{ value: "", label: say("Please choose") }, ...WEAPON_NAMES.map((f) => ({ value: f, label: weaponText(f) }))]}
        value={w.family}
        onValue={(family) => onChange({ family })}
      />
      <div class="row">
        <Field label={say("How many of it?")} hint={say("0: it should be here and is not.")} value={w.number} onValue={(number) => onChange({ number })} />
        <Field label={say("Calibre in millimetres")} hint={say("Empty: not known")} value={w.calibre} onValue={(calibre) => onChange({ calibre })} />
        <Field label={say("Model")} hint={say("It may be left empty.")} value={w.model} onValue={(model) => onChange({ model })} />
      </div>
      <Field label={say("Serial numbers that could be read")} hint={say("With a blank between them.")} value={w.serials} onValue={(serials) => onChange({ serials })} />
      <button type="button" class="quiet" onClick={onDrop}>
        {say("Leave out weapon %s", n)}
      </button>
    </fieldset>
  );
}
