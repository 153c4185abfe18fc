// The one text that is negotiated.
import { Help } from "../parts/help.tsx";
import { Page } from "../parts/page.tsx";
import { say } from "../say.ts";
import type { PlaceProps } from "../shell/places.ts";

export function TextPlace(_: PlaceProps) {
  return (
    <Page title={say("Text")}>
      <Help
        place={say("Here stands the one text that all negotiate, with its open words in square brackets. Whoever holds the pen writes the drafts.")}
        others={say("All seats see each draft, and what each seat says of it. Until you say something, nobody learns what you think of it.")}
      />
    </Page>
  );
}
