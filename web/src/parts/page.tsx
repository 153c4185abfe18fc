// The frame of every view: its heading, which takes the focus when one comes to it. The title of the window is the shell's:
// a browser keeps it on the disk, and a heading may be somebody's words.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { say } from "../say.ts";

let first = true;

export function Page({ title, back, children }: { title: string; back?: string; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!first) heading.current?.focus(); // a screen reader says where one is; at the first view the browser does
    first = false;
  }, [title]);
  return (
    <article class="page">
      {back !== undefined && (
        <p class="back">
          <a href={back}>{say("Back")}</a>
        </p>
      )}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </article>
  );
}
