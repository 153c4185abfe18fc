// Which of the desk's states the person sees: no session, no desk yet, locked, waiting for the table, or the open desk.
import { useState } from "preact/hooks";
import { Closed } from "./first/closed.tsx";
import { First } from "./first/first.tsx";
import { NewMachine } from "./first/machine.tsx";
import { Tables } from "./first/tables.tsx";
import { Unlock } from "./first/unlock.tsx";
import { Waiting } from "./first/waiting.tsx";
import { Principal } from "./places/papers/principal.tsx";
import { href, useRoute } from "./route.ts";
import { say } from "./say.ts";
import { Frame } from "./shell/frame.tsx";
import { Languages } from "./shell/languages.tsx";
import { Silent } from "./shell/warnings.tsx";
import { useDesk } from "./use.ts";
import type { Desk } from "./desk.ts";
import type { ComponentChildren } from "preact";

export function App() {
  const desk = useDesk();
  const [, setTurn] = useState(0); // a change of language draws everything anew
  const again = (): void => setTurn((n) => n + 1);
  const isOpen = !desk.closed && desk.state?.desk === true && !desk.state.locked && desk.state.table;
  return isOpen ? (
    <Frame onLanguage={again} />
  ) : (
    <Alone onLanguage={again}>
      {desk.silent && !desk.closed && desk.state !== undefined && <Silent />}
      <Before desk={desk} />
    </Alone>
  );
}

/** A page that stands alone: there are no places to go to yet. */
function Alone({ children, onLanguage }: { children: ComponentChildren; onLanguage(): void }) {
  return (
    <div class="alone">
      <header>
        <Languages onChange={onLanguage} />
      </header>
      <main>{children}</main>
    </div>
  );
}

function Before({ desk }: { desk: Desk }) {
  const route = useRoute();
  if (desk.closed) return <Closed />;
  if (desk.state === undefined)
    return <p role="status">{desk.silent ? say("The program does not answer. If this lasts, start it again.") : say("One moment…")}</p>;
  if (route.place === "tables") return <Tables back={href("table")} />;
  if (route.place === "principal") return <Principal rest={route.rest} />;
  if (route.place === "new-machine" && !(desk.state.desk && desk.state.locked)) return <NewMachine />;
  if (!desk.state.desk) return <First step={route.place} />;
  if (desk.state.locked) return <Unlock />;
  return <Waiting />;
}
