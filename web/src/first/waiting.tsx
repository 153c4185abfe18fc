// The seat is taken, and the table's opening has not come yet. Meanwhile one makes sure of the others.
import { Notice } from "../parts/notice.tsx";
import { useRoute } from "../route.ts";
import { say } from "../say.ts";
import { LockButton } from "../shell/lock.tsx";
import { Warnings } from "../shell/warnings.tsx";
import { Cards } from "./cards.tsx";
import { Verify } from "./verify.tsx";

export function Waiting() {
  const route = useRoute();
  return (
    <>
      <LockButton />
      <Warnings />
      <Notice>{say("Your seat is taken. The table appears here by itself as soon as it has come through the relay.")}</Notice>
      {route.rest[0] === "cards" ? <Cards /> : <Verify />}
    </>
  );
}
