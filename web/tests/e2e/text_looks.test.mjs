// The pages of the text by light and in the dark.
import { looks } from "./text_pages.mjs";

looks([["light", {}], ["dark", { dark: true }]]);
