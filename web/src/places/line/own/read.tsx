// A report, read as a whole.
import { Theirs } from "../../../parts/theirs.tsx";
import { list, say, sayNodes } from "../../../say.ts";
import { Facts, useSideNames } from "../common.tsx";
import { decimal, meansText, reportedText, secondsText, weaponText } from "../words.ts";
import type { Attached } from "./draft.ts";
import { sizeText } from "./more.tsx";
import type { OwnPlace, OwnReport } from "./types.ts";

const exact = (n: number): string => String(Number(n.toFixed(5)));

export function placeText(p: OwnPlace, flat: boolean): string {
  const at = flat
    ? say("%1$s km east, %2$s km north", exact(p.x / 1e5), exact(p.y / 1e5))
    : say("%1$s degrees north, %2$s degrees east", exact(p.y / 1e7), exact(p.x / 1e7));
  return p.error_cm === 0 ? at : say("%1$s, give or take %2$s m", at, decimal(p.error_cm / 100, 0));
}

export function countText(how: string, n: number): string {
  return how === "exactly" ? say("exactly %s", n) : how === "at_least" ? say("at least %s", n) : how === "about" ? say("about %s", n) : say("not counted");
}

const fingerprint = (sha256: string): string => (sha256.slice(0, 16).match(/.{4}/g) ?? []).join(" ");

/** names: of its files, where they are known here. */
export function ReportFacts({ report: r, names = [] }: { report: OwnReport; names?: readonly Attached[] }) {
  const sideName = useSideNames();
  const withdrawn = r.kind === "withdrawn";
  return (
    <Facts
      pairs={[
        [say("Number"), say("%s of your reports", r.number)],
        r.corrects !== undefined && [withdrawn ? say("It withdraws") : say("It corrects"), say("your report %s", r.corrects)],
        r.reason !== "" && [say("Why"), <Theirs>{r.reason}</Theirs>],
        [say("Kind"), reportedText(r.kind)],
        !withdrawn && [say("When"), r.time_error_s > 60 ? say("%1$s, give or take %2$s minutes", secondsText(r.begin), decimal(r.time_error_s / 60, 0)) : secondsText(r.begin)],
        r.lasted_s > 0 && [say("It lasted, in minutes"), decimal(r.lasted_s / 60, r.lasted_s % 60 === 0 ? 0 : 1)],
        r.place !== undefined && [say("Place"), placeText(r.place, r.flat)],
        r.own !== undefined && [say("Where you stood"), placeText(r.own, r.flat)],
        r.bearing !== undefined && [say("Direction"), say("%1$s degrees, give or take %2$s", exact(r.bearing.degrees), exact(r.bearing.error))],
        r.distance !== undefined && [say("Distance"), say("%1$s m, give or take %2$s m", r.distance.metres, r.distance.error)],
        r.means.length > 0 && [say("How it was observed"), list(r.means.map(meansText))],
        !withdrawn && [say("Checked"), r.verified ? say("by you, where it was") : say("not verified")],
        r.count_how !== "none" && [say("How many"), countText(r.count_how, r.count)],
        !withdrawn && [r.kind.startsWith("access") ? say("Who stood in the way") : say("Whose"), r.side === null ? say("not known") : sideName(r.side)],
        r.weapons.length > 0 && [
          say("Weapons"),
          <ul class="plain">
            {r.weapons.map((w, i) => (
              <li key={i}>
                {say("%s: %s", weaponText(w.family), w.number)}
                {w.model !== "" && <small>{sayNodes("Model: %s", <Theirs>{w.model}</Theirs>)}</small>}
                {w.calibre_mm > 0 && <small>{say("calibre in millimetres: %s", exact(w.calibre_mm))}</small>}
                {w.serials.length > 0 && <small>{sayNodes("Serial numbers: %s", <Theirs>{w.serials.join(", ")}</Theirs>)}</small>}
              </li>
            ))}
          </ul>,
        ],
        r.site !== "" && [say("Storage site"), <Theirs>{r.site}</Theirs>],
        r.source !== "" && [say("Station or camera"), <Theirs>{r.source}</Theirs>],
        r.remark !== "" && [say("Remark"), <Theirs>{r.remark}</Theirs>],
        r.attachments.length > 0 && [
          say("Photographs and recordings"),
          <ul class="plain">
            {r.attachments.map((a) => {
              const name = names.find((n) => n.sha256 === a.sha256)?.name;
              return (
                <li key={a.sha256}>
                  {name !== undefined && <Theirs>{name}</Theirs>} {sizeText(a.size)}
                  <small>{say("fingerprint: %s", fingerprint(a.sha256))}</small>
                </li>
              );
            })}
          </ul>,
        ],
      ]}
    />
  );
}
