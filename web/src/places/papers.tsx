// Papers, non-papers, read-outs, the dossier.
import { Help } from "../parts/help.tsx";
import { Page } from "../parts/page.tsx";
import { say } from "../say.ts";
import type { PlaceProps } from "../shell/places.ts";

export function PapersPlace(_: PlaceProps) {
  return (
    <Page title={say("Papers")}>
      <Help
        place={say("Here you circulate papers, put a text without an author among the others, and write to your principal.")}
        others={say("A paper goes to all seats at once, with your name. A non-paper comes out without one. A read-out is read by your principal alone; the others learn that there was one.")}
      />
    </Page>
  );
}
