// How hard a passphrase is to guess, roughly. The desk stretches it at great cost for a guesser; what is weak stays weak.

export type Strength = "short" | "fair" | "good";

/** Six words that have nothing to do with each other are good, as are twenty signs of several kinds. */
export function strength(passphrase: string): Strength {
  const words = new Set(passphrase.trim().toLowerCase().split(/\s+/).filter((w) => [...w].length >= 3));
  const signs = new Set([...passphrase]).size; // different ones: "aaaaaaaaaaaaaaaaaaaa" is short
  // Three long words have many letters, and a guesser tries words, not letters.
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}\s]/u].filter((kind) => kind.test(passphrase)).length;
  if (words.size >= 6 || (kinds >= 3 && signs >= 14 && [...passphrase].length >= 20)) return "good";
  if (words.size >= 4 || (kinds >= 3 && signs >= 10 && [...passphrase].length >= 14)) return "fair";
  return "short";
}
