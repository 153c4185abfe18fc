// Node's own test runner, told as cmocka tells: tools/count-tests reads both.
export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type === "test:fail" || type === "test:pass") {
      if (data.details?.type === "suite" || data.name.endsWith(".mjs")) { // of the file itself; its cases are told
        if (type === "test:fail") yield `${String(data.details?.error?.cause ?? data.details?.error).slice(0, 1000)}\n`;
        continue;
      }
      const what = data.skip !== undefined ? "  SKIPPED " : type === "test:pass" ? "       OK " : "  FAILED  ";
      if (typeof data.skip === "string") yield `${data.skip}\n`;
      yield `[${what}] ${data.name}\n`;
      const error = data.details?.error;
      if (type === "test:fail") yield `${String(error?.cause?.stack ?? error?.stack ?? error).slice(0, 4000)}\n`;
    } else if (type === "test:stderr") yield data.message;
  }
}
