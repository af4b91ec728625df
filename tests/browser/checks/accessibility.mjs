// accessibility.mjs - axe-core: no finding that it calls serious or critical. All of its rules of that weight run once,
// in the light page; those that look at colours run again in the dark one, and the one about regions that scroll
// runs in the narrow page, too.
import {axe_source} from "../browser.mjs";

const kWeights = ["serious", "critical"];
const kTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
// Rules whose findings are never serious (axe-core 4.14): asking them would cost time and change nothing.
const kLighter = ["aria-allowed-role", "aria-deprecated-role", "empty-heading", "empty-table-header",
  "form-field-multiple-labels", "heading-order", "html-xml-lang-mismatch", "image-redundant-alt",
  "landmark-banner-is-top-level", "landmark-contentinfo-is-top-level", "landmark-main-is-top-level",
  "landmark-no-duplicate-banner", "landmark-no-duplicate-contentinfo", "landmark-no-duplicate-main",
  "landmark-one-main", "landmark-unique", "meta-viewport-large", "no-autoplay-audio", "page-has-heading-one",
  "presentation-role-conflict", "region", "scope-attr-valid", "server-side-image-map", "skip-link",
  "table-duplicate-name"];

export const rules = ["axe (light): color-contrast", "axe (dark): color-contrast"];

const kRuns = {
  light: {runOnly: {type: "tag", values: kTags}, rules: Object.fromEntries(kLighter.map((rule) => [rule, {enabled: false}]))},
  dark: {runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}},
  narrow: {runOnly: {type: "rule", values: ["scrollable-region-focusable"]}},
};

// Before the first page: axe-core is there in each that follows.
export const prepare = (page) => page.addInitScript({content: axe_source});

async function in_page({options, weights}) {
  const {violations} = await window.axe.run(document, {...options, resultTypes: ["violations"], preload: false});
  return violations.filter((violation) => weights.includes(violation.impact)).map(({id, nodes}) => ({
    id,
    count: nodes.length,
    text: nodes.slice(0, 3).map((node) => {
      const colours = node.any[0]?.data;
      const contrast = colours?.contrastRatio ? ` (${colours.fgColor} on ${colours.bgColor}: ${colours.contrastRatio})` : "";
      return node.target.join(" ") + contrast;
    }).join("; "),
  }));
}

// `mode`: light, dark or narrow.
export async function check(page, mode) {
  const found = await page.evaluate(in_page, {options: kRuns[mode], weights: kWeights});
  return found.map(({id, count, text}) => ({rule: `axe (${mode}): ${id}`, count, text}));
}
