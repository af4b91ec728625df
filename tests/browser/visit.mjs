// visit.mjs - one page, looked at: as a wide page in light and in dark, and as a narrow one. A Visitor has one tab of the
// browser and goes with it from page to page.
import * as accessibility from "./checks/accessibility.mjs";
import * as dark from "./checks/dark.mjs";
import * as first_stop from "./checks/first_stop.mjs";
import * as links from "./checks/links.mjs";
import * as markup from "./checks/markup.mjs";
import * as overflow from "./checks/overflow.mjs";
import * as pictures from "./checks/pictures.mjs";
import * as traffic from "./checks/traffic.mjs";
import {kWide} from "./browser.mjs";

export const rules = [accessibility, dark, first_stop, links, markup, pictures, traffic].flatMap((check) => check.rules);

export class Visitor {
  // `settings`: {origin, root, sizes}: the server, the checkout, and the narrow windows to look through.
  static async create(context, settings) {
    const page = await context.newPage();
    await accessibility.prepare(page);
    return new Visitor(page, settings);
  }

  constructor(page, settings) {
    this.page = page;
    this.settings = settings;
    this.traffic = new traffic.Traffic(page, settings.origin);
  }

  // Looks at `path` and resolves to {found, collected}: the findings, and the anchors and links of the page.
  async visit(path) {
    const {page} = this;
    const found = [];
    const look = async (results) => { found.push(...await results); };
    let collected = {anchors: [], links: [], icon: ""};
    try {
      await page.emulateMedia({colorScheme: "light", reducedMotion: "reduce"});
      await page.setViewportSize(kWide);
      await page.goto(this.settings.origin + path, {waitUntil: "load"});
      await this.traffic.quiet();
      await look(first_stop.check(page));
      await page.evaluate(open_all);
      await look(markup.check(page, this.settings.root));
      await look(pictures.check(page));
      collected = await links.collect(page);
      await look(dark.check(page, "light"));
      await look(accessibility.check(page, "light"));
      await page.emulateMedia({colorScheme: "dark", reducedMotion: "reduce"});
      await look(dark.check(page, "dark"));
      await page.evaluate(end_animations);
      await look(accessibility.check(page, "dark"));
      for (const size of this.settings.sizes) {
        await page.setViewportSize(size);
        await look(overflow.check(page, size.width));
      }
      await look(accessibility.check(page, "narrow"));
      await this.traffic.quiet();
    } catch (error) {
      found.push({rule: "page error", text: `cannot be looked at: ${error.message.split("\n")[0]}`});
    }
    found.push(...this.traffic.take());
    return {found, collected};
  }
}

// What a reader can open is open: a folded solution has to be as sound as the rest.
function open_all() {
  for (const details of document.querySelectorAll("details")) details.open = true;
}

// Colours that fade are compared when they have arrived.
function end_animations() {
  for (const animation of document.getAnimations()) {
    if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
  }
}
