// without_scripts.mjs - the demo site where JavaScript is off: each form that is posted is answered by a page that can
// be read, with a title, a heading and a way back; a file is stored all the same. A form that cannot do without (no
// browser sends JSON by itself) has no button then, and says so.
import {existsSync} from "node:fs";
import path from "node:path";
import {new_context} from "../browser.mjs";
import {patience} from "../patience.mjs";

export const rules = ["demo without scripts: message", "demo without scripts: file"];

function in_page() {
  const links = [...document.querySelectorAll("a[href]")].map((link) => new URL(link.href).pathname);
  return {
    type: document.contentType,
    lang: document.documentElement.lang,
    title: document.title,
    heading: document.querySelector("h1")?.textContent ?? "",
    text: document.body.innerText,
    links,
  };
}

async function read_answer(tab) {
  await tab.waitForURL("**/upload*", {timeout: patience()});
  const page = await tab.evaluate(in_page);
  if (page.type !== "text/html") throw new Error(`the answer is ${page.type}: ${page.text.slice(0, 80)}`);
  if (!page.lang || !page.title || !page.heading) throw new Error("the answer lacks lang, title or heading");
  if (/^\s*\{|"(?:status|message|filepath)"\s*:/.test(page.text)) throw new Error("the answer shows raw JSON");
  if (!page.links.some((link) => link === "/" || link === "/index.html")) throw new Error("no link leads back");
  return page;
}

async function message(tab) {
  const form = tab.locator("form:has(textarea)");
  const button = form.locator('button[type="submit"]');
  if (!await button.isVisible()) {
    if (!/JavaScript/.test(await form.innerText())) throw new Error("the form has no button, and does not say why");
    return;
  }
  await form.locator("textarea").fill("without a script");
  await button.click();
  await read_answer(tab);
}

async function file(tab, root) {
  const form = tab.locator('form:has(input[type="file"])');
  await form.locator('input[type="file"]').setInputFiles({name: "plain.txt", mimeType: "text/plain", buffer: Buffer.from("plain\n")});
  await form.locator('button[type="submit"]').click();
  const {links} = await read_answer(tab);
  const link = links.find((name) => name.startsWith("/uploads/"));
  if (!link) throw new Error("the stored file is not linked");
  if (!existsSync(path.join(root, link))) throw new Error(`${link} is not there`);
}

// `prepare` may change what the context does before it is used.
export async function post(browser, {origin, root}, findings, prepare = () => {}) {
  findings.looked_for(...rules);
  const context = await new_context(browser, {javaScriptEnabled: false});
  await prepare(context);
  const tab = await context.newPage();
  for (const [rule, steps] of [[rules[0], message], [rules[1], file]]) {
    await tab.goto(`${origin}/index.html`);
    await steps(tab, root).catch((error) => findings.add(rule, "/index.html", error.message.split("\n")[0]));
  }
  await context.close();
}
