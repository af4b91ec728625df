// pictures.mjs - every picture is there, is shown larger than nothing, and has its text for those who do not see it.

export const rules = ["picture without alternative text", "picture not shown"];

const kDecoration = 64; // CSS pixels: a picture up to this size may be decoration (alt="")

async function in_page(kDecoration) {
  const found = [];
  const name = (element) => (element.getAttribute("src") ?? element.getAttribute("data") ?? "(inline)").slice(0, 80);
  const hidden = (element) => element.closest('[aria-hidden="true"], [role="presentation"], [role="none"]') !== null;
  // A picture for one colour scheme is off in the other; so is one in a part of the page that a reader opens.
  const off = (element) => !element.checkVisibility();

  for (const image of document.images) {
    if (off(image)) continue;
    image.loading = "eager";
    await image.decode().catch(() => {}); // what failed has no size: see below
    const {width, height} = image.getBoundingClientRect();
    if (image.naturalWidth === 0 || width === 0 || height === 0) {
      found.push({rule: "picture not shown", text: `${name(image)} (${image.naturalWidth} pixels, shown ${width} x ${height})`});
    }
    const large = width > kDecoration || height > kDecoration;
    if (!image.hasAttribute("alt") || (image.alt.trim() === "" && large && !hidden(image))) {
      found.push({rule: "picture without alternative text", text: name(image)});
    }
  }
  for (const frame of document.querySelectorAll("object, embed, iframe")) {
    if (off(frame)) continue;
    const {width, height} = frame.getBoundingClientRect();
    const loaded = frame.contentDocument?.documentElement && frame.contentDocument.URL !== "about:blank";
    if (!loaded || width === 0 || height === 0) {
      found.push({rule: "picture not shown", text: `<${frame.localName}> ${name(frame)}`});
    }
  }
  for (const drawing of document.querySelectorAll("svg")) {
    if (off(drawing) || drawing.closest("button, a") || drawing.parentElement.closest("svg")) continue;
    const {width, height} = drawing.getBoundingClientRect();
    if (width === 0 || height === 0) found.push({rule: "picture not shown", text: `<svg> shown ${width} x ${height}`});
  }
  return found;
}

export const check = (page) => page.evaluate(in_page, kDecoration);
