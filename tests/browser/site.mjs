// site.mjs - the course's site: every page, then the ways through it that a reader goes, then the contact sheets.
import path from "node:path";
import {kNarrow, new_context} from "./browser.mjs";
import {page_of, read_chapters} from "./chapters.mjs";
import {crawl, in_parallel, pages_of} from "./crawl.mjs";
import * as chapters from "./journeys/chapters.mjs";
import * as keyboard from "./journeys/keyboard.mjs";
import {search} from "./journeys/searches.mjs";
import {docs_options, serve} from "./server.mjs";
import {sheet, sheet_options} from "./sheets.mjs";

function progress(done, all) {
  if (done % 100 === 0 || done === all) console.log(`browser: ${done} of ${all} pages`);
}

async function journeys(browser, origin, found, findings) {
  const context = await new_context(browser);
  const tab = await context.newPage();
  await chapters.walk(tab, origin, found, findings);
  const front = `${origin}/index.html`;
  const chapter = origin + (found[0].page ?? "/index.html");
  await keyboard.skip_link(tab, front, findings);
  await keyboard.skip_link(tab, chapter, findings);
  await keyboard.dark_mode(tab, front, chapter, findings);
  await search(tab, origin, new Map(found.map(({chapter: {number}, page}) => [number, page])), findings);
  await context.close();
}

async function contact_sheets(browser, origin, found, folder) {
  const context = await new_context(browser, sheet_options);
  const pages = [["front", "/index.html"], ...found.filter(({page}) => page).map(({chapter, page}) => [chapter.number, page])];
  const jobs = pages.map(([name, page]) => (tab) => sheet(tab, origin + page, folder, name));
  await in_parallel(jobs, 2, () => context.newPage());
  await context.close();
}

export async function site(browser, options, findings) {
  const served = await serve(options.server, options.html, docs_options(options.root));
  const {origin} = served;
  try {
    const paths = pages_of(options.html).filter((name) => !options.only || new RegExp(options.only).test(name));
    findings.count("pages", paths.length);
    const seen = await crawl(browser, paths,
      {origin, root: options.root, sizes: [kNarrow], visitors: options.visitors, progress}, findings);
    const found = read_chapters(options.root).map((chapter) => ({chapter, page: page_of(chapter, seen)}));
    findings.count("chapters", `${found.filter(({page}) => page).length} of ${found.length}`);
    await journeys(browser, origin, found, findings);
    if (!options["no-sheets"]) await contact_sheets(browser, origin, found, path.join(options.output, "sheets"));
  } finally {
    await served.stop();
  }
}
