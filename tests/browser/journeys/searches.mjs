// searches.mjs - what a reader looks for is found: words of the field lead to the chapter that explains them, among the
// first links shown. Written against any search that has an <input type="search"> and shows links in a list.

import {patience} from "../patience.mjs";

export const rules = ["search finds its page", "search by keyboard"];

const kFirst = 5; // links among which the page has to be
const kStopsBesides = 12; // several results may be places of one page

// What is typed, and a chapter that explains it.
export const kSearches = [
  ["backlog", "01"],
  ["half-close", "01"],
  ["datagram", "02"],
  ["thread per connection", "03"],
  ["bounded queue", "04"],
  ["pipelining", "05"],
  ["openat2", "06"],
  ["durable", "07"],
  ["Retry-After", "08"],
  ["lingering close", "08"],
  ["timer wheel", "09"],
  ["EPOLLEXCLUSIVE", "10"],
  ["io_uring", "11"],
  ["drain", "12"],
];

// In the page: the paths of the links that are shown as results, in order, without repetition; and of the one that has
// the focus or is the active one of the list, "" if none has.
function results() {
  const input = document.querySelector('input[type="search"]');
  const by_id = (element, name) => (element.getAttribute(name) ?? "").split(" ").map((id) => id && document.getElementById(id)).filter(Boolean);
  const controlled = by_id(input, "aria-controls");
  const lists = controlled.length > 0 ? controlled
    : document.querySelectorAll('[role="search"] :is(ol, ul), [role="listbox"], [class*="search"] :is(ol, ul)');
  const links = [...lists].flatMap((list) => [...list.querySelectorAll("a[href]")]).filter((link) => link.checkVisibility());
  const path = (link) => new URL(link.href).pathname;
  const focus = by_id(document.activeElement, "aria-activedescendant")[0] ?? document.activeElement;
  const active = links.find((link) => link === focus || link.contains(focus) || (focus !== document.body && focus.contains(link) && focus.matches('[role="option"]')));
  return {shown: [...new Set(links.map(path))], active: active ? path(active) : ""};
}

async function type_query(tab, query) {
  const input = tab.locator('input[type="search"]:visible').first();
  if (await input.count() === 0) return false;
  await input.click();
  await input.fill("");
  await input.pressSequentially(query);
  return true;
}

// Waits until `wanted` is among the first results: true; else what was shown.
async function found_among(tab, wanted) {
  const until = Date.now() + patience();
  let shown = [];
  while (Date.now() < until) {
    ({shown} = await tab.evaluate(results));
    if (shown.slice(0, kFirst).includes(wanted)) return true;
    await tab.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => resolve()); }));
  }
  return shown.slice(0, kFirst);
}

// `page_of_number`: "01" => the path of its page. Every search starts anew, from the front page or from a chapter.
export async function search(tab, origin, page_of_number, findings, list = kSearches) {
  findings.looked_for(...rules);
  let right = 0;
  const starts = ["/index.html", page_of_number.get("01") ?? "/index.html"];
  for (const [index, [query, number]] of list.entries()) {
    const start = starts[index % starts.length];
    await tab.goto(origin + start);
    if (!await type_query(tab, query)) {
      findings.add("search finds its page", start, `"${query}": there is no <input type="search">`);
      continue;
    }
    const answer = await found_among(tab, page_of_number.get(number));
    if (answer === true) ++right;
    else findings.add("search finds its page", start, `"${query}" does not lead to ${number}: ${answer.join(", ") || "nothing is shown"}`);
  }
  findings.count("searches that find their page", `${right} of ${list.length}`);
  await by_keyboard(tab, origin, page_of_number.get("01"), findings);
}

// "backlog", then keys alone: arrows or Tab until the result has the focus or is the active one; Enter, and there it is.
async function by_keyboard(tab, origin, wanted, findings) {
  const wrong = (text) => findings.add("search by keyboard", "/index.html", text);
  await tab.goto(`${origin}/index.html`);
  if (!await type_query(tab, "backlog") || await found_among(tab, wanted) !== true) return wrong("nothing to go to");
  const most = (await tab.evaluate(results)).shown.indexOf(wanted) + kStopsBesides;
  for (const key of ["ArrowDown", "Tab"]) {
    for (let press = 0; press < most; ++press) {
      await tab.keyboard.press(key);
      const {active} = await tab.evaluate(results);
      if (active !== wanted) continue;
      await tab.keyboard.press("Enter");
      const arrived = await tab.waitForURL((url) => url.pathname === wanted, {timeout: patience()}).then(() => true, () => false);
      return arrived ? undefined : wrong(`Enter on the result does not lead to ${wanted}`);
    }
  }
  return wrong("neither arrow keys nor Tab reach the result");
}
