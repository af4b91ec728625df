// links.mjs - every link to a page of ours leads to a page, and every fragment to a place in it. While the pages are
// visited, their anchors and links are collected; when all have been seen, the links are compared with the anchors.

export const rules = ["link leads nowhere", "fragment leads nowhere", "strange link"];

function in_page() {
  const anchors = [...document.querySelectorAll("[id], a[name]")].flatMap((element) => [element.id, element.getAttribute("name")]);
  const links = [...document.querySelectorAll("a[href], area[href]")].map((element) =>
    [element.getAttribute("href"), element.href?.baseVal ?? element.href]);
  const icon = document.querySelector('link[rel~="icon"]')?.href ?? new URL("/favicon.ico", location.href).href;
  const seen = new Map(links.map(([written, absolute]) => [absolute, written]));
  const title = (document.querySelector("h1, .title") ?? document.head.querySelector("title"))?.textContent.trim() ?? "";
  return {anchors: [...new Set(anchors)].filter(Boolean), links: [...seen], icon, title};
}

export const collect = (page) => page.evaluate(in_page);

const kOtherSchemes = new Set(["http:", "https:", "mailto:", "javascript:"]);

// `pages`: path of the page => what was collected there. Asks the server for what is not among the pages.
export async function check(pages, origin, findings) {
  const answers = new Map();
  async function status(path) {
    if (!answers.has(path)) {
      answers.set(path, fetch(origin + path, {method: "HEAD"}).then((response) => response.status, (error) => error.message));
    }
    return answers.get(path);
  }
  for (const [page, {links, icon}] of pages) {
    if (icon.startsWith(origin)) {
      const answer = await status(new URL(icon).pathname);
      if (answer !== 200) findings.add("link leads nowhere", page, `icon ${new URL(icon).pathname}: ${answer}`);
    }
    for (const [absolute, written] of links) await check_link(page, absolute, written);
  }

  async function check_link(page, absolute, written) {
    let url;
    try { url = new URL(absolute); } catch { return findings.add("strange link", page, written); }
    if (!kOtherSchemes.has(url.protocol)) return findings.add("strange link", page, written);
    if (url.origin !== origin) return undefined;
    const path = url.pathname === "/" ? "/index.html" : url.pathname;
    const target = pages.get(path);
    if (!target) {
      const answer = await status(path);
      if (answer !== 200) findings.add("link leads nowhere", page, `${written}: ${answer}`);
      return undefined;
    }
    const fragment = decodeURIComponent(url.hash.slice(1)).replace(/:~:.*/, "");
    if (fragment !== "" && fragment !== "top" && !target.anchor_set.has(fragment)) {
      findings.add("fragment leads nowhere", page, written);
    }
    return undefined;
  }
}
