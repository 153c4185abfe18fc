// Whatever users wrote: names, titles, lines, papers. It takes its own direction and does not turn what stands around it.
import type { ComponentChildren } from "preact";
import { isolatedParts } from "./isolated.ts";

export function Theirs({ children, lang }: { children: ComponentChildren; lang?: string }) {
  return (
    <bdi dir="auto" lang={lang}>
      {children}
    </bdi>
  );
}

/** A sentence that the program made, with titles and days in it: each of these keeps its own direction. */
export function Told({ children }: { children: string }) {
  return <bdi dir="auto">{isolatedParts(children).map((part, k) => (k % 2 === 1 ? <bdi key={k}>{part}</bdi> : part))}</bdi>;
}
