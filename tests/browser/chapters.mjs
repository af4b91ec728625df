// chapters.mjs - the chapters as the tree has them (stages/NN_name/README.md): number, title and headings; and which page
// of the site each became.
import {readFileSync, readdirSync} from "node:fs";
import path from "node:path";

// A heading as it reads: no backquotes, no emphasis, a link's text alone.
function plain(heading) {
  return heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*]/g, "").replace(/\s*\{#[^}]*\}\s*$/, "").trim();
}

export function read_chapters(root) {
  const stages = path.join(root, "stages");
  const folders = readdirSync(stages).filter((name) => /^\d\d_/.test(name)).sort();
  return folders.map((folder) => {
    const outside_code = readFileSync(path.join(stages, folder, "README.md"), "utf8").replace(/^ *```[^]*?^ *```/gm, "");
    const headings = [...outside_code.matchAll(/^(#{1,3}) +(.+?) *#*$/gm)].map(([, , text]) => plain(text));
    return {number: folder.slice(0, 2), folder, title: headings[0], headings: headings.slice(1)};
  });
}

// Written differently and still the same: Doxygen and Markdown each have their own quotes, dashes and spaces.
export const key = (text) => text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

// `pages`: path => what links.collect found there. The page of a chapter is the one that is titled like it.
export function page_of(chapter, pages) {
  const wanted = key(chapter.title);
  for (const [page, {title}] of pages) if (key(title ?? "") === wanted) return page;
  return null;
}
