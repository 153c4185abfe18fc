// The cease-fire: the line, its zones, the reports, the quiet days.
import { Help } from "../parts/help.tsx";
import { Page } from "../parts/page.tsx";
import { say } from "../say.ts";
import type { PlaceProps } from "../shell/places.ts";

export function LinePlace(_: PlaceProps) {
  return (
    <Page title={say("Line")}>
      <Help
        place={say("Here are the line of contact, the zones beside it, what observers report, and the days that have been quiet.")}
        others={say("All seats see the same line, the same reports and the same count. Your sketches of other lines stay on this machine.")}
      />
    </Page>
  );
}
