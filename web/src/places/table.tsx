// Who sits here, for whom, and what is said.
import { Help } from "../parts/help.tsx";
import { Page } from "../parts/page.tsx";
import { say } from "../say.ts";
import type { PlaceProps } from "../shell/places.ts";

export function TablePlace(_: PlaceProps) {
  return (
    <Page title={say("Table")}>
      <Help
        place={say("Here you see who sits at this table, for whom each speaks and under which mandate, and what has been said.")}
        others={say("All seats of this table see what you say here, and who said it. Nobody outside does, and the relay reads nothing.")}
      />
    </Page>
  );
}
