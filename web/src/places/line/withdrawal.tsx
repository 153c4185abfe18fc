// The pull-back: positions that were declared, sealed or open, what was seen of them, what is late. Declaring and opening.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { FileChoice, offerFile } from "../../parts/files.tsx";
import { Notice, Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { useCall, useDraft } from "../../use.ts";
import { Facts, HOME, Long, Read, ReportLink, WITHDRAWAL, Way, useLineContent, useSeatName, useSideNames, useSpeaksFor } from "./common.tsx";
import { useKept } from "./kept.ts";
import { withFiles } from "./reading.ts";
import type { Position, Withdrawal } from "./types.ts";
import { WEAPON_NAMES, dayD, hourText, trackText, weaponText } from "./words.ts";

export function WithdrawalPage() {
  const speaks = useSpeaksFor();
  const isSide = speaks === "A" || speaks === "B";
  return (
    <Page title={say("The pull-back")} back={HOME}>
      <p>{say("No side has to show at once where its forces go. It declares each position under seal; when inspectors stand there, the seal is opened, and what comes out is what was declared, or it is refused.")}</p>
      {isSide && (
        <ul class="ways">
          <Way to={href("line", "declare")} name={say("Declare a position under seal")} />
          <Way to={href("line", "open")} name={say("Open a position")}>{say("With the file that was kept when it was declared.")}</Way>
        </ul>
      )}
      {speaks !== undefined && !isSide && <p class="hint">{say("Positions are declared by those who speak for a side.")}</p>}
      <Read<Withdrawal> words={["line", "withdrawal"]}>
        {(w) => (
          <>
            <h2>{say("Declared positions: %s", w.positions.length)}</h2>
            {w.positions.length > 0 && <p class="hint">{say("D+5 is the fifth day after day D, from which the agreed rule counts.")}</p>}
            {w.positions.length === 0 && <p>{say("No position has been declared.")}</p>}
            <Long items={w.positions}>
              {(shown) => (
                <ul class="others-list plain">
                  {shown.map((p, i) => (
                    <Row key={i} p={p} />
                  ))}
                </ul>
              )}
            </Long>
            {w.undeclared.length > 0 && (
              <>
                <h2>{say("Seen, and declared by nobody")}</h2>
                <Long items={w.undeclared}>
                  {(shown) => (
                    <ul>
                      {shown.map((n) => (
                        <li key={n}>
                          <ReportLink n={n} />
                        </li>
                      ))}
                    </ul>
                  )}
                </Long>
              </>
            )}
          </>
        )}
      </Read>
    </Page>
  );
}

function Row({ p }: { p: Position }) {
  const sideName = useSideNames();
  const seatName = useSeatName();
  return (
    <li>
      {sayNodes("%1$s, %2$s, by %3$s: %4$s", p.id === null ? say("under seal") : <Theirs>{p.id}</Theirs>, sideName(p.side), dayD(p.by), trackText(p.state))}
      {p.own && <span class="mark">{say("yours")}</span>}
      <small>{sayNodes("declared by %1$s, %2$s", seatName(p.seat), hourText(p.declared))}</small>
      {p.due < p.by && <small>{say("The agreed rule says %s; it is late from then on.", dayD(p.due))}</small>}
      {p.flagged && <small class="unsure">{say("Its declared destination is not clear of the zone that it has to leave.")}</small>}
      {p.late && <small class="unsure">{say("The day has passed, and nobody has verified that it is out.")}</small>}
      {p.not_verified && !p.late && <small>{say("Since that day no observer has seen it.")}</small>}
      {p.twice && <small class="unsure">{say("Another declared position has its id or serial number.")}</small>}
    </li>
  );
}

type Declared = { in_zone: boolean; rule_day: number };

export function DeclarePage() {
  const frame = useLineContent()?.frame;
  const [id, setId] = useDraft("line/declare/id");
  const [weapon, setWeapon] = useDraft("line/declare/weapon");
  const [from, setFrom] = useDraft("line/declare/from");
  const [to, setTo] = useDraft("line/declare/to");
  const [by, setBy] = useDraft("line/declare/by");
  const [count, setCount] = useDraft("line/declare/count");
  const [calibre, setCalibre] = useDraft("line/declare/calibre");
  const [range, setRange] = useDraft("line/declare/range");
  const [serial, setSerial] = useDraft("line/declare/serial");
  const [opening, setOpening] = useState<Uint8Array>();
  const doing = useCall<Declared>();
  const place = frame === "wgs84" ? say("Degrees north, degrees east: 48.1234,37.5678") : say("Kilometres east, kilometres north: 41,12");
  const plain = (v: string): string => v.replace(/\s/g, "");
  const name = `${id.trim().replace(/[^\w.-]/g, "_")}.opening`;
  const option = (word: string, v: string): string[] => (v.trim() === "" ? [] : [word, v.trim()]);
  const words = [
    "line", "declare", id.trim(), "--weapon", weapon, "--from", plain(from), "--to", plain(to), "--by", by.trim(), "--out", `@${name}`,
    ...option("--count", count), ...option("--calibre", calibre), ...option("--range", range), ...option("--serial", serial),
  ];
  const done = doing.answer?.ok ? doing.answer.result : undefined;
  const declare = async (): Promise<void> => {
    const answer = await doing.run(words);
    if (!answer.ok) return;
    const bytes = answer.files.values().next().value;
    if (bytes === undefined) return;
    setOpening(bytes);
    offerFile(name, bytes);
  };
  const missing = [id, weapon, from, to, by].some((v) => v.trim() === "");
  return (
    <Page title={say("Declare a position under seal")} back={WITHDRAWAL}>
      <p>
        <strong>{say("What do others know?")}</strong> {say("Others see that your side declared a position, when, and by which day. Not which, and not where.")}
      </p>
      <Field label={say("A short name of the unit or weapon")} hint={say("Latin letters, digits, - _ and . alone, such as B-art-1. Observers name it so.")} value={id} onValue={setId} />
      <Choice label={say("What is it?")} options={WEAPON_NAMES.map((w) => ({ value: w, label: weaponText(w) }))} value={weapon === "" ? undefined : weapon} onValue={setWeapon} />
      <Field label={say("Where it stands now")} hint={place} value={from} onValue={setFrom} />
      <Field label={say("Where it goes")} hint={place} value={to} onValue={setTo} />
      <Field type="number" label={say("By which day it is there: days after day D")} value={by} onValue={setBy} />
      <details>
        <summary>{say("More about it, if you know it")}</summary>
        <Field type="number" label={say("How many")} value={count} onValue={setCount} />
        <Field type="number" label={say("Calibre in millimetres")} value={calibre} onValue={setCalibre} />
        <Field type="number" label={say("Range in metres")} value={range} onValue={setRange} />
        <Field label={say("Serial number")} value={serial} onValue={setSerial} />
      </details>
      {!missing && done === undefined && (
        <div class="readback">
          <h2>{say("Please read it again")}</h2>
          <Facts
            pairs={[
              [say("Name"), <Theirs>{id.trim()}</Theirs>],
              [say("What is it?"), weaponText(weapon)],
              [say("Where it stands now"), from],
              [say("Where it goes"), to],
              [say("By"), dayD(Number(by))],
            ]}
          />
          <p>{say("Once sealed, nobody can open it as another place: not you either.")}</p>
        </div>
      )}
      <Act busy={doing.busy} not={done !== undefined ? say("It is declared.") : missing ? say("Fill in name, kind, both places and the day first.") : undefined} onAct={() => void declare()}>
        {say("Seal and declare it")}
      </Act>
      <Outcome answer={doing.answer} done={say("Declared under seal.")} />
      {done !== undefined && opening !== undefined && (
        <>
          {done.in_zone && <Notice kind="warning">{say("Only you see this: the destination lies in a zone that it has to leave, or that cannot be told.")}</Notice>}
          {done.rule_day < Number(by) && <Notice kind="warning">{say("By the agreed rule it has to be there by %s. It counts as late from then on.", dayD(done.rule_day))}</Notice>}
          <Notice kind="warning">
            <p>{sayNodes("Keep the file %s. With it, and nothing else, the position is opened. Your browser has put it where it puts what it downloads.", <Theirs>{name}</Theirs>)}</p>
            <Act quiet busy={false} onAct={() => offerFile(name, opening)}>
              {say("Take the file once more")}
            </Act>
          </Notice>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              for (const set of [setId, setWeapon, setFrom, setTo, setBy, setCount, setCalibre, setRange, setSerial]) set("");
              setOpening(undefined);
              doing.clear();
            }}
          >
            {say("Declare another one")}
          </button>
        </>
      )}
    </Page>
  );
}

