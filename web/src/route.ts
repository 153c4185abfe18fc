// Where the person is: the part of the address behind #, such as #/text/~k3x9-4/~k3x9-7. The first word is a place.
//
// A browser keeps the addresses that were visited, on the disk. Therefore none tells more than the place and a number: every
// other part is a name that this page gives it and knows until the desk is locked. Whoever comes back to an older one is at
// the place's first page.
import { useLayoutEffect, useState } from "preact/hooks";

export interface Route {
  place: string;
  rest: string[];
}

const LOAD = Math.random().toString(36).slice(2, 6); // another load of the page gives other names
const names = new Map<string, string>();
const parts = new Map<string, string>();
let given = 0;

function nameOf(part: string): string {
  if (/^\d{1,9}$/.test(part)) return part;
  let name = names.get(part);
  if (name === undefined) {
    name = `~${LOAD}-${++given}`;
    names.set(part, name);
    parts.set(name, part);
  }
  return name;
}

/** The desk is locked, or another table is here: the addresses of before lead to their place alone. */
export function forgetAddresses(): void {
  names.clear();
  parts.clear();
}

export function readRoute(hash: string): Route {
  const [place = "table", ...rest] = hash.replace(/^#\/?/, "").split("/").filter((p) => p !== "").map(decode);
  const known = rest.map((p) => (p.startsWith("~") ? parts.get(p) : p));
  return { place, rest: known.includes(undefined) ? [] : (known as string[]) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place or of a page in it. */
export const href = (place: string, ...rest: (string | number)[]): string =>
  `#/${[encodeURIComponent(place), ...rest.map((p) => nameOf(String(p)))].join("/")}`;

export function go(place: string, ...rest: (string | number)[]): void {
  location.hash = href(place, ...rest);
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useLayoutEffect(() => {
    const changed = (): void => setHash(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return readRoute(hash);
}
