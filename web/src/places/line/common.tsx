// What several pages of the line share: who the sides are, what is agreed, links, tables, long lists.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say, sayNodes } from "../../say.ts";
import { useAnswer, useOwnSeat, useResult, useTable } from "../../use.ts";
import { isOfLine, type Agreed, type Document, type LineContent, type LineTable, type Proposal, type SideKey } from "./types.ts";

export const HOME = href("line");
export const MAP = href("line", "map");
export const AGREED = href("line", "agreed");
export const REPORTS = href("line", "reports");
export const INCIDENTS = href("line", "incidents");
export const WITHDRAWAL = href("line", "withdrawal");

export const useAgreed = (): Agreed | undefined => useResult<Agreed>(["line", "agree"]);
export const useCeasefire = () => (useTable() as LineTable | undefined)?.ceasefire;
export const useLineContent = (): LineContent | undefined => useResult<Document<LineContent>>(["line", "document", "line"])?.content;

/** The names of the sides, as the agreed line has them. */
export type SideNames = (side: SideKey | string | null) => ComponentChildren;

export function useSideNames(): SideNames {
  const names = useLineContent()?.sides;
  return (side) => {
    const k = side === "A" || side === "a" ? 0 : side === "B" || side === "b" ? 1 : undefined;
    if (k === undefined) return say("side not known");
    return names === undefined ? (k === 0 ? say("side A") : say("side B")) : <Theirs>{names[k]}</Theirs>;
  };
}

/** For whom this seat speaks; undefined: for nobody in the cease-fire. */
export function useSpeaksFor(): "A" | "B" | "commission" | undefined {
  const own = useOwnSeat();
  const agreed = useAgreed();
  if (own === undefined || agreed === undefined) return undefined;
  if (agreed.side_a?.includes(own)) return "A";
  if (agreed.side_b?.includes(own)) return "B";
  return agreed.commission?.includes(own) ? "commission" : undefined;
}

/** A seat by its name at the table. */
export function useSeatName(): (id: string) => ComponentChildren {
  const seats = useTable()?.seats;
  return (id) => {
    const seat = seats?.find((s) => s.id === id);
    return <Theirs>{seat === undefined ? id : seat.name}</Theirs>;
  };
}

/** Proposals of the cease-fire that are open. */
export function useProposals(): Proposal[] | undefined {
  const all = useResult<{ proposals: Proposal[] }>(["proposal", "list"])?.proposals;
  return all?.filter(isOfLine);
}

/** What a reading says, or why it says nothing yet. */
export function Read<T>({ words, children }: { words: readonly string[]; children(result: T): ComponentChildren }) {
  const answer = useAnswer<T>(words);
  if (answer === undefined) return <p role="status">{say("One moment…")}</p>;
  if (!answer.ok) return <NotYet>{answer.error}</NotYet>;
  return <>{children(answer.result)}</>;
}

/** What is missing, and where it comes from. */
export function NotYet({ children }: { children: ComponentChildren }) {
  return (
    <>
      <Notice>{children}</Notice>
      <p>
        <a href={AGREED}>{say("What is agreed, and what comes next")}</a>
      </p>
    </>
  );
}

export function Way({ to, name, children }: { to: string; name: string; children?: ComponentChildren }) {
  return (
    <li>
      <a href={to}>{name}</a>
      {children !== undefined && <p class="hint">{children}</p>}
    </li>
  );
}

/** A list that is cut, and goes on by a button. */
export function Long<T>({ items, first = 30, children }: { items: readonly T[]; first?: number; children(items: readonly T[]): ComponentChildren }) {
  const [shown, setShown] = useState(first);
  return (
    <>
      {children(items.slice(0, shown))}
      {items.length > shown && (
        <Act quiet busy={false} onAct={() => setShown(shown + 10 * first)}>
          {say("Show more (%1$s of %2$s are shown)", shown, items.length)}
        </Act>
      )}
    </>
  );
}

/** A table that can be wider than the page: then it is moved by itself, by keyboard too. */
export function Sheet({ caption, head, children }: { caption: string; head: readonly string[]; children: ComponentChildren }) {
  return (
    <div class="sheet" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((h) => (
              <th key={h} scope="col">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export interface Pairs {
  pairs: readonly (readonly [string, ComponentChildren] | false | undefined)[];
}

/** Facts with their names: a read-back. */
export function Facts({ pairs }: Pairs) {
  return (
    <dl class="facts">
      {pairs.map(
        (p) =>
          p !== false &&
          p !== undefined && (
            <div key={p[0]}>
              <dt>{p[0]}</dt>
              <dd>{p[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** "Report 3", as a link to it. */
export function ReportLink({ n }: { n: number }) {
  return <a href={href("line", "reports", n)}>{say("report %s of the record", n)}</a>;
}

export function StillMissing({ seats }: { seats: string }) {
  return seats === "" ? null : <p class="hint">{sayNodes("Still to consent: %s", <Theirs>{seats}</Theirs>)}</p>;
}
