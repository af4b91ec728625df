// search.js - full-text search over the whole site, without a server: MiniSearch over search-entries.js. Both are loaded
// when somebody goes to the search field. Keys: / goes to it, arrows walk through what was found, Enter takes it (the
// first, from the field), Escape leaves.
"use strict";

(() => {
  const input = document.getElementById("search-input");
  const box = document.getElementById("search-results");
  const list = box.querySelector("ol");
  const status = document.getElementById("search-status");
  const kMost = 20;
  let index = null; // a promise of the index, once asked for
  let leaving = false;

  const load = (source) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${source} could not be loaded`));
    document.head.append(script);
  });

  const make = async () => {
    await Promise.all([load("minisearch.min.js"), load("search-entries.js")]);
    const made = new MiniSearch({
      fields: ["page", "heading", "terms", "text", "joined"],
      storeFields: ["url", "page", "heading", "text", "weight"],
      searchOptions: {
        boost: { page: 2, heading: 3, terms: 6, text: 1, joined: 1 },
        prefix: (term) => term.length > 2,
        fuzzy: (term) => (term.length > 5 ? 0.15 : false),
        weights: { fuzzy: 0.1, prefix: 0.4 },
        combineWith: "AND",
        boostDocument: (id, term, stored) => stored.weight,
      },
    });
    made.addAll(window.ladderSearchEntries);
    return made;
  };
  const ready = () => (index ??= make());

  // "how to build" asks for "build"; but "to" alone asks for "to".
  const kSmallWords = new Set(["a", "an", "and", "are", "do", "does", "for", "how", "i", "in", "is", "it", "of", "on", "the",
    "to", "what", "why"]);
  const asked_for = (query) => query.split(/\s+/).filter((word) => !kSmallWords.has(word.toLowerCase())).join(" ") || query;

  // A page or a section that is called as what was typed comes first, then what the index thinks best.
  const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const kNamed = 20;
  const ranked = (made, query, options) => made.search(asked_for(query), options)
    .map((one) => [plain(one.heading || one.page) === plain(query) ? one.score * kNamed : one.score, one])
    .sort(([one], [other]) => other - one)
    .map(([, one]) => one);

  // The sentence around the first word that was found, with the words marked.
  const excerpt = (text, words) => {
    const pattern = new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|") || "$^", "gi");
    const begin = Math.max(0, text.search(pattern) - 60);
    const at = begin ? text.indexOf(" ", begin) + 1 : 0; // whole words only
    const end = text.length > at + 180 ? text.lastIndexOf(" ", at + 180) : text.length;
    const piece = (at ? "… " : "") + text.slice(at, end > at ? end : at + 180) + (end < text.length ? " …" : "");
    const line = document.createElement("span");
    line.className = "excerpt";
    let done = 0;
    for (const match of piece.matchAll(pattern)) {
      const mark = document.createElement("mark");
      mark.textContent = match[0];
      line.append(piece.slice(done, match.index), mark);
      done = match.index + match[0].length;
    }
    line.append(piece.slice(done));
    return line;
  };

  const item = (found) => {
    const link = document.createElement("a");
    link.href = found.url;
    const where = document.createElement("span");
    where.className = "where";
    where.textContent = found.heading ? `${found.page}: ${found.heading}` : found.page;
    link.append(where, excerpt(found.text, found.terms));
    const entry = document.createElement("li");
    entry.append(link);
    return entry;
  };

  const close = () => { box.hidden = true; };

  const search = async () => {
    const query = input.value.trim();
    if (!query) return close();
    let found;
    try {
      const made = await ready();
      if (query !== input.value.trim() || !input.form.contains(document.activeElement)) return; // somebody has gone on
      found = ranked(made, query);
      if (!found.length) found = ranked(made, query, { combineWith: "OR" });
    } catch (error) {
      list.replaceChildren();
      status.textContent = `The search does not work here: ${error.message}`;
      box.hidden = false;
      return;
    }
    list.replaceChildren(...found.slice(0, kMost).map(item));
    const shown = found.length > kMost ? `, the first ${kMost} of them` : "";
    status.textContent = found.length ? `${found.length} found${shown}` : `Nothing found for “${query}”`;
    box.hidden = false;
  };

  const links = () => [...list.querySelectorAll("a")];
  const walk = (step) => {
    const all = links();
    const next = all.indexOf(document.activeElement) + step;
    if (next < 0) input.focus();
    else all[Math.min(next, all.length - 1)]?.focus();
  };

  input.addEventListener("focus", () => {
    ready().catch(() => {});
    if (input.value.trim() && !leaving) search();
  });
  input.addEventListener("input", search);
  input.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await search();
    links()[0]?.click();
  });
  document.addEventListener("keydown", (event) => {
    const inside = input.form.contains(document.activeElement);
    const typing = document.activeElement?.matches("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    } else if (event.key === "Escape" && !box.hidden) {
      leaving = true; // or to come back to the field would open them again
      input.focus();
      leaving = false;
      close();
    } else if (inside && !box.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
    }
  });
  document.addEventListener("click", (event) => { if (!input.form.contains(event.target)) close(); });
  input.form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !input.form.contains(event.relatedTarget)) close();
  });

  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    input.value = asked;
    input.focus();
  }
})();