export function OpenPage() {
  const [files, setFiles] = useKept("opening");
  const asked = files[0] && withFiles(["line", "open"], ["", files[0]]);
  return (
    <Page title={say("Open a position")} back={WITHDRAWAL}>
      <FileChoice label={say("The file that was kept when it was declared")} files={files} onFiles={setFiles} accept=".opening" />
      {asked !== undefined && (
        <ul class="ways">
          <li>
            <a href={href("line", "open", "now")}>{say("Open it")}</a>
          </li>
        </ul>
      )}
    </Page>
  );
}

export function OpenNowPage() {
  const [files] = useKept("opening");
  const [opened, setOpened] = useState<{ id: string; in_zone: boolean }>();
  const asked = files[0] && withFiles(["line", "open"], ["", files[0]]);
  return (
    <Confirm<{ id: string; in_zone: boolean }>
      title={say("Open a position for all")}
      back={href("line", "open")}
      act={say("Open it for all")}
      others={say("All seats see the position as it was declared: what it is, where it stood and where it goes.")}
      words={asked?.words ?? []}
      files={asked?.files ?? {}}
      not={asked === undefined ? say("Choose the file first.") : undefined}
      onDone={(a) => setOpened(a.result)}
      done={
        opened?.in_zone === true
          ? say("Opened: %s. Its destination lies in a zone that it has to leave, or that cannot be told; all seats see this.", opened.id)
          : say("Opened: all seats see the position as it was declared.")
      }
    >
      {files[0] !== undefined && <p>{sayNodes("The file: %s", <Theirs>{files[0].name}</Theirs>)}</p>}
      <p>{say("Do this when inspectors stand before the unit.")}</p>
    </Confirm>
  );
}
