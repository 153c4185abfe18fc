// The map of what is agreed and was seen, all that is on it as a list, and files of it to take along; before a line is
// agreed, a line of one's own.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { FileChoice, offerFiles } from "../../parts/files.tsx";
import { Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { useAnswer, useCall, useResult } from "../../use.ts";
import { HOME, Long, NotYet, Sheet, useAgreed } from "./common.tsx";
import { useKept } from "./kept.ts";
import { LineChecked, LineFileChoice, useLineFile } from "./linefile.tsx";
import type { Spot } from "./map.tsx";
import type { MapData } from "./mapdata.ts";
import { AGREED_MAP, MapOf, fileOf, useMapData } from "./mapof.tsx";
import { placeNumbers } from "./mapplace.ts";
import { useFileAnswer, withFiles } from "./reading.ts";
import { usePicture } from "./picture.ts";
import type { Zones } from "./types.ts";
import { reportedText, secondsText } from "./words.ts";

/** So many observations make a page for print that is fetched without being asked for. */
const PRINT_MOST = 2000;

export function MapPage() {
  const agreed = useAgreed();
  if (agreed === undefined) return <Page title={say("The map")} back={HOME}>{say("One moment…")}</Page>;
  return agreed.documents["line"] == null ? <OwnMap /> : <AgreedMap />;
}

function AgreedMap() {
  const [towns, setTowns] = useKept("settlements");
  const plain = useAnswer(AGREED_MAP);
  const withTowns = useFileAnswer(towns[0] && withFiles(AGREED_MAP, ["--settlements", towns[0]]));
  const answer = towns.length > 0 ? withTowns : plain;
  const data = useMapData(answer);
  const zones = useResult<Zones>(["line", "zones"])?.zones;
  const [spot, setSpot] = useState<Spot>();
  const [picked, setPicked] = useState<number[]>();
  return (
    <Page title={say("The map")} back={HOME}>
      <div class="screen-only">
        <MapOf answer={answer} data={data} label={say("Map of the cease-fire")} zones={zones} spot={spot} onPick={setPicked} />
        <div role="status">
          {picked !== undefined && data !== undefined && (
            <section class="picked">
              <h2>{say("What is there")}</h2>
              {picked.length === 0 ? <p>{say("No report lies there.")}</p> : <SeenList data={data} indices={picked} onGo={setSpot} />}
            </section>
          )}
        </div>
        {data !== undefined && <AllOfIt data={data} onGo={setSpot} />}
        <h2>{say("Settlements")}</h2>
        <FileChoice
          label={say("Show settlements from a file")}
          hint={say("GeoJSON points with name and people. The file stays on this machine; others do not see it.")}
          files={towns}
          onFiles={setTowns}
          accept=".json,.geojson"
        />
        <TakeAlong flat={data?.flat ?? true} />
      </div>
      {data !== undefined && data.seen.n <= PRINT_MOST && <ForPrint />}
    </Page>
  );
}

/** The program's own page of the map: only paper shows it. */
function ForPrint() {
  const url = usePicture(fileOf(useAnswer(["line", "map", "@map.svg"])));
  return url === undefined ? null : <img class="print-only picture" src={url} alt={say("Map of the cease-fire")} />;
}

/** The page for print, on the screen. */
export function MapPrintPage() {
  const answer = useAnswer(["line", "map", "@map.svg"]);
  const url = usePicture(fileOf(answer));
  return (
    <Page title={say("The map, for print")} back={href("line", "map")}>
      {answer !== undefined && !answer.ok && <NotYet>{answer.error}</NotYet>}
      {answer === undefined && <p role="status">{say("One moment…")}</p>}
      {url !== undefined && (
        <>
          <Act busy={false} onAct={() => print()}>
            {say("Print")}
          </Act>
          <img class="picture" src={url} alt={say("Map of the cease-fire")} />
        </>
      )}
    </Page>
  );
}

function SeenList({ data, indices, onGo }: { data: MapData; indices: readonly number[]; onGo(spot: Spot): void }) {
  const o = data.seen;
  return (
    <Long items={indices} first={20}>
      {(shown) => (
        <ul class="others-list plain">
          {shown.map((i) => {
            const x = o.x[i] ?? 0;
            const y = o.y[i] ?? 0;
            const [first, second] = placeNumbers(data, x, y);
            const where = data.flat ? say("%1$s km east, %2$s km north", first, second) : say("%1$s degrees north, %2$s degrees east", first, second);
            return (
              <li key={i}>
                <OfReport number={o.report[i] ?? 0} kind={o.kinds[o.kind[i] ?? 0] ?? ""} />
                <small>
                  {say("%1$s; %2$s; %3$s", secondsText(o.from[i] ?? 0), where, o.verified[i] === 1 ? say("verified") : say("not verified"))}
                </small>
                <button type="button" class="quiet" onClick={() => onGo({ x, y })}>
                  {say("Show on the map")}
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </Long>
  );
}

/** A mark by its report, where it is one of the record. */
function OfReport({ number, kind }: { number: number; kind: string }) {
  return number === 0 ? <>{reportedText(kind)}</> : <a href={href("line", "reports", number)}>{say("%1$s. %2$s", number, reportedText(kind))}</a>;
}

/** The map in words: what a person who does not see it reads. */
function AllOfIt({ data, onGo }: { data: MapData; onGo(spot: Spot): void }) {
  // The latest first, as one looks for it.
  const order = Array.from({ length: data.seen.n }, (_, i) => i).sort((a, b) => (data.seen.from[b] ?? 0) - (data.seen.from[a] ?? 0));
  return (
    <>
      {data.seen.n > 0 && (
        <details>
          <summary>{say("All reports on the map, as a list: %s", data.seen.n)}</summary>
          <SeenList data={data} indices={order} onGo={onGo} />
        </details>
      )}
      {data.settlements.length > 0 && (
        <details>
          <summary>{say("All settlements on the map, as a list: %s", data.settlements.length)}</summary>
          <Long items={[...data.settlements].sort((a, b) => b.people - a.people)}>
            {(shown) => (
              <Sheet caption={say("Settlements")} head={[say("Name"), say("People"), say("On the map")]}>
                {shown.map((s, i) => (
                  <tr key={i}>
                    <th scope="row">
                      <Theirs>{s.name}</Theirs>
                    </th>
                    <td>{s.people === 0 ? say("not known") : say("%s", s.people)}</td>
                    <td>
                      <button type="button" class="quiet" onClick={() => onGo({ x: s.x, y: s.y })}>
                        {sayNodes("Show %s", <Theirs>{s.name}</Theirs>)}
                      </button>
                    </td>
                  </tr>
                ))}
              </Sheet>
            )}
          </Long>
        </details>
      )}
    </>
  );
}

function TakeAlong({ flat }: { flat: boolean }) {
  const taking = useCall();
  const take = async (name: string): Promise<void> => {
    const answer = await taking.run(["line", "map", `@${name}`]);
    if (answer.ok) offerFiles(answer.files);
  };
  const forms: [string, string][] = [
    ["map.svg", say("The page for print (SVG)")],
    ["reports.csv", say("The reports as a table (CSV)")],
    ["zones.csv", say("The zones with their figures (CSV)")],
  ];
  forms.push(["map.gpkg", say("For a geographer (GeoPackage)")]);
  if (!flat) forms.push(["map.geojson", say("For a geographer (GeoJSON)")]);
  return (
    <>
      <h2>{say("Take it along")}</h2>
      <p class="hint">{say("These files are for the table alone. What may be given to the public has a page of its own.")}</p>
      <p>
        <a href={href("line", "map", "print")}>{say("The map, for print")}</a>
      </p>
      <div class="buttons">
        {forms.map(([name, label]) => (
          <Act key={name} quiet busy={taking.busy} onAct={() => void take(name)}>
            {label}
          </Act>
        ))}
      </div>
      <Outcome answer={taking.answer} done={say("The file is where your browser puts what it downloads.")} />
    </>
  );
}

/** No line is agreed: what is missing, and a look at a line of one's own. */
function OwnMap() {
  const line = useLineFile("sketch-line");
  const [rules, setRules] = useKept("sketch-rule");
  const [towns, setTowns] = useKept("settlements");
  const files = [["--line", line.file], ["--rule", rules[0]], ["--settlements", towns[0]], ...line.options] as const;
  const asked = line.file === undefined ? undefined : withFiles(AGREED_MAP, ...files);
  const answer = useFileAnswer(asked);
  const data = useMapData(answer);
  const zones = useFileAnswer<Zones>(line.file === undefined || rules[0] === undefined ? undefined : withFiles(["line", "zones"], ...files));
  return (
    <Page title={say("The map")} back={HOME}>
      <NotYet>{say("No line of contact has been agreed yet, so there is no map that counts. You can look at a line of your own meanwhile: nobody else sees it.")}</NotYet>
      <LineFileChoice label={say("A line of your own")} line={line} />
      <FileChoice
        label={say("A rule of a pull-back, if you have one")}
        hint={say("The zones that follow are then drawn, too.")}
        files={rules}
        onFiles={setRules}
        accept=".rule,.txt"
      />
      <FileChoice label={say("Show settlements from a file")} files={towns} onFiles={setTowns} accept=".json,.geojson" />
      <LineChecked line={line} />
      {asked !== undefined && <MapOf answer={answer} data={data} label={say("Map of your own sketch")} zones={zones?.ok ? zones.result.zones : undefined} />}
    </Page>
  );
}
