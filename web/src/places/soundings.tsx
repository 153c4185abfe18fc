// Whether there is room, without showing a card.
import { Help } from "../parts/help.tsx";
import { Page } from "../parts/page.tsx";
import { say } from "../say.ts";
import type { PlaceProps } from "../shell/places.ts";

export function SoundingsPlace(_: PlaceProps) {
  return (
    <Page title={say("Soundings")}>
      <Help
        place={say("Here you learn whether there is something that all could live with, before anybody has said what.")}
        others={say("What you enter stays on this machine. Others will learn only: room, or no room.")}
      />
    </Page>
  );
}
