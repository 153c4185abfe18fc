// Where the person is: the part of the address behind #, such as #/text/article-1/compare. The first word is a place.
import { useLayoutEffect, useState } from "preact/hooks";

export interface Route {
  place: string;
  rest: string[];
}

export function readRoute(hash: string): Route {
  const parts = hash.replace(/^#\/?/, "").split("/").filter((p) => p !== "").map(decode);
  return { place: parts[0] ?? "table", rest: parts.slice(1) };
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
  `#/${[place, ...rest].map((p) => encodeURIComponent(p)).join("/")}`;

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
