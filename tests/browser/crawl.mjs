// crawl.mjs - every page of a folder, looked at by a few visitors side by side.
import {readdirSync} from "node:fs";
import path from "node:path";
import * as links from "./checks/links.mjs";
import * as visit from "./visit.mjs";
import {new_context} from "./browser.mjs";

// The paths of all .html files below `folder`, as a server with this root knows them.
export function pages_of(folder, below = "") {
  return readdirSync(path.join(folder, below), {withFileTypes: true}).flatMap((entry) => {
    const name = `${below}/${entry.name}`;
    if (entry.isDirectory()) return pages_of(folder, name);
    return entry.name.endsWith(".html") ? [name.split("/").map(encodeURIComponent).join("/")] : [];
  }).sort();
}

// Runs `jobs` (functions that get a worker's own state from `make`) on `count` workers.
export async function in_parallel(jobs, count, make) {
  const left = [...jobs];
  await Promise.all(Array.from({length: count}, async () => {
    const state = await make();
    for (let job = left.shift(); job; job = left.shift()) await job(state);
  }));
}

// Looks at all `paths`; settings: see Visitor, and `visitors`, how many at a time.
export async function crawl(browser, paths, settings, findings) {
  findings.looked_for(...visit.rules, ...settings.sizes.map(({width}) => `overflow at ${width} px`));
  const context = await new_context(browser);
  const seen = new Map();
  const jobs = paths.map((page) => async (visitor) => {
    const {found, collected} = await visitor.visit(page);
    for (const {rule, text, count} of found) findings.add(rule, page, text, count);
    seen.set(page, {...collected, anchor_set: new Set(collected.anchors)});
    settings.progress?.(seen.size, paths.length);
  });
  await in_parallel(jobs, settings.visitors, () => visit.Visitor.create(context, settings));
  await context.close();
  await links.check(seen, settings.origin, findings);
  return seen;
}
