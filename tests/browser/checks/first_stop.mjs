// first_stop.mjs - the first press of the Tab key reaches a link that skips to the content, visible while it has the
// focus.

export const rules = ["first tab stop"];

function in_page() {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return "nothing has the focus";
  const text = (stop.textContent || stop.getAttribute("aria-label") || "").trim().slice(0, 60);
  const name = `<${stop.localName}> "${text}"`;
  if (stop.localName !== "a" || !/skip/i.test(text)) return `${name} is not a skip link`;
  const target = document.getElementById(decodeURIComponent(stop.hash.slice(1)));
  if (!target) return `${name} leads to ${stop.hash}, which is not there`;
  const {top, left, width, height} = stop.getBoundingClientRect();
  if (width < 2 || height < 2 || top < 0 || left < 0 || top > innerHeight) return `${name} is not seen while it has the focus`;
  return null;
}

export async function check(page) {
  await page.keyboard.press("Tab");
  const wrong = await page.evaluate(in_page);
  return wrong ? [{rule: "first tab stop", text: wrong}] : [];
}
