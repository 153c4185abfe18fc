import { render } from "preact";
import { App } from "./app.tsx";
import { currentDesk, follow, onDesk } from "./desk.ts";
import { forgetDrafts } from "./drafts.ts";
import { firstLanguage, loadLanguage } from "./language.ts";
import "./style.css";
import { forgetAddresses } from "./route.ts";
import { store } from "./use.ts";

/** Of which table, and whether open: when it changes, what was read of another or an open one is forgotten. */
let shown = "";

onDesk(() => {
  const { state, silent } = currentDesk();
  const now = JSON.stringify([state?.folder, state?.desk, state?.locked]);
  if (now !== shown) {
    if (shown !== "") forgetAddresses();
    store.forget();
    if (state?.locked) forgetDrafts();
    shown = now;
  }
  if (!silent) store.refresh();
});

async function start(): Promise<void> {
  await loadLanguage(firstLanguage());
  const root = document.getElementById("page");
  if (root !== null) render(<App />, root);
  await follow();
}

void start();
