// Tests of which each goes on from the one before it: when one has failed, the rest of its file is skipped and says so.
import { test as nodeTest } from "node:test";

let broken = false;

export const test = (name, job) => nodeTest(name, async (t) => {
  if (broken) return t.skip("the one before failed");
  broken = true;
  await job(t);
  broken = false;
});
