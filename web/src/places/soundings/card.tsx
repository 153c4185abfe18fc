// What was found, as a card that prints.
import { Theirs } from "../../parts/theirs.tsx";
import { say } from "../../say.ts";
import { day } from "../../time.ts";
import { packageOf } from "./entry.ts";
import { Text, issuesOf, seatNames, useSoundTable } from "./names.tsx";
import type { Issue, Sounding } from "./types.ts";

/** A package, issue by issue. */
export function Package({ name, issues }: { name: string; issues: readonly Issue[] }) {
  return (
    <dl class="package">
      {packageOf(name, issues).map(({ issue, option }) => (
        <div key={issue.id}>
          <dt>
            <Text of={issue.title} />
          </dt>
          <dd>
            <Text of={option.text} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function FoundCard({ s, root }: { s: Sounding; root: Sounding }) {
  const table = useSoundTable();
  const isNumber = root.kind === "range";
  const title = isNumber ? say("The number that was found") : s.kind === "exchange" ? say("The pair that both have named") : say("The package that was found");
  return (
    <>
      <section class="card found" aria-label={title}>
        <h2>{title}</h2>
        <p class="hint">
          <Theirs>{table?.title ?? ""}</Theirs> · {day(s.ended_slot)}
        </p>
        {isNumber ? (
          <p class="number">
            <Theirs>{root.question}</Theirs> <strong>{s.found}</strong>
          </p>
        ) : (
          <Package name={s.found} issues={issuesOf(table, s.issues)} />
        )}
        <p>{say("These could recommend it, subject to the yes of those at home (ad referendum): %s.", seatNames(table, s.required))}</p>
      </section>
      <button type="button" class="quiet screen-only" onClick={() => print()}>
        {say("Print")}
      </button>
    </>
  );
}
