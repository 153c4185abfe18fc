// The open desk: the places as headings of the way, the place itself, and who is here beside it. The title of the window
// names the place and nothing of the table: a browser keeps it on the disk.
import { useLayoutEffect } from "preact/hooks";
import { Cards } from "../first/cards.tsx";
import { Tables } from "../first/tables.tsx";
import { Verify } from "../first/verify.tsx";
import { Wipe } from "../first/wipe.tsx";
import { Theirs } from "../parts/theirs.tsx";
import { href, useRoute, type Route } from "../route.ts";
import { say } from "../say.ts";
import { useTable } from "../use.ts";
import { Languages } from "./languages.tsx";
import { LockButton, LockPage } from "./lock.tsx";
import { PLACES } from "./places.ts";
import { Roster } from "./roster.tsx";
import { Warnings } from "./warnings.tsx";

export function Frame({ onLanguage }: { onLanguage(): void }) {
  const route = useRoute();
  const title = useTable()?.title;
  const at = PLACES.find((p) => p.path === route.place);
  useLayoutEffect(() => {
    document.title = at === undefined ? "Track Two" : `${say(at.name)} · Track Two`;
    return () => void (document.title = "Track Two");
  });
  return (
    <div class="desk">
      <button
        type="button"
        class="skip"
        onClick={() => document.querySelector<HTMLElement>("main h1")?.focus()}
      >
        {say("Go to the page's contents")}
      </button>
      <header class="top">
        <p class="title">{title !== undefined && <Theirs>{title}</Theirs>}</p>
        <LockButton />
        <nav aria-label={say("Places")}>
          <ul class="places">
            {PLACES.map((p) => (
              <li key={p.path}>
                <a href={href(p.path)} aria-current={p.path === route.place ? "page" : undefined}>
                  {say(p.name)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <Warnings />
      <main>
        <View route={route} />
      </main>
      <Roster />
      <footer>
        <Languages onChange={onLanguage} />
        <p>
          <a href={href("tables")}>{say("Another table")}</a>
        </p>
      </footer>
    </div>
  );
}

/** Pages that belong to no place have addresses of their own. An address that is none shows the table. */
function View({ route }: { route: Route }) {
  if (route.place === "verify") return route.rest[0] === "cards" ? <Cards /> : <Verify />;
  if (route.place === "tables") return <Tables back={href("table")} />;
  if (route.place === "lock") return <LockPage />;
  if (route.place === "wipe") return <Wipe />;
  const place = PLACES.find((p) => p.path === route.place) ?? PLACES[0];
  return place === undefined ? null : <place.View key={place.path} rest={route.rest} />;
}
