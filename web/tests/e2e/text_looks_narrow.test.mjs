// The pages of the text on a narrow screen, and in Arabic.
import { looks } from "./text_pages.mjs";

looks([["320 px wide", { width: 320 }], ["Arabic", { lang: "ar" }]]);
