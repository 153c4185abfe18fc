// What the person has to know wherever it is: each a plain sentence with what to do.
import { Notice } from "../parts/notice.tsx";
import { Theirs } from "../parts/theirs.tsx";
import { href } from "../route.ts";
import { currentLanguage, list, percent, say } from "../say.ts";
import { textIn, type Table } from "../types.ts";
import { useDesk, useTable } from "../use.ts";

export function Silent() {
  return (
    <Notice kind="warning">
      {say("The program does not answer. What you wrote stays on this page. If this lasts, do not load this page again: start the program, and go on where it opens the desk.")}
    </Notice>
  );
}

export function Warnings() {
  const { state, silent } = useDesk();
  const table = useTable();
  return (
    <div class="warnings" role="status">
      {silent && <Silent />}
      {state?.away && (
        <Notice live={false}>
          {say("There is no connection at present. You can read and write; what you send leaves when there is one again.")}
        </Notice>
      )}
      {state !== undefined && state.clock_apart !== 0 && (
        <Notice kind="warning" live={false}>
          {state.clock_apart > 0
            ? say("This machine's clock is slow, in minutes: %s. What comes from others waits here, unseen, and so may your own words, until it is right. Please set it.", state.clock_apart)
            : say("This machine's clock is fast, in minutes: %s. Deadlines go by the table's own clock. Please set this one.", -state.clock_apart)}
        </Notice>
      )}
      {state !== undefined && state.forks > 0 && (
        <Notice kind="warning" live={false}>
          <p>{say("The record is not the same for all seats. No sounding is held until the persons have spoken with each other.")}</p>
          {table?.open && <Forks table={table} />}
        </Notice>
      )}
      {state?.device_replaced && (
        <Notice kind="warning" live={false}>
          {say("Your seat has another machine now. This one gets nothing more and can only show what it has.")}
        </Notice>
      )}
      {table?.open && <TableWarnings table={table} />}
      {state?.running && (
        // Not read out at every step: the page of the sounding says how far it is.
        <div aria-live="off">
          <Notice live={false}>
            {say("A sounding is under way. Done: %s. Please leave the program open.", percent(state.running.permille / 1000))}
          </Notice>
        </div>
      )}
    </div>
  );
}

/** By name, and without saying whose fault it is, which no program can know. */
function Forks({ table }: { table: Table }) {
  const name = (id: string): string => table.seats.find((s) => s.id === id)?.name ?? id;
  const said = (f: Table["forks"][number]): string =>
    f.seat === table.self
      ? say("%s has another version of what your seat has said than this desk. Perhaps a copy of your desk is in use, too: go on with one alone.", name(f.seen_by))
      : f.seat === f.seen_by
        ? say("%s has sent two versions of the same line. Perhaps two copies of its desk are in use: ask its person.", name(f.seat))
        : say("%1$s has seen another line of %2$s than you have. The program cannot know which of the two is at fault: ask both persons.", name(f.seen_by), name(f.seat));
  return (
    <>
      {[...new Set(table.forks.map(said))].map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </>
  );
}

function TableWarnings({ table }: { table: Table }) {
  const names = (ids: readonly string[]): string => list(ids.map((id) => table.seats.find((s) => s.id === id)?.name ?? id));
  const line = textIn(table.line_if_asked, currentLanguage());
  return (
    <>
      {table.leaked && (
        <Notice kind="warning" live={false}>
          <p>{say("Something of these talks is in the press. The table is paused.")}</p>
          {line.text !== "" ? (
            <p>
              {say("What every seat says when asked:")} <Theirs lang={line.lang}>{line.text}</Theirs>
            </p>
          ) : (
            <p>{say("There is no agreed answer. Say nothing before you have spoken with the others.")}</p>
          )}
        </Notice>
      )}
      {table.paused_by.length > 0 && <Notice live={false}>{say("The table is paused by %s.", names(table.paused_by))}</Notice>}
      {table.to_reconfirm.length > 0 && (
        <Notice live={false}>
          {say("The world has changed. Soundings wait until these have reconfirmed their mandate: %s.", names(table.to_reconfirm))}
        </Notice>
      )}
      {table.n_waiting > 0 && (
        <Notice live={false}>
          <a href={href("table", "proposals")}>{say("Proposals that wait for consents: %s", table.n_waiting)}</a>
        </Notice>
      )}
    </>
  );
}
