// fresh.mjs - is the site that lies in build/docs/html made from the sources as they are now? Looking at an old one
// would find what was mended, and miss what is new.
import {existsSync, readdirSync, statSync} from "node:fs";
import path from "node:path";

// What the site is made of, and what makes it.
const kSources = ["README.md", "CONTRIBUTING.md", "Doxyfile", "course", "docs", "server", "stages", "tools/book"];

function* files(place) {
  if (!existsSync(place)) return;
  if (!statSync(place).isDirectory()) { yield place; return; }
  for (const name of readdirSync(place)) if (!/^(__pycache__|\..*)$/.test(name)) yield* files(path.join(place, name));
}

// Resolves to the reason why `html` should not be looked at, or null.
export function stale(root, html) {
  const front = path.join(html, "index.html");
  if (!existsSync(front)) return `${html} is not built`;
  const built = statSync(front).mtimeMs;
  for (const place of kSources) {
    for (const file of files(path.join(root, place))) {
      if (statSync(file).mtimeMs > built) return `${html} is older than ${path.relative(root, file)}`;
    }
  }
  return null;
}
