import { looks } from "./papers_looks.mjs";

looks({}, { lang: "ar" });
