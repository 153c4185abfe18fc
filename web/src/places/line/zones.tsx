// The zones: what each side gives up, beside what it would be by another rule or line; and a width that is divided fairly.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Field } from "../../parts/field.tsx";
import { FileChoice } from "../../parts/files.tsx";
import { Outcome } from "../../parts/notice.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { useAnswer, useCall } from "../../use.ts";
import { HOME, NotYet, Sheet, useAgreed, useLineContent, useSideNames } from "./common.tsx";
import { useKept } from "./kept.ts";
import { LineFileChoice, useLineFile } from "./linefile.tsx";
import { useFileAnswer, withFiles } from "./reading.ts";
import type { Balance, Figures, WhatIf, Zone, Zones } from "./types.ts";
import { km, km2, plainKm } from "./words.ts";

const zoneName = (zone: string) => (zone === "demilitarized" ? say("demilitarized") : <Theirs>{zone}</Theirs>);

/** "612.40 (within 0.01)" */
const within = (value: string, error: string): string => say("%1$s (within %2$s)", value, error);

export function ZoneTable({ zones }: { zones: readonly Zone[] }) {
  const sideName = useSideNames();
  const people = zones.some((z) => z.people !== null);
  return (
    <>
      <Sheet
        caption={say("What each side gives up")}
        head={[
          say("Zone"),
          say("Side"),
          say("Goes back, km"),
          say("Gives up, km²"),
          say("Withdrawal line, km"),
          ...(people ? [say("Settlements"), say("People"), say("Settlements whose people are not known")] : []),
        ]}
      >
        {zones.map((z) => (
          <tr key={`${z.zone} ${z.side}`}>
            <th scope="row">{zoneName(z.zone)}</th>
            <td>{sideName(z.side)}</td>
            <td>{plainKm(z.metres)}</td>
            <td>{within(km2(z.area_m2), km2(z.area_error_m2))}</td>
            <td>{within(km(z.limit_m), km(z.limit_error_m))}</td>
            {people && (
              <>
                <td>{say("%s", z.settlements ?? 0)}</td>
                <td>{say("%s", z.people ?? 0)}</td>
                <td>{say("%s", z.people_not_known ?? 0)}</td>
              </>
            )}
          </tr>
        ))}
      </Sheet>
      <p class="hint">{say("In the demilitarized zone there are no forces at all; a zone with another name is closed to the weapons of that class alone. The withdrawal line is the far edge of a zone. In round brackets stands by how much a figure may be off.")}</p>
      {!people && <p class="hint">{say("Who lives there is not told: no file of settlements was chosen.")}</p>}
    </>
  );
}

const TOWNS_HINT = () => say("GeoJSON points with name and people. The file stays on this machine; others do not see it.");

export function ZonesPage() {
  const [towns, setTowns] = useKept("settlements");
  const plain = useAnswer<Zones>(["line", "zones"]);
  const withTowns = useFileAnswer<Zones>(towns[0] && withFiles(["line", "zones"], ["--settlements", towns[0]]));
  const answer = towns.length > 0 ? withTowns : plain;
  const territory = useLineContent()?.territory;
  return (
    <Page title={say("The zones")} back={HOME}>
      {answer === undefined && <p role="status">{say("One moment…")}</p>}
      {answer !== undefined && !answer.ok && <NotYet>{answer.error}</NotYet>}
      {answer?.ok && <ZoneTable zones={answer.result.zones ?? []} />}
      {territory !== undefined && <p>{sayNodes("Which territory counts, as declared: %s", <Theirs>{territory}</Theirs>)}</p>}
      <FileChoice label={say("Who lives there?")} hint={TOWNS_HINT()} files={towns} onFiles={setTowns} accept=".json,.geojson" />
      <ul class="ways">
        <li>
          <a href={href("line", "zones", "if")}>{say("Another rule or another line, side by side")}</a>
        </li>
        <li>
          <a href={href("line", "zones", "balance")}>{say("Divide a width so that nobody carries more than the other")}</a>
        </li>
      </ul>
    </Page>
  );
}

