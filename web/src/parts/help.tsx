// What each place is for, and what others learn from what one does there. In sight where it is asked for, and nowhere else.
import type { ComponentChildren } from "preact";
import { say } from "../say.ts";

export function Help({ place, others }: { place: ComponentChildren; others: ComponentChildren }) {
  return (
    <div class="help">
      <details>
        <summary>{say("What is this place for?")}</summary>
        <p>{place}</p>
      </details>
      <details>
        <summary>{say("What do others know?")}</summary>
        <p>{others}</p>
      </details>
    </div>
  );
}
