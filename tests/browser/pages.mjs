// pages.mjs - looks at every page of the course's site (build/docs/html), or of the demo site (resources/), as the
// complete server serves them:
//   tests/browser/run.sh pages.mjs site [--server PROGRAM] [--html FOLDER] [--only REGEX] [--visitors N] [--no-sheets] [--as-is]
//   tests/browser/run.sh pages.mjs demo [--server PROGRAM]
// Leaves in build/browser/ what was found (findings.json and .txt, demo.json and .txt), and of the site a contact sheet
// for the front page and for each chapter (sheets/). Exit status 1: something was found.
import {existsSync} from "node:fs";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";
import {axe_version, launch, work_folder} from "./browser.mjs";
import {demo} from "./demo.mjs";
import {Findings, details, write} from "./findings.mjs";
import {stale} from "./fresh.mjs";
import {site} from "./site.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

function arguments_given() {
  const {values, positionals} = parseArgs({allowPositionals: true, options: {
    server: {type: "string", default: path.join(root, "build/release/bin/http_server")},
    html: {type: "string", default: path.join(root, "build/docs/html")},
    visitors: {type: "string", default: "3"},
    only: {type: "string"},
    "as-is": {type: "boolean", default: false},
    "no-sheets": {type: "boolean", default: false},
    output: {type: "string", default: work_folder},
  }});
  const [target] = positionals;
  if (positionals.length !== 1 || !["site", "demo"].includes(target)) throw new Error("say what to look at: site or demo");
  if (!existsSync(values.server)) throw new Error(`${values.server} is not built`);
  return {...values, visitors: Number(values.visitors), root, target};
}

async function main() {
  const options = arguments_given();
  const reason = options.target === "site" && !options["as-is"] && stale(options.root, options.html);
  if (reason) {
    console.log(`browser: ${reason}: ./course docs --build-only makes it anew (--as-is: look at it all the same)`);
    return 77;
  }
  const findings = new Findings();
  const browser = await launch();
  findings.count("looked at", options.target);
  findings.count("with", `Chromium ${browser.version()}, axe-core ${axe_version}`);
  const started = performance.now();
  try {
    await (options.target === "site" ? site : demo)(browser, options, findings);
  } finally {
    await browser.close();
  }
  findings.count("seconds", Math.round((performance.now() - started) / 1000));
  const name = options.target === "site" ? "findings" : "demo";
  console.log(write(options.output, name, findings));
  console.log(details(findings));
  return findings.list.length === 0 ? 0 : 1;
}

process.exitCode = await main().catch((error) => { console.error(`browser: ${error.stack}`); return 1; });
