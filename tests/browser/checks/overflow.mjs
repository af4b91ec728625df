// overflow.mjs - on a narrow screen nothing has to be scrolled sideways to read the page, and nothing is cut off. What
// scrolls by itself (a wide table, a line of code) may do so; the page, and whatever holds its text, may not.

export const rules = ["overflow at 390 px", "overflow at 320 px"];

function in_page() {
  const heading = document.querySelector("main h1, h1, .title, h2");
  const holders = new Set([document.scrollingElement]);
  for (let holder = heading?.parentElement; holder; holder = holder.parentElement) holders.add(holder);
  const found = [];
  for (const holder of holders) {
    const page = holder === document.scrollingElement;
    const limit = page ? innerWidth : holder.clientWidth + 1; // sizes are rounded
    if (holder.scrollWidth <= limit || (!page && getComputedStyle(holder).overflowX === "visible")) continue;
    const right = page ? innerWidth : holder.getBoundingClientRect().right;
    const over = [...holder.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > right + 1);
    const widest = over.filter((element) => !over.some((other) => other !== element && element.contains(other))).slice(0, 2);
    const name = (element) => element.localName + (element.id ? `#${element.id}` : element.className?.split ? `.${element.className.split(" ")[0]}` : "");
    found.push(`${name(holder)} is ${holder.scrollWidth} px wide: ${widest.map(name).join(", ")}`);
  }
  return found;
}

export async function check(page, width) {
  const found = await page.evaluate(in_page);
  return found.slice(0, 1).map((text) => ({rule: `overflow at ${width} px`, text}));
}
