// A draft that sets aside what could be recommended, or what stands adopted, says so; and the person reads it first.
import { say } from "../../say.ts";
import { seatNames, type Article, type TextTable } from "./types.ts";

const sets = (a: Article): boolean => a.could_recommend.length > 0 || a.silence === "adopted";

export const reopenWords = (a: Article): string[] => (sets(a) ? ["--reopen"] : []);

/** Said before anything is written: the program takes no draft of what is agreed. */
export function Agreed({ article: a, table }: { article: Article; table: TextTable }) {
  if (a.agreed.length === 0) return null;
  return <p class="unsure">{say("It is agreed ad referendum by %s. No new draft is taken until they have taken that back.", seatNames(table.seats, a.agreed))}</p>;
}

export function Reopens({ article: a, table }: { article: Article; table: TextTable }) {
  return (
    <>
      <Agreed article={a} table={table} />
      {a.could_recommend.length > 0 && (
        <p class="unsure">{say("The present draft could be recommended by %s. A new draft sets this aside.", seatNames(table.seats, a.could_recommend))}</p>
      )}
      {a.silence === "adopted" && <p class="unsure">{say("The present draft stands adopted by silence. A new draft sets this aside.")}</p>}
      {a.silence === "runs" && <p class="unsure">{say("A silence runs on the present draft. A new draft ends it.")}</p>}
    </>
  );
}
