// What a screen reader says after an act: the thing that takes the focus, what comes into a place that was announced before as
// one that is read out, and an alert. A region that comes with its words is not always read, so it does not count here.

/** Listens from now on; once for each load of a page. */
export const listen = (page) => page.evaluate(() => {
  const REGION = "[role=status],[role=alert],[aria-live=polite],[aria-live=assertive]";
  const heard = (window.heard = []);
  const known = new WeakSet(document.querySelectorAll(REGION));
  const read = (node) => {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const region = element?.closest(REGION);
    if (region != null && known.has(region) && element.closest("[aria-live=off]") === null) heard.push(region.innerText);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      read(change.target);
      for (const node of change.addedNodes)
        if (node.nodeType === Node.ELEMENT_NODE)
          for (const alert of [node, ...node.querySelectorAll("*")].filter((e) => e.matches("[role=alert]"))) heard.push(alert.innerText);
    }
    for (const region of document.querySelectorAll(REGION)) known.add(region);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
  document.addEventListener("focusin", (e) => {
    const of = (attribute) => e.target.getAttribute(attribute)?.split(" ").map((id) => document.getElementById(id)?.innerText ?? "").join(" ");
    const name = of("aria-labelledby") ?? e.target.getAttribute("aria-label") ?? e.target.labels?.[0]?.innerText ?? e.target.innerText;
    heard.push(`${name} ${of("aria-describedby") ?? ""}`.trim());
  });
});

/** Until it has been heard; what was heard before is forgotten. */
export async function hears(page, words, seconds = 25) {
  for (const end = Date.now() + 1000 * seconds; ; await page.waitForTimeout(50)) {
    const said = await page.evaluate(() => window.heard);
    const at = said.findIndex((text) => (typeof words === "string" ? text.includes(words) : words.test(text)));
    if (at >= 0) {
      await page.evaluate((n) => void window.heard.splice(0, n), at + 1);
      return said[at];
    }
    if (Date.now() > end) throw new Error(`not heard: ${words}\nheard: ${JSON.stringify(said, undefined, 1)}`);
  }
}
