// uploads.mjs - the forms of the demo site: a message (sent as JSON) and a file, sent by mouse and by keys alone, and what
// is said when the server refuses or is gone. What the page says is compared with what lies in the server's folder.
import {readFileSync, readdirSync, writeFileSync} from "node:fs";
import path from "node:path";
import {patience} from "../patience.mjs";

export const rules = ["demo: message by mouse", "demo: message by keyboard", "demo: file by mouse", "demo: file by keyboard",
  "demo: invalid JSON", "demo: server gone", "demo: stored file is linked"];

const kMessage = "form:has(textarea)";
const kFiles = 'form:has(input[type="file"])';

// Resolves to the text of the form's status once it is of this kind, and rejects with what it says instead.
async function answer(form, kind) {
  const box = form.locator('[role="status"], [role="alert"]').first();
  const settled = form.locator(`[data-kind="${kind}"]`);
  await settled.waitFor({timeout: patience()}).catch(async () => {
    throw new Error(`the form says "${(await box.textContent()).trim()}"`);
  });
  return (await settled.textContent()).trim();
}

const stored = (root) => readdirSync(path.join(root, "uploads")).filter((name) => !name.startsWith("."));

// Runs `send`, which has to add one file to the uploads: resolves to its name, and rejects if it does not hold `text`.
async function one_more(root, text, send) {
  const before = new Set(stored(root));
  await send();
  const added = stored(root).filter((name) => !before.has(name));
  if (added.length !== 1) throw new Error(`${added.length} files were stored`);
  const content = readFileSync(path.join(root, "uploads", added[0]), "utf8");
  if (!content.includes(text)) throw new Error(`${added[0]} holds "${content.slice(0, 60)}"`);
  return added[0];
}

// With Tab from wherever the focus is, at most 60 stops.
async function tab_to(tab, locator) {
  for (let stop = 0; stop < 60; ++stop) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await tab.keyboard.press("Tab");
  }
  throw new Error("the Tab key does not reach it");
}

async function message(tab, root, by_mouse, text) {
  const form = tab.locator(kMessage);
  const [field, button] = [form.locator("textarea"), form.locator('button[type="submit"]')];
  await one_more(root, text, async () => {
    if (by_mouse) await field.click(); else await tab_to(tab, field);
    await tab.keyboard.type(text);
    if (by_mouse) await button.click();
    else { await tab_to(tab, button); await tab.keyboard.press("Enter"); }
    await answer(form, "good");
  });
}

async function file(tab, root, by_mouse, text) {
  const form = tab.locator(kFiles);
  const [field, button] = [form.locator('input[type="file"]'), form.locator('button[type="submit"]')];
  const source = path.join(root, "..", "note.txt");
  writeFileSync(source, text);
  return one_more(root, text, async () => {
    // Before the way there: only some messages later does the browser know that choosers are waited for.
    const chooser = tab.waitForEvent("filechooser", {timeout: 2 * patience()});
    chooser.catch(() => {}); // what comes before it may fail first
    if (!by_mouse) await tab_to(tab, field);
    if (by_mouse) await field.click();
    else await tab.keyboard.press("Enter");
    await (await chooser).setFiles(source);
    if (by_mouse) await button.click();
    else { await tab_to(tab, button); await tab.keyboard.press("Space"); }
    await answer(form, "good");
  });
}

async function linked(tab, origin, name, text) {
  const links = await tab.locator(`${kFiles} [data-kind="good"] a[href]`).evaluateAll((all) => all.map((link) => link.href));
  const link = links.find((href) => href.endsWith(`/${name}`));
  if (!link) throw new Error(`the answer has no link to ${name}`);
  const response = await fetch(link);
  if (response.status !== 200 || await response.text() !== text) throw new Error(`${link} is not what was sent: ${response.status}`);
}

async function invalid_json(tab) {
  await tab.route("**/upload", (route) => route.continue({postData: '{"message": '}));
  const form = tab.locator(kMessage);
  await form.locator("textarea").fill("cut short on its way");
  await form.locator('button[type="submit"]').click();
  const said = await answer(form, "bad");
  await tab.unroute("**/upload");
  if (!/400/.test(said)) throw new Error(`the page says only "${said}"`);
}

async function server_gone(tab, stop) {
  await stop();
  const form = tab.locator(kMessage);
  await form.locator("textarea").fill("is anybody there?");
  await form.locator('button[type="submit"]').click();
  await answer(form, "bad");
  if (await form.locator("textarea").inputValue() !== "is anybody there?") throw new Error("the text is lost");
}

// `stop` stops the server: that comes last.
export async function upload(tab, {origin, root, stop}, findings) {
  findings.looked_for(...rules);
  let right = 0;
  async function attempt(rule, steps) {
    try {
      await steps();
      ++right;
    } catch (error) {
      findings.add(rule, "/index.html", error.message.split("\n")[0]);
    }
  }
  const fresh = () => tab.goto(`${origin}/index.html`);
  let [name, text] = ["", "sent with the mouse alone\n"];
  await fresh();
  await attempt("demo: message by mouse", () => message(tab, root, true, "by mouse"));
  await attempt("demo: file by mouse", async () => { name = await file(tab, root, true, text); });
  await attempt("demo: stored file is linked", () => linked(tab, origin, name, text));
  await fresh();
  await attempt("demo: message by keyboard", () => message(tab, root, false, "by keys"));
  await fresh();
  await attempt("demo: file by keyboard", () => file(tab, root, false, "sent with keys alone\n"));
  await fresh();
  await attempt("demo: invalid JSON", () => invalid_json(tab));
  await attempt("demo: server gone", () => server_gone(tab, stop));
  findings.count("demo: uploads and refusals", `${right} of ${rules.length}`);
}
