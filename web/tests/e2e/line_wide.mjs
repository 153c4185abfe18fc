// What of a page is wider than its window.

/** Nothing is wider than the page. */
export const wide = (p) => p.evaluate(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const out = [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > clientWidth + 1 && e.closest(".sheet") === null);
  return [`${scrollWidth} > ${clientWidth}`, ...out.slice(0, 5).map((e) => `${e.tagName} ${e.className} ${e.textContent.slice(0, 40)}`)];
});