export function WhatIfPage() {
  const agreed = useAgreed();
  const [rules, setRules] = useKept("if-rule");
  const [first, setFirst] = useKept("sketch-rule");
  const [towns, setTowns] = useKept("settlements");
  const line = useLineFile("if-line");
  const hasRule = agreed?.documents["rule"] != null;
  const asked =
    (rules[0] ?? line.file) === undefined || (!hasRule && first[0] === undefined)
      ? undefined
      : withFiles(
          ["line", "zones"],
          ["--rule", hasRule ? undefined : first[0]],
          ["--what-if", rules[0]],
          ["--what-if-line", line.file],
          ["--settlements", towns[0]],
          ...line.options,
        );
  const answer = useFileAnswer<Zones>(asked);
  return (
    <Page title={say("Another rule or another line")} back={href("line", "zones")}>
      <p>{say("What is agreed, and beside it what would follow from files of yours. Nobody else sees it.")}</p>
      {agreed !== undefined && agreed.documents["line"] == null && <NotYet>{say("No line of contact has been agreed yet.")}</NotYet>}
      {!hasRule && <FileChoice label={say("No rule has been agreed: the first rule to compare")} files={first} onFiles={setFirst} accept=".rule,.txt" />}
      <FileChoice label={say("Another rule")} files={rules} onFiles={setRules} accept=".rule,.txt" />
      <LineFileChoice label={say("Another line")} line={line} />
      <FileChoice label={say("Who lives there?")} hint={TOWNS_HINT()} files={towns} onFiles={setTowns} accept=".json,.geojson" />
      {asked !== undefined && answer === undefined && <p role="status">{say("One moment…")}</p>}
      {answer !== undefined && !answer.ok && <Notice kind="refused">{answer.error}</Notice>}
      {answer?.ok && <Beside rows={answer.result.what_if ?? []} />}
    </Page>
  );
}

function Beside({ rows }: { rows: readonly WhatIf[] }) {
  const sideName = useSideNames();
  const people = rows.some((r) => r.people !== null);
  const signed = (text: string, v: number): string => (v > 0 ? `+${text}` : text);
  const area = (f: Figures): string => km2(f.area_m2);
  return (
    <Sheet
      caption={say("Side by side")}
      head={[
        say("Zone"),
        say("Side"),
        say("Gives up now, km²"),
        say("Then, km²"),
        say("Difference, km²"),
        ...(people ? [say("People now"), say("People then"), say("Difference of people")] : []),
      ]}
    >
      {rows.map((r) => (
        <tr key={`${r.zone} ${r.side}`}>
          <th scope="row">{zoneName(r.zone)}</th>
          <td>{sideName(r.side)}</td>
          <td>{area(r.before)}</td>
          <td>{area(r.after)}</td>
          <td>{signed(km2(r.area_m2), r.area_m2)}</td>
          {people && (
            <>
              <td>{say("%s", r.before.people ?? 0)}</td>
              <td>{say("%s", r.after.people ?? 0)}</td>
              <td>{signed(say("%s", r.people ?? 0), r.people ?? 0)}</td>
            </>
          )}
        </tr>
      ))}
    </Sheet>
  );
}

export function BalancePage() {
  const sideName = useSideNames();
  const agreed = useAgreed();
  const [width, setWidth] = useState("20");
  const [towns, setTowns] = useKept("settlements");
  const doing = useCall<Balance>();
  const metres = Math.round(Number(width.replace(",", ".")) * 1000);
  const asked = withFiles(["line", "balance", String(metres)], ["--people", towns[0]]);
  const result = doing.answer?.ok ? doing.answer.result : undefined;
  return (
    <Page title={say("Divide a width")} back={href("line", "zones")}>
      <p>{say("If you know only how wide the zone shall be: how far does each side go back, so that nobody carries more than the other?")}</p>
      {agreed !== undefined && agreed.documents["line"] == null && <NotYet>{say("No line of contact has been agreed yet.")}</NotYet>}
      <Field label={say("Width of the whole zone, in kilometres")} value={width} onValue={setWidth} />
      <FileChoice
        label={say("Divide it by people and not by ground")}
        hint={TOWNS_HINT()}
        files={towns}
        onFiles={setTowns}
        accept=".json,.geojson"
      />
      <Act busy={doing.busy} not={metres >= 4 ? undefined : say("Name the width first.")} onAct={() => void doing.run(asked.words, { files: asked.files })}>
        {say("Divide it")}
      </Act>
      <Outcome answer={doing.answer} />
      {result !== undefined && (
        <>
          {!result.equal && <Notice kind="warning">{say("No division gives as many people on both sides; this is the nearest.")}</Notice>}
          <ul role="status">
            {(["A", "B"] as const).map((side, k) => (
              <li key={side}>
                {result.by === "area"
                  ? sayNodes("%1$s goes back %2$s km and gives up %3$s km².", sideName(side), plainKm(result.metres[k as 0 | 1]), km2(result.given[k as 0 | 1]))
                  : sayNodes("%1$s goes back %2$s km; people who live there: %3$s.", sideName(side), plainKm(result.metres[k as 0 | 1]), say("%s", Math.round(result.given[k as 0 | 1])))}
              </li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}
