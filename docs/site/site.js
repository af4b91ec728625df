// site.js - what makes the pages more pleasant: the theme, copy buttons, folding where there is no room.
"use strict";

(() => {
  const root = document.documentElement;
  const button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.classList.contains("dark-mode") ||
    (system.matches && !root.classList.contains("light-mode"));
  const show = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `${button.textContent} colours`);
    button.hidden = false;
  };
  button.addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    root.classList.remove("dark-mode", "light-mode");
    // What the system has anyway is not remembered: the page follows it again.
    const asSystem = (wanted === "dark") === system.matches;
    if (!asSystem) root.classList.add(`${wanted}-mode`);
    try {
      if (asSystem) localStorage.removeItem("ladder-theme");
      else localStorage.setItem("ladder-theme", wanted);
    } catch { /* Without storage it holds for this page. */ }
    show();
  });
  system.addEventListener("change", show);
  show();
})();

// What is typed in a transcript, or the code: without prompts, answers and line numbers.
const codeOf = (figure) => {
  const typed = [...figure.querySelectorAll(".typed")];
  if (figure.dataset.language === "console") return typed.map((one) => one.textContent).join("\n");
  return figure.querySelector("pre code").textContent.replace(/\n$/, "");
};

for (const figure of document.querySelectorAll("figure.code")) {
  if (!navigator.clipboard || (figure.dataset.language === "console" && !figure.querySelector(".typed"))) continue;
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "copy";
  copy.textContent = "Copy";
  copy.setAttribute("aria-label", `Copy: ${figure.querySelector("pre").getAttribute("aria-label")}`);
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(codeOf(figure));
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Not allowed";
    }
    setTimeout(() => { copy.textContent = "Copy"; }, 1500);
  });
  figure.append(copy);
}

// A link into a folded solution opens it.
const unfold = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
};
addEventListener("hashchange", unfold);
unfold();

// The sidebar shows the page that is read, wherever it was scrolled to.
document.querySelector(".book-nav [aria-current]")?.scrollIntoView({ block: "nearest" });
