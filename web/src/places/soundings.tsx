// Whether there is room, without showing a card. Addresses: #/soundings, /ask/..., /days/..., /reopen/ISSUE, /NUMBER and what is
// done to that sounding.
import { Page } from "../parts/page.tsx";
import { href } from "../route.ts";
import { say } from "../say.ts";
import type { PlaceProps } from "../shell/places.ts";
import { Ask } from "./soundings/ask.tsx";
import { Check } from "./soundings/check.tsx";
import { Key, Reopen, Seal, Stop } from "./soundings/confirms.tsx";
import { SoundingDays } from "./soundings/days.tsx";
import { Enter } from "./soundings/enter.tsx";
import { SoundingList } from "./soundings/list.tsx";
import { rootOf, useSoundings } from "./soundings/names.tsx";
import { One, type OneProps } from "./soundings/one.tsx";
import { EnterPairs, EnterRange, EnterWord } from "./soundings/simple.tsx";
import "./soundings/soundings.css";

export function SoundingsPlace({ rest }: PlaceProps) {
  const [first, ...more] = rest;
  if (first === "ask") return <Ask rest={more} />;
  if (first === "days") return <SoundingDays rest={more} />;
  if (first === "reopen") return <Reopen id={more[0] ?? ""} />;
  if (first !== undefined) return <Numbered number={Number(first)} rest={more} />;
  return <SoundingList />;
}

function Numbered({ number, rest }: { number: number; rest: readonly string[] }) {
  const all = useSoundings();
  const s = all?.find((x) => x.sounding === number);
  if (all === undefined) return null;
  if (s === undefined)
    return (
      <Page title={say("Soundings")} back={href("soundings")}>
        <p>{say("There is no such sounding on this table.")}</p>
      </Page>
    );
  const props: OneProps = { s, root: rootOf(all, s), all };
  const [verb, ...more] = rest;
  switch (verb) {
    case "enter":
      if (s.kind === "yes" || s.kind === "ready") return <EnterWord {...props} />;
      if (s.kind === "range") return <EnterRange {...props} />;
      if (s.kind === "exchange") return <EnterPairs {...props} />;
      if (s.kind === "find") return <Key {...props} s={all.find((x) => x.sounding === s.of) ?? s} />;
      return <Enter key={s.sounding} {...props} purpose="enter" rest={more} />;
    case "place":
      return <Enter key={s.sounding} {...props} purpose="place" rest={more} />;
    case "check":
      return <Check {...props} />;
    case "seal":
      return <Seal {...props} />;
    case "key":
      return <Key {...props} />;
    case "stop":
      return <Stop {...props} />;
    default:
      return <One {...props} />;
  }
}
