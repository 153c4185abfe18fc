// A picture that the program drew, as an address within this page.
import { useEffect, useState } from "preact/hooks";

export function usePicture(bytes: Uint8Array | undefined, type = "image/svg+xml"): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (bytes === undefined) return;
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return bytes === undefined ? undefined : url;
}
