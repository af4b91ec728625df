// sheets.mjs - a contact sheet of a page: the whole of it in light, in dark, and as it is 390 px wide, side by side in one
// picture. The narrow page is longer than the wide one: it goes on in a second column, and so on.
import {mkdirSync} from "node:fs";
import path from "node:path";
import {kNarrow, kWide} from "./browser.mjs";

const kScale = 0.75; // of a CSS pixel; text stays legible
const kTallest = 16000; // what Chromium draws in one piece, pixels

// In the page: how high the text is, also where something inside of the page scrolls it.
function height_of_all() {
  let height = document.documentElement.scrollHeight;
  for (let holder = document.querySelector("h1, .title, h2")?.parentElement; holder; holder = holder.parentElement) {
    height = Math.max(height, holder.scrollHeight + holder.getBoundingClientRect().top + scrollY);
  }
  return Math.ceil(height);
}

async function picture(tab, size, scheme, tallest) {
  await tab.emulateMedia({colorScheme: scheme, reducedMotion: "reduce"});
  await tab.setViewportSize(size);
  const height = await tab.evaluate(height_of_all);
  await tab.setViewportSize({width: size.width, height});
  const pieces = [];
  for (let top = 0; top < height; top += tallest) {
    const clip = {x: 0, y: top, width: size.width, height: Math.min(tallest, height - top)};
    pieces.push(await tab.screenshot({clip}));
  }
  return {pieces, height, width: size.width};
}

// Writes `name`.png into `folder`. `context` has to have the scale kScale (see sheet_options).
export const sheet_options = {deviceScaleFactor: kScale};

export async function sheet(tab, url, folder, name) {
  mkdirSync(folder, {recursive: true});
  await tab.goto(url, {waitUntil: "networkidle"});
  const most = Math.floor(kTallest / kScale);
  const light = await picture(tab, kWide, "light", most);
  const column = Math.min(most, light.height);
  const dark = await picture(tab, kWide, "dark", most);
  const narrow = await picture(tab, kNarrow, "light", column);
  const images = [light, dark, narrow].flatMap(({pieces, width}) => pieces.map((bytes) =>
    `<img width="${width}" src="data:image/png;base64,${bytes.toString("base64")}">`));
  const width = [light, dark, narrow].reduce((sum, {pieces, width: one}) => sum + pieces.length * (one + 16), 16);
  await tab.goto("about:blank");
  await tab.setViewportSize({width, height: column + 32});
  await tab.setContent(`<body style="margin:16px;background:#888;display:flex;gap:16px;align-items:flex-start">${images.join("")}`);
  await tab.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
  await tab.screenshot({path: path.join(folder, `${name}.png`)});
}
