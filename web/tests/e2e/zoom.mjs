// What gets lost or out of reach when the page is made larger: looked for in the page itself, as it is drawn.
import assert from "node:assert/strict";

/** In the page: what is wrong with what stands in it; an empty list when nothing is. */
const inPage = () => {
  const found = [];
  const name = (e) => `${e.tagName.toLowerCase()}${e.className && typeof e.className === "string" ? `.${e.className.trim().replace(/\s+/g, ".")}` : ""} “${(e.innerText ?? e.value ?? "").trim().slice(0, 40)}”`;
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page moves sideways: ${scrollWidth} > ${clientWidth}`);
  const hidden = (e) => {
    for (let at = e; at !== null; at = at.parentElement) {
      const s = getComputedStyle(at);
      if (s.clipPath.startsWith("inset") || s.visibility === "hidden" || s.opacity === "0") return true; // for a screen reader alone
    }
    return !e.checkVisibility();
  };
  const scrolls = (e) => {
    for (let at = e.parentElement; at !== null; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest("svg") !== null || hidden(e)) continue;
    const s = getComputedStyle(e), box = e.getBoundingClientRect();
    if (/hidden|clip/.test(s.overflowX) && e.scrollWidth > e.clientWidth + 1) found.push(`cut at the side: ${name(e)}`);
    if (/hidden|clip/.test(s.overflowY) && e.scrollHeight > e.clientHeight + 1) found.push(`cut below: ${name(e)}`);
    if (box.width > 0 && !scrolls(e) && !e.classList.contains("skip") && (box.right > clientWidth + 1 || box.left < -1)) found.push(`beyond the edge: ${name(e)}`);
  }
  // Links in the midst of a sentence are as high as its line; what stands alone can be hit.
  const alone = (e) => e.closest("li, p, div, nav, td, th, dd, h2, h3")?.innerText.trim() === e.innerText.trim();
  for (const e of document.querySelectorAll("button, summary, a, select, input, textarea")) {
    if (hidden(e) && e.type !== "file") continue;
    if (e.tagName === "A" && !alone(e) && e.closest(".ways li") === null) continue;
    const box = e.type === "radio" || e.type === "checkbox" ? e.closest("label").getBoundingClientRect()
      : e.matches(".ways li > a") ? e.parentElement.getBoundingClientRect()
      : e.type === "file" ? e.closest("label").getBoundingClientRect() : e.getBoundingClientRect();
    if (box.width === 0 || e.classList.contains("skip")) continue;
    if (box.height < 43.9 || box.width < 43.9) found.push(`hard to hit, ${Math.round(box.width)} x ${Math.round(box.height)}: ${name(e)}`);
  }
  return found;
};

/** The words of the place; those of a drawing, which has them in a list beside it, left out. */
const words = (page) => page.evaluate(() => {
  const of = (text) => (text.match(/[\p{L}\p{N}]+/gu) ?? []).map((w) => w.toLowerCase());
  const all = of(document.querySelector("main").innerText);
  for (const text of document.querySelectorAll("main svg text"))
    if (text.checkVisibility()) for (const w of of(text.textContent)) if (all.includes(w)) all.splice(all.indexOf(w), 1);
  return all;
});

/** Every page of the list on this page's size: what is wrong, by its address. `draw` goes there and waits until it is drawn. */
export async function faults(page, addresses, draw) {
  const all = [];
  for (const address of addresses) {
    await draw(page, address);
    await page.evaluate(() => document.querySelectorAll("main details").forEach((d) => (d.open = true)));
    for (const fault of await page.evaluate(inPage)) all.push(`${address}: ${fault}`);
    if (process.env.T2_SHOTS) {
      const { width } = page.viewportSize();
      await page.screenshot({ path: `${process.env.T2_SHOTS}/${width}${address.replace(/[#/]+/g, "-")}.png`, fullPage: true });
    }
  }
  return all;
}

/** What is said at the one size is said at the other. */
export async function sameWords(page, addresses, draw, one, other) {
  const lost = [];
  for (const address of addresses) {
    const at = [];
    for (const size of [one, other]) {
      await page.setViewportSize(size);
      await draw(page, address);
      await page.evaluate(() => document.querySelectorAll("main details").forEach((d) => (d.open = true)));
      at.push(await words(page));
    }
    const less = at[0].filter((w) => at[1].filter((v) => v === w).length < at[0].filter((v) => v === w).length);
    if (less.length > 0) lost.push(`${address}: ${[...new Set(less)].join(" ")}`);
  }
  assert.deepEqual(lost, []);
}

/** Tab through the whole page: each thing that takes the focus shows it, and is in sight. */
export async function focusSeen(page) {
  const found = [];
  await page.evaluate(() => { document.activeElement?.blur(); window.scrollTo(0, 0); });
  let first;
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      if (e === null || e === document.body) return undefined;
      window.focusNumber ??= new Map();
      if (!window.focusNumber.has(e)) window.focusNumber.set(e, window.focusNumber.size);
      const shown = e.type === "file" ? e.closest("label") : e;
      const s = getComputedStyle(shown), box = shown.getBoundingClientRect();
      const other = document.elementFromPoint(Math.max(0, box.left + Math.min(10, box.width / 2)), box.top + box.height / 2);
      return {
        number: window.focusNumber.get(e), name: `${e.tagName} ${(e.innerText ?? e.value ?? "").slice(0, 40)}`,
        seen: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2,
        inside: box.bottom > 0 && box.top < innerHeight,
        covered: box.height <= innerHeight && other !== null && !shown.contains(other) && !other.contains(shown) && other.closest("label") !== shown.closest("label"),
      };
    });
    if (at === undefined) break; // out of the page: the round is over
    if (first === undefined) first = at.number;
    else if (at.number === first) break;
    if (!at.seen) found.push(`no outline: ${at.name}`);
    if (!at.inside) found.push(`out of sight: ${at.name}`);
    if (at.covered) found.push(`covered: ${at.name}`);
  }
  return found;
}
