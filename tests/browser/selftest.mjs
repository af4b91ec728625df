// selftest.mjs - each rule finds its fault: the pages of selftest/ are wrong in one way each, and say in which
// (<meta name="finds" content="rule | rule">); the visit of a page has to find that, and nothing else. A page that
// says nothing is right, and nothing may be found there. The journeys are sent over small sites that break off.
//   tests/browser/run.sh selftest.mjs [--server PROGRAM]
import {readFileSync} from "node:fs";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";
import {kNarrow, kNarrowest, launch} from "./browser.mjs";
import {crawl, pages_of} from "./crawl.mjs";
import {Findings} from "./findings.mjs";
import {wrong_journeys} from "./selftest_journeys.mjs";
import {serve} from "./server.mjs";
import {rules as visited} from "./visit.mjs";
import {rules as overflow} from "./checks/overflow.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = path.join(here, "selftest");
const {values: options} = parseArgs({options: {
  server: {type: "string", default: path.join(here, "../../build/release/bin/http_server")},
}});

function expected_of(page) {
  const said = /<meta name="finds" content="([^"]*)">/.exec(readFileSync(path.join(folder, page), "utf8"));
  return said ? said[1].split("|").map((rule) => rule.trim()).sort() : [];
}

async function wrong_pages(browser) {
  const served = await serve(options.server, folder, ["--no-uploads", "--extensions", "html,png,svg"]);
  const findings = new Findings();
  const pages = pages_of(folder);
  try {
    // The path that must not be read in the pages is /checkout/of/ladder here: see selftest/path.html.
    const settings = {origin: served.origin, root: "/checkout/of/ladder", sizes: [kNarrow, kNarrowest], visitors: 2};
    await crawl(browser, pages, settings, findings);
  } finally {
    await served.stop();
  }
  const failures = [];
  const proved = new Set();
  for (const page of pages) {
    const expected = expected_of(page);
    const found = [...new Set(findings.list.filter((finding) => finding.page === page).map(({rule}) => rule))].sort();
    expected.forEach((rule) => proved.add(rule));
    if (found.join() !== expected.join()) {
      const texts = findings.list.filter((finding) => finding.page === page).map(({rule, text}) => `\n    ${rule}: ${text}`);
      failures.push(`${page}: expected [${expected.join(", ")}], found [${found.join(", ")}]${texts.join("")}`);
    }
  }
  for (const rule of [...visited, ...overflow]) {
    if (!proved.has(rule)) failures.push(`no page of selftest/ shows that "${rule}" can fail`);
  }
  console.log(`selftest: ${pages.length} pages, ${proved.size} rules, ${failures.length} failures`);
  return failures;
}

async function main() {
  const browser = await launch();
  try {
    const failures = [...await wrong_pages(browser), ...await wrong_journeys(browser, options.server)];
    for (const failure of failures) console.error(`selftest: ${failure}`);
    return failures.length === 0 ? 0 : 1;
  } finally {
    await browser.close();
  }
}

process.exitCode = await main().catch((error) => { console.error(error.stack); return 1; });
