// What an entry accepts: how many of how many, and packages at its edge, "could you live with this?"
import { useState } from "preact/hooks";
import { Choice } from "../../parts/choice.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { href } from "../../route.ts";
import { say } from "../../say.ts";
import { Package } from "./card.tsx";
import { checked } from "./memory.ts";
import { issuesOf, useSoundTable } from "./names.tsx";
import type { OneProps } from "./one.tsx";
import { waitsForDay } from "./state.ts";
import type { Entered, Issue } from "./types.ts";

export function Check({ s, root }: OneProps) {
  const table = useSoundTable();
  const issues = issuesOf(table, root.issues);
  const entered = checked.get(s.sounding);
  const isNumber = s.kind === "range";
  return (
    <Page title={say("What your entry accepts")} back={href("soundings", s.sounding, "enter")}>
      {entered === undefined ? (
        <p>{say("What you have entered (your entry) lies locked away on this desk. It is shown only right after you entered it; to see it, enter it again.")}</p>
      ) : (
        <>
          <p class="stand">
            {isNumber
              ? say("Of the numbers, your entry accepts %s of %s. It stays on this desk.", entered.accepted, entered.candidates)
              : say("Of the packages, your entry accepts %s of %s. It stays on this desk.", entered.accepted, entered.candidates)}
          </p>
          {!isNumber && <p class="hint">{say("A package takes one option from each issue.")}</p>}
          <Bar of={entered} />
          {entered.check.length > 0 && (
            <>
              <h2>{say("Could you live with this?")}</h2>
              <p>{say("These packages lie at the edge of what you entered. Answer for yourself, and see whether your entry says what you mean. Your answers go nowhere.")}</p>
            </>
          )}
          {entered.check.map((c, i) => (
            <CheckPackage key={c.package} c={c} number={i + 1} of={entered.check.length} issues={issues} change={href("soundings", s.sounding, "enter")} />
          ))}
        </>
      )}
      <ul class="ways">
        {!waitsForDay(s) && s.day === 0 && (
          <li>
            <a href={href("soundings", s.sounding, "seal")}>{say("This is right: seal it")}</a>
          </li>
        )}
        {waitsForDay(s) && (
          <li>
            <a href={href("soundings", s.sounding)}>{say("This is right: at the hour it is sealed by itself")}</a>
          </li>
        )}
        <li>
          <a href={href("soundings", s.sounding, "enter")}>{say("Change it")}</a>
        </li>
      </ul>
    </Page>
  );
}

/** How wide an entry is, and between which marks it counts. */
export function Bar({ of }: { of: Entered }) {
  const part = (n: number): number => (1000 * n) / Math.max(1, of.candidates);
  const limited = of.min > 0 || of.max < of.candidates;
  return (
    <figure class="bar">
      <svg viewBox="0 0 1000 60" preserveAspectRatio="none" aria-hidden="true">
        <rect class="all" x="0" y="15" width="1000" height="30" />
        <rect class="accepted" x="0" y="15" width={part(of.accepted)} height="30" />
        {limited && <rect class="limit" x={part(of.min)} y="0" width="4" height="60" />}
        {limited && <rect class="limit" x={part(of.max)} y="0" width="4" height="60" />}
      </svg>
      {limited && <figcaption class="hint">{say("An entry that accepts fewer or more than stands between the two marks counts as no: from %s to %s.", of.min, of.max)}</figcaption>}
    </figure>
  );
}

interface CheckProps {
  c: Entered["check"][number];
  number: number;
  of: number;
  issues: readonly Issue[];
  change: string;
}

function CheckPackage({ c, number, of, issues, change }: CheckProps) {
  const [own, setOwn] = useState<"yes" | "no">();
  const title = say("Package %s of %s", number, of);
  return (
    <section class="card" aria-label={title}>
      <h3>{title}</h3>
      <Package name={c.package} issues={issues} />
      <Choice<"yes" | "no">
        label={say("Could you live with this?")}
        options={[
          { value: "yes", label: say("Yes, I could") },
          { value: "no", label: say("No, I could not") },
        ]}
        value={own}
        onValue={setOwn}
      />
      {own !== undefined &&
        ((own === "yes") === c.accepted ? (
          <Notice kind="done">{say("Your entry says the same.")}</Notice>
        ) : (
          <Notice kind="warning">
            <p>{c.accepted ? say("Your entry says yes to it. It is wider than you mean.") : say("Your entry says no to it. It is narrower than you mean.")}</p>
            <p>
              <a href={change}>{say("Change it")}</a>
            </p>
          </Notice>
        ))}
    </section>
  );
}
