// chapters.mjs - through the book as a reader goes: from 01 to the last chapter by the links "next", and back by those
// called "previous"; both stand at both ends of a chapter. And each chapter is there to its end: all of its headings.
import {key} from "../chapters.mjs";
import {patience} from "../patience.mjs";

export const rules = ["chapter has no page", "heading is missing", "previous and next"];

function in_page() {
  const shown = (rel) => [...document.querySelectorAll(`a[rel~="${rel}"]`)].filter((link) => link.checkVisibility());
  const text = document.querySelector("main, .contents, article") ?? document.body;
  const middle = text.getBoundingClientRect().top + text.getBoundingClientRect().height / 2;
  const ends = (rel) => {
    const above = shown(rel).map((link) => link.getBoundingClientRect().top < middle);
    return {top: above.includes(true), bottom: above.includes(false)};
  };
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, .title")].map((heading) => heading.textContent);
  return {next: ends("next"), prev: ends("prev"), headings};
}

async function look(page, chapter, {first, last}, findings) {
  const name = new URL(page.url()).pathname;
  const {next, prev, headings} = await page.evaluate(in_page);
  for (const [rel, ends, needed] of [["next", next, !last], ["prev", prev, !first]]) {
    for (const end of ["top", "bottom"]) {
      if (needed && !ends[end]) findings.add("previous and next", name, `no <a rel="${rel}"> at the ${end}`);
    }
  }
  const there = headings.map(key);
  for (const heading of chapter.headings) {
    if (!there.some((text) => text.includes(key(heading)))) findings.add("heading is missing", name, heading);
  }
}

// `found`: [{chapter, page}] in order; `page` is the path or null.
export async function walk(tab, origin, found, findings) {
  findings.looked_for(...rules);
  for (const {chapter, page} of found) {
    if (!page) { findings.add("chapter has no page", chapter.folder, chapter.title); continue; }
    await tab.goto(origin + page);
    await look(tab, chapter, {first: chapter === found[0].chapter, last: chapter === found.at(-1).chapter}, findings);
  }
  const way = found.map(({page}) => page);
  for (const [rel, path] of [["next", way], ["prev", [...way].reverse()]]) {
    const steps = await follow(tab, origin, rel, path, findings);
    findings.count(`steps by "${rel}"`, `${steps} of ${path.length - 1}`);
  }
}

// Clicks from page to page: how many steps led where they should.
async function follow(tab, origin, rel, path, findings) {
  if (!path[0]) return 0;
  await tab.goto(origin + path[0]);
  for (let step = 1; step < path.length; ++step) {
    const link = tab.locator(`a[rel~="${rel}"]:visible`).first();
    const from = new URL(tab.url()).pathname;
    if (await link.count() === 0) {
      findings.add("previous and next", from, `no way on: no link "${rel}"`);
      return step - 1;
    }
    await Promise.all([tab.waitForURL((url) => url.pathname !== from, {timeout: patience()}), link.click()]).catch(() => {});
    const to = new URL(tab.url()).pathname;
    if (to !== path[step]) {
      findings.add("previous and next", from, `"${rel}" leads to ${to}, not to ${path[step]}`);
      return step - 1;
    }
  }
  return path.length - 1;
}
