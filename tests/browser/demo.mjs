// demo.mjs - the demo site (a copy of resources/, so that uploads stay out of the tree): every page, the page that says
// that there is none, and the forms, with JavaScript and without.
import {cpSync, mkdtempSync, readdirSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {kNarrow, kNarrowest, new_context} from "./browser.mjs";
import {crawl, pages_of} from "./crawl.mjs";
import {skip_link} from "./journeys/keyboard.mjs";
import {upload} from "./journeys/uploads.mjs";
import {post} from "./journeys/without_scripts.mjs";
import {serve} from "./server.mjs";
import {Visitor} from "./visit.mjs";

const kMissing = "/no-such-page.html";

// The server's own page for an error is a page, too. The same is asked of it, but that it be found; and there is
// nothing to skip before its text.
async function error_page(browser, settings, findings) {
  const context = await new_context(browser);
  const visitor = await Visitor.create(context, settings);
  const {found} = await visitor.visit(kMissing);
  for (const {rule, text, count} of found) {
    if (rule === "first tab stop" || (rule === "failed request" && text === `404 ${kMissing}`)) continue;
    findings.add(rule, kMissing, text, count);
  }
  await context.close();
}

async function forms(browser, served, findings) {
  await post(browser, served, findings);
  const context = await new_context(browser);
  const tab = await context.newPage();
  await skip_link(tab, `${served.origin}/index.html`, findings);
  await upload(tab, served, findings);
  await context.close();
}

export function copy_of_resources(root) {
  const folder = mkdtempSync(path.join(tmpdir(), "ladder-demo-"));
  const copy = path.join(folder, "resources");
  cpSync(path.join(root, "resources"), copy, {recursive: true});
  for (const name of readdirSync(path.join(copy, "uploads"))) rmSync(path.join(copy, "uploads", name));
  return {folder, copy};
}

export async function demo(browser, options, findings) {
  const {folder, copy} = copy_of_resources(options.root);
  const served = await serve(options.server, copy);
  try {
    const paths = pages_of(copy);
    findings.count("pages", paths.length + 1);
    const settings = {origin: served.origin, root: options.root, sizes: [kNarrow, kNarrowest], visitors: 1};
    await crawl(browser, paths, settings, findings);
    await error_page(browser, settings, findings);
    await forms(browser, {...served, root: copy}, findings);
  } finally {
    await served.stop();
    rmSync(folder, {recursive: true, force: true});
  }
}
