// The session is over in this tab: the page says what to do and shows nothing else.
import { Page } from "../parts/page.tsx";
import { say } from "../say.ts";

export function Closed() {
  return (
    <Page title={say("This page is closed")}>
      <p>{say("Start the program Track Two once more: it shows a link that opens the desk. A link works once, in one tab of the browser.")}</p>
      <p>{say("If you have just opened the desk in another tab, go on there and close this one.")}</p>
    </Page>
  );
}
