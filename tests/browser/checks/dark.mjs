// dark.mjs - a page follows the system's colour scheme: light there is light here, dark is dark.

import {patience} from "../patience.mjs";

export const rules = ["colour scheme not followed"];

// In the page: does its background (of the last layer that is not transparent) have the lightness of `scheme`?
export function is_in(scheme) {
  const canvas = document.createElement("i"); // under all layers: the browser's own white, or black
  canvas.style.backgroundColor = "Canvas";
  document.body.append(canvas);
  let lightness = 1;
  for (const element of [canvas, document.documentElement, document.body]) {
    const [red, green, blue, alpha = 1] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g).map(Number);
    if (alpha > 0.5) lightness = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
  }
  canvas.remove();
  return scheme === "dark" ? lightness < 0.3 : lightness > 0.7;
}

// A script of the page may have to hear of the change, and colours may fade: it gets its time.
export async function check(page, scheme) {
  if (await page.evaluate(is_in, scheme)) return [];
  try {
    await page.waitForFunction(is_in, scheme, {timeout: patience()});
    return [];
  } catch {
    return [{rule: "colour scheme not followed", text: `not ${scheme} where ${scheme} is asked for`}];
  }
}
