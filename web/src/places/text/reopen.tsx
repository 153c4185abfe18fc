// A draft that sets aside what could be recommended, or what stands adopted, says so; and the person reads it first.
import { say } from "../../say.ts";
import { seatNames, type Article, type TextTable } from "./types.ts";

const sets = (a: Article): boolean => a.could_recommend.length > 0 || a.silence === "adopted";

export const reopenWords = (a: Article): string[] => (sets(a) ? ["--reopen"] : []);

export function Reopens({ article: a, table }: { article: Article; table: TextTable }) {
  return (
    <>
      {a.could_recommend.length > 0 && (
        <p class="unsure">{say("The present draft could be recommended by %s. A new draft sets this aside.", seatNames(table.seats, a.could_recommend))}</p>
      )}
      {a.silence === "adopted" && <p class="unsure">{say("The present draft stands adopted by silence. A new draft sets this aside.")}</p>}
      {a.silence === "runs" && <p class="unsure">{say("A silence runs on the present draft. A new draft ends it.")}</p>}
    </>
  );
}
