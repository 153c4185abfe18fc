// The cease-fire: the line, its zones, the reports, the quiet days. Its pages, by their addresses.
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { say } from "../say.ts";
import type { PlaceProps } from "../shell/places.ts";
import { AgreedPage } from "./line/agreed.tsx";
import { HOME } from "./line/common.tsx";
import { DayPage } from "./line/day.tsx";
import { EnterPage, FilePage } from "./line/file.tsx";
import { HoldPage } from "./line/hold.tsx";
import { LineHome } from "./line/home.tsx";
import { IncidentPage, IncidentStepPage, IncidentsPage } from "./line/incidents.tsx";
import "./line/line.css";
import { MapPage, MapPrintPage } from "./line/mappage.tsx";
import { AdmitPage, ObserversPage } from "./line/observers.tsx";
import { FormPage } from "./line/own/form.tsx";
import { OwnAllPage, OwnEnterPage, OwnPage } from "./line/own/home.tsx";
import { MakeKeyPage, TakeKeyPage } from "./line/own/key.tsx";
import { OwnReportPage, WithdrawPage } from "./line/own/one.tsx";
import { WritePage } from "./line/own/write.tsx";
import { ConsentPage, PartPage, ProposalPage } from "./line/proposal.tsx";
import { ProposePage } from "./line/propose.tsx";
import { PublishPage } from "./line/publish.tsx";
import { RejudgePage } from "./line/rejudge.tsx";
import { ExcludePage, ReportPage, ReportsPage } from "./line/reports.tsx";
import { BackPage, StepPage } from "./line/steps.tsx";
import { DeclarePage, OpenNowPage, OpenPage, WithdrawalPage } from "./line/withdrawal.tsx";
import { partText } from "./line/words.ts";
import { BalancePage, WhatIfPage, ZonesPage } from "./line/zones.tsx";

export function LinePlace({ rest }: PlaceProps) {
  const [page, of, more] = rest;
  switch (page) {
    case undefined:
      return <LineHome />;
    case "map":
      return of === "print" ? <MapPrintPage /> : <MapPage />;
    case "agreed":
      return <AgreedPage />;
    case "propose":
      return <ProposePage key={of} part={of ?? ""} />;
    case "proposal":
      return <ProposalPage number={of ?? ""} />;
    case "consent":
      return <ConsentPage number={of ?? ""} />;
    case "decline":
      return <ConsentPage number={of ?? ""} decline />;
    case "part":
      return <PartPage part={of ?? ""} title={say("In force: %s", partText(of ?? ""))} />;
    case "step":
      return <StepPage step={of ?? ""} />;
    case "back":
      return <BackPage step={of ?? ""} />;
    case "zones":
      return of === "if" ? <WhatIfPage /> : of === "balance" ? <BalancePage /> : <ZonesPage />;
    case "reports":
      return of === undefined ? <ReportsPage /> : <ReportPage number={of} />;
    case "write":
      return <WritePage step={of ?? "what"} />;
    case "own":
      return <OwnPages page={of} more={more} />;
    case "exclude":
      return <ExcludePage number={of ?? ""} />;
    case "file":
      return of === "enter" ? <EnterPage /> : <FilePage />;
    case "observers":
      return of === "admit" ? <AdmitPage /> : <ObserversPage />;
    case "incidents":
      if (of === undefined) return <IncidentsPage />;
      return more === undefined ? <IncidentPage report={of} /> : <IncidentStepPage key={more} report={of} step={more} />;
    case "day":
      return <DayPage date={of} />;
    case "withdrawal":
      return <WithdrawalPage />;
    case "declare":
      return <DeclarePage />;
    case "open":
      return of === "now" ? <OpenNowPage /> : <OpenPage />;
    case "hold":
      return <HoldPage />;
    case "publish":
      return <PublishPage />;
    case "rejudge":
      return <RejudgePage />;
    default:
      return (
        <Page title={say("Line")} back={HOME}>
          <Notice>{say("There is no such page here.")}</Notice>
        </Page>
      );
  }
}

/** What the observer at this desk has. */
function OwnPages({ page, more }: { page: string | undefined; more: string | undefined }) {
  switch (page) {
    case "key":
      return <MakeKeyPage />;
    case "take":
      return <TakeKeyPage />;
    case "form":
      return <FormPage />;
    case "enter":
      return <OwnEnterPage />;
    case "all":
      return <OwnAllPage />;
    case "report":
      return <OwnReportPage key={more} number={more ?? ""} />;
    case "withdraw":
      return <WithdrawPage key={more} number={more ?? ""} />;
    default:
      return <OwnPage />;
  }
}
