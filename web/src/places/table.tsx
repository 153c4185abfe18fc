// Who sits here, for whom, and what is said. The address behind the place names one page of it.
import type { PlaceProps } from "../shell/places.ts";
import { Home } from "./table/home.tsx";
import { Concern, Early, Issues, OneIssue, Reopen } from "./table/issues.tsx";
import { GiveRecord, NotePoint, OneMeeting, ReadBack, Strike } from "./table/meeting.tsx";
import { Meetings, NewMeeting, WithMeeting } from "./table/meetings.tsx";
import { NewIssue, NewIssueSend } from "./table/newissue.tsx";
import { Device, DeviceSend, Introduce, IntroduceSend, NewSeat, NewSeatSend, Party, PartySend } from "./table/newseat.tsx";
import { Pause, PauseAs, Press, PressSend, Resume, type PauseKind } from "./table/pause.tsx";
import { Answer, OneProposal, Proposals } from "./table/proposals.tsx";
import { Record } from "./table/record.tsx";
import { Rules, SettingsPages } from "./table/rules.tsx";
import { Said, Say } from "./table/said.tsx";
import { Missing, OneSeat, Seats, Seen } from "./table/seats.tsx";
import { Keep, OwnStanding, OwnStandingSend, Reconfirm } from "./table/standing.tsx";
import "./table/table.css";

const PAUSES: readonly string[] = ["plain", "world", "leak"] satisfies PauseKind[];

/** Each page has the address as its key: going from one to another of the same kind begins it anew. */
export function TablePlace({ rest }: PlaceProps) {
  return <At key={rest.join("/")} rest={rest} />;
}

function At({ rest: [page = "", a = "", b = "", c = ""] }: PlaceProps) {
  const sends = a === "send";
  switch (page) {
    case "":
      return <Home />;
    case "said":
      return <Said />;
    case "say":
      return <Say />;
    case "seats":
      return <Seats />;
    case "seat":
      return <OneSeat id={a} />;
    case "seen":
      return <Seen id={a} />;
    case "standing":
      return sends ? <OwnStandingSend /> : <OwnStanding />;
    case "keep":
      return <Keep />;
    case "reconfirm":
      return <Reconfirm />;
    case "new-seat":
      return sends ? <NewSeatSend /> : <NewSeat />;
    case "party":
      return b === "send" ? <PartySend id={a} /> : <Party id={a} />;
    case "device":
      return sends ? <DeviceSend /> : <Device />;
    case "introduce":
      return sends ? <IntroduceSend /> : <Introduce />;
    case "proposals":
      if (b === "consent" || b === "decline") return <Answer number={a} consents={b === "consent"} />;
      return a === "" ? <Proposals /> : <OneProposal number={a} />;
    case "issues":
      return a === "" ? <Issues /> : <OneIssue id={a} />;
    case "new-issue":
      return sends ? <NewIssueSend /> : <NewIssue />;
    case "concern":
      return <Concern id={a} send={b === "send"} />;
    case "early":
      return <Early id={a} />;
    case "reopen":
      return <Reopen id={a} />;
    case "rules":
      return <Rules />;
    case "settings":
      return <SettingsPages send={sends} />;
    case "pause":
      return PAUSES.includes(a) ? <PauseAs kind={a as PauseKind} /> : <Pause />;
    case "resume":
      return <Resume />;
    case "press":
      return sends ? <PressSend /> : <Press />;
    case "new-meeting":
      return <NewMeeting send={sends} />;
    case "meetings":
      return a === "" ? <Meetings /> : <MeetingPage number={a} page={b} rest={c} />;
    case "record":
      return <Record seat={a === "seat" ? b : ""} />;
    default:
      return <Missing />;
  }
}

function MeetingPage({ number, page, rest }: { number: string; page: string; rest: string }) {
  return (
    <WithMeeting number={number}>
      {(m) => {
        switch (page) {
          case "point":
            return <NotePoint m={m} send={rest === "send"} />;
          case "strike":
            return <Strike m={m} point={rest} />;
          case "record":
            return <GiveRecord m={m} />;
          case "confirm":
          case "not":
            return <ReadBack m={m} confirms={page === "confirm"} />;
          default:
            return <OneMeeting m={m} />;
        }
      }}
    </WithMeeting>
  );
}
