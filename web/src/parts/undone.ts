// What of an act can be undone, where several acts have it in common. Each is what the program's rules allow.
import { say } from "../say.ts";

/** A proposal that every seat may end, the one that made it too. */
export const ofProposal = (): string => say("Yes, as long as it is not in force: decline it, and it is over. That you proposed it stays in the record.");

/** A new seat or another machine: who has consented cannot decline it any more (src/table/devices.c). */
export const ofSeating = (): string => say("Not by you: another seat can decline it as long as it is not in force.");

/** A consent to anything else can still be turned into a refusal. */
export const ofConsent = (): string => say("Yes, as long as it is not in force: you can still decline it, and it is over. In force, it holds for all.");

/** What another word on the record takes the place of. */
export const ofStatement = (): string => say("You can say otherwise at any time. What you said before stays in the record.");

/** A draft of an article. */
export const ofDraft = (): string => say("A later draft can change everything in it. This one stays in the record.");
