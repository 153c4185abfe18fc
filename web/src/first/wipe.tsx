// The desk leaves this machine: the last page that a person sees of it.
import { Confirm } from "../parts/confirm.tsx";
import { go, href } from "../route.ts";
import { say } from "../say.ts";

export function Wipe() {
  return (
    <Confirm
      title={say("Wipe this desk")}
      back={href("tables")}
      words={["wipe", "--everything"]}
      others={say("Nothing. They keep their own record, and see only that your seat is silent.")}
      act={say("Wipe it from this machine")}
      onDone={() => go("table")}
    >
      <p>{say("Your keys, your record and what you have entered are overwritten on this machine and removed.")}</p>
      <p>{say("Your seat can come back only on another machine, with the consent of the others.")}</p>
      <p>{say("What the disk may still hold of older copies stays sealed under your passphrase.")}</p>
    </Confirm>
  );
}
