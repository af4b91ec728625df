// selftest_journeys.mjs - that the journeys can fail: a small book, right in everything, in which nothing may be found;
// and the same book with one fault at a time, which has to be. The demo site's forms are tried against a server that
// says yes to all, in JSON, and keeps nothing.
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {new_context} from "./browser.mjs";
import {copy_of_resources} from "./demo.mjs";
import {Findings} from "./findings.mjs";
import * as chapters from "./journeys/chapters.mjs";
import * as keyboard from "./journeys/keyboard.mjs";
import * as searches from "./journeys/searches.mjs";
import * as uploads from "./journeys/uploads.mjs";
import * as without_scripts from "./journeys/without_scripts.mjs";
import {kBook, write_book} from "./selftest_book.mjs";
import {be_patient} from "./patience.mjs";
import {serve} from "./server.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

// Fault of the book => the rules that have to find it.
const kFaults = {
  none: [],
  "no next at the bottom": ["previous and next"],
  "next skips a chapter": ["previous and next"],
  "previous leads to the front": ["previous and next"],
  "a heading is gone": ["heading is missing"],
  "a chapter is gone": ["chapter has no page", "previous and next"],
  "the skip link leads before the text": ["skip link"],
  "the toggle is no tab stop": ["dark-mode toggle"],
  "the choice is forgotten": ["dark-mode toggle"],
  "the search finds something else": ["search finds its page", "search by keyboard"],
  "results are no tab stops": ["search by keyboard"],
};

async function travel(browser, origin, fault, findings) {
  const context = await new_context(browser);
  const tab = await context.newPage();
  const found = kBook.map((chapter) => ({
    chapter, page: fault === "a chapter is gone" && chapter.number === "02" ? null : `/${chapter.folder}.html`,
  }));
  const [front, first] = [`${origin}/index.html`, `${origin}/${kBook[0].folder}.html`];
  await chapters.walk(tab, origin, found, findings);
  await keyboard.skip_link(tab, front, findings);
  await keyboard.dark_mode(tab, front, first, findings);
  const pages = new Map(found.map(({chapter: {number}, page}) => [number, page ?? "/gone.html"]));
  await searches.search(tab, origin, pages, findings, [["backlog", "01"], ["datagram", "02"]]);
  await context.close();
}

async function books(browser, program) {
  const failures = [];
  const proved = new Set();
  for (const [fault, expected] of Object.entries(kFaults)) {
    const folder = mkdtempSync(path.join(tmpdir(), "ladder-book-"));
    write_book(folder, fault);
    const served = await serve(program, folder, ["--no-uploads", "--extensions", "html"]);
    const findings = new Findings();
    be_patient(fault === "none");
    await travel(browser, served.origin, fault, findings);
    await served.stop();
    rmSync(folder, {recursive: true});
    const rules = [...new Set(findings.list.map(({rule}) => rule))];
    for (const rule of expected) if (!rules.includes(rule)) failures.push(`a book where ${fault}: not found by "${rule}"`);
    if (expected.length === 0 && rules.length > 0) failures.push(`a book without fault: ${JSON.stringify(findings.list)}`);
    rules.forEach((rule) => proved.add(rule));
  }
  return {failures, proved};
}

// In the page, before its own scripts: every request is answered with yes, and none is sent.
function lie() {
  window.fetch = async () => new Response(JSON.stringify({status: "success", message: "Stored.", filepath: "/uploads/never.txt"}),
    {status: 201, headers: {"Content-Type": "application/json"}});
}

async function forms(browser, program) {
  const {folder, copy} = copy_of_resources(root);
  const served = await serve(program, copy);
  const findings = new Findings();
  const plain = async (context) => {
    await context.route("**/upload", (route) => route.fulfill({json: {status: "success"}}));
    await context.route("**/index.html", async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace(/<noscript>[^]*?<\/noscript>/g, ""); // as if scripts were on
      await route.fulfill({response, body});
    });
  };
  await without_scripts.post(browser, {...served, root: copy}, findings, plain);
  const context = await new_context(browser);
  await context.addInitScript(lie);
  await uploads.upload(await context.newPage(), {...served, root: copy}, findings);
  await context.close();
  await served.stop();
  rmSync(folder, {recursive: true});
  return new Set(findings.list.map(({rule}) => rule));
}

// Resolves to what is wrong with the journeys.
export async function wrong_journeys(browser, program) {
  const {failures, proved} = await books(browser, program);
  be_patient(false);
  for (const rule of await forms(browser, program)) proved.add(rule);
  be_patient(true);
  const all = [chapters, keyboard, searches, uploads, without_scripts].flatMap(({rules}) => rules);
  for (const rule of all) if (!proved.has(rule)) failures.push(`no journey shows that "${rule}" can fail`);
  console.log(`selftest: ${Object.keys(kFaults).length} books, ${all.length} rules of journeys, ${failures.length} failures`);
  return failures;
}
