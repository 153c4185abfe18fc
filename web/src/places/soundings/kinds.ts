// The questions, and what everybody learns from each, in the manual's words (docs/manual/soundings.md).
import { say } from "../../say.ts";
import type { Kind } from "./types.ts";

export function questionOf(kind: Kind): string {
  switch (kind) {
    case "room": return say("Is there room?");
    case "range": return say("Is there room on a number?");
    case "yes": return say("Do all say yes to a text?");
    case "ready": return say("Are enough of us ready?");
    case "near": return say("How far apart are we?");
    case "exchange": return say("Would we give this for that?");
    case "better": return say("Is there a better package?");
    case "find": return say("Which package is it?");
    case "non-paper": return say("A round of non-papers");
  }
}

/** `seats`: how many are required; between two a no cannot hide whose it is. */
export function learnedFrom(kind: Kind, seats = 0): string {
  const shown = kind === "find" || kind === "exchange" || kind === "non-paper";
  return seats === 2 && !shown ? `${all(kind)} ${say("Between two seats, a no tells each that it was the other.")}` : all(kind);
}

function all(kind: Kind): string {
  switch (kind) {
    case "room": return say("All learn only: room, or no room. Nobody learns which package, who refused, or on which issue.");
    case "range": return say("All learn only: room, or no room. Nobody learns anybody's limits.");
    case "yes": return say("All learn only: all said yes, or not all. Nobody learns who did not.");
    case "ready": return say("Those who said yes learn whether there are enough. The others learn nothing, and nobody learns who is ready.");
    case "near": return say("All learn only at which step of giving way there is room, or that there is none. It takes two of the soundings that an issue can have.");
    case "exchange": return say("Both learn one pair that both have named, or that there is none. Between two seats only.");
    case "better": return say("All learn only whether there is one that is worse for nobody and better for somebody. Nobody learns for whom.");
    case "find": return say("If every seat turns its key, all see the same package. If not, nothing is opened, and it is not shown who did not turn it; between two seats it cannot be hidden.");
    case "non-paper": return say("All learn the texts that were put in. Nobody learns whose they are.");
  }
}
