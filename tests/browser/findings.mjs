// findings.mjs - what was found: collected, counted by rule, written as JSON and as a table.
import {mkdirSync, writeFileSync} from "node:fs";
import path from "node:path";

const kShownOfARule = 6; // in the text; the JSON has all of them

export class Findings {
  constructor() {
    this.list = [];
    this.counts = {}; // what was looked at, for the head of the table
    this.rules = new Set(); // all that were looked for, so that the table shows what found nothing
  }

  // `count`: how many places of the page this one finding stands for.
  add(rule, page, text, count = 1) {
    this.rules.add(rule);
    this.list.push({rule, page, text, count});
  }

  count(name, value) { this.counts[name] = value; }

  looked_for(...rules) {
    for (const rule of rules) this.rules.add(rule);
  }

  by_rule() {
    return [...this.rules].sort().map((rule) => {
      const found = this.list.filter((finding) => finding.rule === rule);
      return {
        rule,
        places: found.reduce((sum, finding) => sum + finding.count, 0),
        pages: new Set(found.map((finding) => finding.page)).size,
        texts: grouped(found),
      };
    });
  }
}

// One line for each different text, with the pages on which it stands: what a template does wrong is said once.
function grouped(found) {
  const texts = new Map();
  for (const {text, page} of found) {
    if (!texts.has(text)) texts.set(text, []);
    texts.get(text).push(page);
  }
  return [...texts].map(([text, pages]) => ({text, pages})).sort((a, b) => b.pages.length - a.pages.length);
}

export function table(findings) {
  const lines = [];
  for (const [name, value] of Object.entries(findings.counts)) lines.push(`${name.padEnd(34)} ${value}`);
  lines.push("", `${"rule".padEnd(44)} ${"places".padStart(7)} ${"pages".padStart(6)}`);
  for (const {rule, places, pages} of findings.by_rule()) {
    lines.push(`${rule.padEnd(44)} ${String(places).padStart(7)} ${String(pages).padStart(6)}`);
  }
  return lines.join("\n");
}

export function details(findings) {
  const lines = [];
  for (const {rule, texts} of findings.by_rule()) {
    if (texts.length === 0) continue;
    lines.push("", `${rule}:`);
    for (const {text, pages} of texts.slice(0, kShownOfARule)) {
      lines.push(`  ${pages[0]}${pages.length > 1 ? ` and ${pages.length - 1} more` : ""}: ${text}`);
    }
    if (texts.length > kShownOfARule) lines.push(`  and ${texts.length - kShownOfARule} others`);
  }
  return lines.join("\n");
}

export function write(folder, name, findings) {
  mkdirSync(folder, {recursive: true});
  const summary = `${table(findings)}\n`;
  writeFileSync(path.join(folder, `${name}.txt`), `${summary}${details(findings)}\n`);
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(
    {counts: findings.counts, rules: findings.by_rule(), findings: findings.list}, null, 1)}\n`);
  return summary;
}
