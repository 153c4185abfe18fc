// All soundings: what is under way, the days that were agreed on, and what was asked and answered before.
import { useState } from "preact/hooks";
import { Help } from "../../parts/help.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say } from "../../say.ts";
import { day } from "../../time.ts";
import { useOwnSeat } from "../../use.ts";
import { daysWaiting } from "./asked.ts";
import { questionOf } from "./kinds.ts";
import { IssueNames, useSoundTable, useSoundings } from "./names.tsx";
import { standOf } from "./state.ts";
import { isRunning, type Sounding } from "./types.ts";

const SHOWN = 10;

export function SoundingList() {
  const all = useSoundings();
  const table = useSoundTable();
  const own = useOwnSeat() ?? "";
  const [shown, setShown] = useState(SHOWN);
  const running = (all ?? []).filter(isRunning);
  const ended = (all ?? []).filter((s) => !isRunning(s)).reverse();
  return (
    <Page title={say("Soundings")}>
      <Help
        place={say("Here you learn whether there is room: something that all could live with, before anybody has said what.")}
        others={say("What you enter stays on this machine. Others will learn only: room, or no room.")}
      />
      {table !== undefined && daysWaiting(table, own) > 0 && (
        <Notice>
          <p>{say("Sounding days have been named and wait for your agreement.")}</p>
          <p>
            <a href={href("soundings", "days")}>{say("Read them")}</a>
          </p>
        </Notice>
      )}
      {all !== undefined && running.length === 0 && (
        <p>{say("No sounding is under way. Ask something, or agree on days, so that nobody has to ask.")}</p>
      )}
      {running.length > 0 && (
        <section>
          <h2>{say("Under way")}</h2>
          <ul class="ways">
            {running.map((s) => (
              <Row key={s.sounding} s={s} />
            ))}
          </ul>
        </section>
      )}
      <ul class="ways">
        <li>
          <a href={href("soundings", "ask")}>{say("Ask something")}</a>
          <p>{say("The others see that your seat has asked.")}</p>
        </li>
        <li>
          <a href={href("soundings", "days")}>{say("Sounding days")}</a>
          <p>{say("On agreed days every desk takes part by itself, and nobody has asked.")}</p>
        </li>
      </ul>
      {ended.length > 0 && (
        <section>
          <h2>{say("What was asked, and what was answered")}</h2>
          <ul class="plain ended">
            {ended.slice(0, shown).map((s) => (
              <Row key={s.sounding} s={s} />
            ))}
          </ul>
          {ended.length > shown && (
            <button type="button" class="quiet" onClick={() => setShown(shown + SHOWN)}>
              {say("Show earlier ones")}
            </button>
          )}
        </section>
      )}
    </Page>
  );
}

function Row({ s }: { s: Sounding }) {
  const own = useOwnSeat();
  const table = useSoundTable();
  return (
    <li>
      <a href={s.kind === "non-paper" ? href("papers", "nonpapers") : href("soundings", s.sounding)}>
        {s.question !== "" ? <Theirs>{s.question}</Theirs> : questionOf(s.kind)}
      </a>
      {s.kind !== "non-paper" && (
        <p class="hint">
          <IssueNames ids={s.issues} />
          {!isRunning(s) && <> · {day(s.ended_slot)}</>}
        </p>
      )}
      <p>{standOf(s, table, own)}</p>
    </li>
  );
}
