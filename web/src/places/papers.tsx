// Papers, non-papers, read-outs, the dossier, and words for another table.
import type { PlaceProps } from "../shell/places.ts";
import { Circulate } from "./papers/circulate.tsx";
import { DossierPage } from "./papers/dossier.tsx";
import { Home } from "./papers/home.tsx";
import { NonPapersPlace } from "./papers/nonpapers.tsx";
import { PaperPage } from "./papers/paper.tsx";
import "./papers/papers.css";
import { ReadoutsPlace } from "./papers/readouts.tsx";
import { Send } from "./papers/send.tsx";
import { ShuttlePlace } from "./papers/shuttle.tsx";

export function PapersPlace({ rest }: PlaceProps) {
  const [page, ...more] = rest;
  switch (page) {
    case "show":
      return <PaperPage key={more[0]} number={more[0] ?? ""} />;
    case "circulate":
      return <Circulate key={more[0]} replaces={more[0]} />;
    case "send":
      return <Send key={more[0]} replaces={more[0]} />;
    case "nonpapers":
      return <NonPapersPlace rest={more} />;
    case "readouts":
      return <ReadoutsPlace rest={more} />;
    case "dossier":
      return <DossierPage />;
    case "shuttle":
      return <ShuttlePlace rest={more} />;
    default:
      return <Home />;
  }
}
