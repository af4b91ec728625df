// keyboard.mjs - without a mouse: the skip link leads into the text, and the dark-mode toggle is reached, works, and is
// remembered on the next page.
import {is_in} from "../checks/dark.mjs";
import {patience} from "../patience.mjs";

export const rules = ["skip link", "dark-mode toggle"];

const kMostStops = 150;
const kToggle = /\b(dark|light|theme|colou?rs?( scheme)?)\b/i;

// In the page: after the skip link was followed, is the next tab stop in the text?
function is_in_text() {
  const stop = document.activeElement;
  const text = document.querySelector("main, #doc-content .contents, article");
  return text !== null && (text.contains(stop) || text === stop);
}

export async function skip_link(tab, url, findings) {
  findings.looked_for("skip link");
  const page = new URL(url).pathname;
  await tab.goto(url);
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("Enter");
  await tab.keyboard.press("Tab");
  if (!await tab.evaluate(is_in_text)) findings.add("skip link", page, "Tab, Enter, Tab: the focus is not in the text");
}

function focused_name() {
  const stop = document.activeElement;
  if (stop === document.body) return null;
  const role = stop.getAttribute("role") ?? stop.localName;
  if (!/^(button|switch|checkbox|input|.*toggle.*)$/.test(role)) return "";
  return [stop.getAttribute("aria-label"), stop.title, stop.textContent, ...[...stop.labels ?? []].map((label) => label.textContent)].join(" ");
}

async function to_toggle(tab) {
  for (let stop = 0; stop < kMostStops; ++stop) {
    await tab.keyboard.press("Tab");
    const name = await tab.evaluate(focused_name);
    if (name === null) return false;
    if (kToggle.test(name)) return true;
  }
  return false;
}

const scheme_becomes = (tab, scheme) =>
  tab.waitForFunction(is_in, scheme, {timeout: patience()}).then(() => true, () => false);

// Light to dark on the page `from`, found dark on the page `to`, and back again. Leaves the tab dark if `stay`.
export async function dark_mode(tab, from, to, findings) {
  findings.looked_for("dark-mode toggle");
  const wrong = (url, text) => findings.add("dark-mode toggle", new URL(url).pathname, text);
  await tab.emulateMedia({colorScheme: "light"});
  await tab.goto(from);
  if (!await to_toggle(tab)) return wrong(from, "is not among the tab stops");
  await tab.keyboard.press("Enter");
  if (!await scheme_becomes(tab, "dark")) return wrong(from, "Enter does not make the page dark");
  await tab.goto(to);
  if (!await scheme_becomes(tab, "dark")) return wrong(to, "the choice is forgotten on the next page");
  if (!await to_toggle(tab)) return wrong(to, "is not among the tab stops");
  await tab.keyboard.press("Space");
  if (!await scheme_becomes(tab, "light")) return wrong(to, "Space does not make the page light again");
  await tab.reload();
  if (!await scheme_becomes(tab, "light")) return wrong(to, "the way back is forgotten");
  return undefined;
}
