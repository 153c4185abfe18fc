// The button that does something. While it is being done it says so and takes no second press, but keeps the focus. Where it
// cannot be pressed yet, the reason is read with it, and once more to whoever presses it all the same.
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
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
  const id = useId();
  const [pressed, setPressed] = useState(0);
  return (
    <div class="act">
      <button
        type="button"
        class={quiet ? "quiet" : undefined}
        aria-disabled={!can}
        aria-describedby={not === undefined ? undefined : id}
        onClick={() => (can ? onAct() : setPressed(pressed + 1))}
      >
        {children}
      </button>
      <span role="status" id={id}>
        <span key={pressed}>{busy ? say("One moment…") : not}</span>
      </span>
    </div>
  );
}
