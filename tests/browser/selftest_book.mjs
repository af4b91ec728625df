// selftest_book.mjs - the smallest book that has all that a journey needs: a front page and three chapters with links to
// previous and next, a skip link, a dark-mode toggle that is remembered, and a search. `fault` breaks one of them.
import {writeFileSync} from "node:fs";
import path from "node:path";

export const kBook = [
  {number: "01", folder: "01_one", title: "Stage 01: one", headings: ["The idea", "Your turn"], words: "backlog"},
  {number: "02", folder: "02_two", title: "Stage 02: two", headings: ["The idea", "Your turn"], words: "datagram"},
  {number: "03", folder: "03_three", title: "Stage 03: three", headings: ["The idea", "Your turn"], words: "threads"},
];

const script = (fault) => `
  const root = document.documentElement;
  const set = (theme) => { root.dataset.theme = theme; ${fault === "the choice is forgotten" ? "" : "localStorage.setItem('theme', theme);"} };
  root.dataset.theme = localStorage.getItem("theme") ?? "light";
  document.getElementById("theme").onclick = () => set(root.dataset.theme === "dark" ? "light" : "dark");
  const book = ${JSON.stringify(kBook)};
  const input = document.querySelector("input"), list = document.getElementById("results");
  input.oninput = () => {
    list.replaceChildren(...book.filter(({words}) => input.value !== "" && words.includes(input.value)).map(({folder, title}) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = ${fault === "the search finds something else" ? '"index.html"' : 'folder + ".html"'};
      link.textContent = title;
      ${fault === "results are no tab stops" ? "link.tabIndex = -1;" : ""}
      item.append(link);
      return item;
    }));
  };`;

function page(title, top, text, bottom, fault) {
  const skip_target = fault === "the skip link leads before the text" ? "top" : "main";
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<style>html { background: #fff; color: #000; } html[data-theme="dark"] { background: #000; color: #fff; } p { height: 40em; }</style></head>
<body id="top"><a href="#${skip_target}">Skip to the text</a>
<form role="search"><input type="search" aria-label="Search" aria-controls="results"></form><ul id="results"></ul>
<button id="theme" ${fault === "the toggle is no tab stop" ? 'tabindex="-1"' : ""}>Dark</button>
<main id="main" tabindex="-1">${top}<h1>${title}</h1>${text}${bottom}</main>
<script>${script(fault)}</script></body></html>`;
}

function links(index, fault, bottom) {
  const previous = fault === "previous leads to the front" ? {folder: "index"} : kBook[index - 1];
  const next = kBook[fault === "next skips a chapter" ? index + 2 : index + 1];
  const link = (rel, to) => `<a rel="${rel}" href="${to.folder}.html">${rel}</a>`;
  const on = next && !(bottom && fault === "no next at the bottom") ? link("next", next) : "";
  return `<nav>${index > 0 ? link("prev", previous) : ""}${on}</nav>`;
}

export function write_book(folder, fault) {
  const write = (name, text) => writeFileSync(path.join(folder, `${name}.html`), text);
  write("index", page("The book", "", '<a href="01_one.html">Begin here</a>', "", fault));
  kBook.forEach(({folder: name, title, headings}, index) => {
    const there = fault === "a heading is gone" ? headings.slice(0, 1) : headings;
    const text = there.map((heading) => `<h2>${heading}</h2><p>Text.</p>`).join("");
    write(name, page(title, links(index, fault, false), text, links(index, fault, true), fault));
  });
}
