// What standings and mandates say of a seat, each in one sentence, for who has not sat at such a table before.
import { says } from "../../say.ts";

/** What each standing says. */
export const STANDING_MEANT: Record<string, string> = {
  official: says("In office, and here as its holder."),
  "official in a personal capacity": says("In office, but here to speak as a person."),
  "former official": says("No longer in office."),
  private: says("Without an office: of a university, a church, a business."),
};

/** What each mandate says of those at home, as the others read it. */
export const MANDATE_MEANT: Record<string, string> = {
  "own initiative": says("Nobody at home has sent this seat."),
  "with knowledge": says("Those at home know of it, and have not asked it to come."),
  "at the request of": says("Those at home have asked it to come; it speaks for itself."),
  "under instruction": says("Those at home tell it what to say."),
};
