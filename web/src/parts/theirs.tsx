// Whatever users wrote: names, titles, lines, papers. It takes its own direction and does not turn what stands around it.
import type { ComponentChildren } from "preact";

export function Theirs({ children, lang }: { children: ComponentChildren; lang?: string }) {
  return (
    <bdi dir="auto" lang={lang}>
      {children}
    </bdi>
  );
}
