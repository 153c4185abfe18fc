// Who answers. When the program has ended and this window is still open, another user of the machine can take its port: before
// the page sends anything, what answers there has to prove that it is the program which began this session. It does so with
// a key that both know and that is never sent again; what is asked for the proof carries neither cookie nor page key.

const LABEL = "tracktwo page proof\u0000";
const BYTES = 32;

/** What came of it. `none`: nothing answers, or not now. `other`: not the program of this session, and it will never be. */
export type Proof = "proven" | "none" | "other";

export const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

/** undefined: it is no such text of 32 bytes. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) return undefined;
  const decoded = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(decoded, (c) => c.charCodeAt(0));
}

/** The key as the browser keeps it: the page itself cannot read it again. */
export const proofKey = (bytes: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);

/** Whether the text is what the program answers to this nonce. */
export async function isProof(key: CryptoKey, nonce: Uint8Array, text: string): Promise<boolean> {
  const given = fromBase64Url(text);
  const label = new TextEncoder().encode(LABEL);
  return given !== undefined && (await crypto.subtle.verify("HMAC", key, given, new Uint8Array([...label, ...nonce])));
}

export interface Asking {
  fetch(path: string, how: RequestInit): Promise<Response>;
  /** Of this tab; null: there is no session in it. */
  pageKey: string | null;
}

/** Of one loading of the page. The first time it asks for the key, as the program that has just given the page. */
export class Prover {
  private key: CryptoKey | undefined;
  private asked: Promise<Proof> | undefined;
  private isOther = false;

  constructor(private readonly asking: Asking) {}

  /** Asks now; of several that ask at the same moment all have the one answer. Never throws. */
  prove(): Promise<Proof> {
    this.asked ??= this.askNow().finally(() => (this.asked = undefined));
    return this.asked;
  }

  private async askNow(): Promise<Proof> {
    const { fetch, pageKey } = this.asking;
    if (pageKey === null || this.isOther) return "other";
    try {
      if (this.key === undefined) {
        const given = await fetch("/key", { headers: { "X-Tracktwo": pageKey } });
        const bytes = given.ok ? fromBase64Url(await given.text()) : undefined;
        if (given.ok && bytes !== undefined) this.key = await proofKey(bytes);
        else return this.not(given);
      }
      const nonce = crypto.getRandomValues(new Uint8Array(BYTES));
      const answer = await fetch(`/proof/${toBase64Url(nonce)}`, { credentials: "omit" });
      return answer.ok && (await isProof(this.key, nonce, await answer.text())) ? "proven" : this.not(answer);
    } catch {
      return "none";
    }
  }

  /** What is only overburdened says so by a number of 500 and more, and may be asked again. */
  private not(answer: Response): Proof {
    if (answer.status >= 500) return "none";
    this.isOther = true;
    return "other";
  }
}
