// The button that does something. While it is being done it says so and takes no second press, but keeps the focus.
import type { ComponentChildren } from "preact";
import { say } from "../say.ts";

interface ActProps {
  busy: boolean;
  /** Why it cannot be pressed yet, as a sentence beside it; undefined when it can. */
  not?: string | undefined;
  onAct(): void;
  children: ComponentChildren;
  quiet?: boolean;
}

export function Act({ busy, not, onAct, children, quiet = false }: ActProps) {
  const can = !busy && not === undefined;
  return (
    <div class="act">
      <button type="button" class={quiet ? "quiet" : undefined} aria-disabled={!can} onClick={() => can && onAct()}>
        {children}
      </button>
      <span role="status">{busy ? say("One moment…") : not}</span>
    </div>
  );
}
