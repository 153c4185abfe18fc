// The session is over in this tab: the page says what to do and shows nothing else, but what was written here and not sent.
import { unsentTexts } from "../drafts.ts";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { Theirs } from "../parts/theirs.tsx";
import { say } from "../say.ts";
import { useDesk } from "../use.ts";

export function Closed() {
  const { left, state } = useDesk();
  const wasOpen = state !== undefined;
  const texts = unsentTexts();
  return (
    <Page title={say("This page is closed")}>
      {left && (
        <Notice kind="warning">
          {say("You pressed Lock, and the program did not answer. This page has forgotten what it showed; whether the desk is locked it cannot tell. If the window in which the program was started is still open, close it: that ends the program, and it forgets its keys.")}
        </Notice>
      )}
      {wasOpen && (
        <Notice kind="warning">
          {say("The program that showed this page has ended, or the desk was opened in another window. Nothing is sent from here any more. Please close this window and do not load it again: another program could now answer in its place. Type your passphrase only where the desk opens anew.")}
        </Notice>
      )}
      <p>{say("Start the program Track Two once more: it shows a link that opens the desk. A link works once, in one tab of the browser.")}</p>
      <p>{say("If you have just opened the desk in another tab, go on there and close this one.")}</p>
      {texts.length > 0 && (
        <>
          <h2>{say("What you had written and not sent")}</h2>
          <p>{say("It lies nowhere but on this page. Copy what you need before you close it.")}</p>
          <ul>
            {texts.map((text) => (
              <li key={text} class="unsent">
                <Theirs>{text}</Theirs>
              </li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}
