import { looks } from "./papers_looks.mjs";

looks({ dark: true, width: 320 });
