// browser.mjs - the browser: Chromium driven by playwright-core, and the text of axe-core. Both packages come from
// where run.sh has put them (LADDER_BROWSER_WORK), which is outside of the tree.
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";
import {kPatient} from "./patience.mjs";

export const work_folder = path.resolve(process.env.LADDER_BROWSER_WORK ?? "build/browser");
const require = createRequire(path.join(work_folder, "package.json"));

export const axe_source = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
export const axe_version = require("axe-core/package.json").version;

export function launch() {
  const {chromium} = require("playwright-core");
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    timeout: 4 * kPatient, // it starts cold
    args: [
      // Chromium's sandbox does not start for root, and in a container /dev/shm may be small.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-dev-shm-usage",
      // Lines break at the same places with and without a graphics card.
      "--disable-gpu",
      "--font-render-hinting=none",
    ],
  });
}

// A desktop's window. Motion is reduced, so that nothing is looked at halfway through a transition.
export const kWide = {width: 1280, height: 900};
export const kNarrow = {width: 390, height: 844};
export const kNarrowest = {width: 320, height: 640};

export async function new_context(browser, options = {}) {
  const context = await browser.newContext(
    {viewport: kWide, colorScheme: "light", reducedMotion: "reduce", acceptDownloads: true, ...options});
  context.setDefaultTimeout(4 * kPatient); // whole pages and the steps of a journey; what may fail says its own
  return context;
}
