// markup.mjs - raw markup in what a reader reads: tags, Doxygen's commands, Markdown that was not turned into anything,
// markers of code regions, and paths of the machine that built the page. Code is looked at only for the last: a line
// of code may well hold a tag or a backquote.

const kPatterns = [
  ["raw markup: tag", "</?(?:tt|b|i|em|strong|code|pre|p|div|span|a|br|hr|h[1-6]|details|summary|table|tr|t[dh]|li|[uo]l|img|object|su[bp]|center|blockquote)(?:\\s[^<>]*)?/?>"],
  ["raw markup: command", "[@\\\\](?:ref|section|subsection|page|anchor|snippet|code|endcode|verbatim|endverbatim|dot|enddot|image|include|brief|param|returns?|see|file|tableofcontents|htmlonly|endhtmlonly|copydoc|ingroup|internal)\\b"],
  ["raw markup: entity", "&(?:lt|gt|amp|quot|nbsp|#\\d+|#x[0-9a-f]+);"],
  ["raw markup: Markdown", "\\*\\*|`|\\]\\(|!\\[|^\\s*#{2,6}\\s|^\\s*\\|[ :-]+\\|"],
  ["raw markup: region marker", "^\\s*\\[/?[a-z0-9]+(?:-[a-z0-9]+)+\\](?![\\]:])"],
];
export const rules = [...kPatterns.map(([rule]) => rule), "path of the build machine"];

// In the page: the texts that match, as [{rule, text}].
function in_page({patterns, paths}) {
  const kCode = "pre, code, tt, kbd, samp, textarea, .fragment, .memproto, .memItemLeft, .memItemRight, .memTemplParams, .memtemplate";
  const compiled = patterns.map(([rule, source]) => [rule, new RegExp(source, "im")]);
  const path = new RegExp(paths, "");
  const found = [];
  const look = (text, is_code) => {
    const excerpt = (at) => text.slice(Math.max(0, at - 30), at + 90).replace(/\s+/g, " ").trim();
    const place = path.exec(text);
    if (place) found.push({rule: "path of the build machine", text: excerpt(place.index)});
    if (is_code) return;
    for (const [rule, pattern] of compiled) {
      const match = pattern.exec(text);
      if (match) found.push({rule, text: excerpt(match.index)});
    }
  };
  look(document.title, false);
  for (const element of document.querySelectorAll("[alt], [title], meta[content]")) {
    look(element.getAttribute("alt") ?? element.getAttribute("title") ?? element.content, false);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const {data, parentElement} = texts.currentNode;
    if (!/\S/.test(data) || parentElement.closest("script, style, noscript, template")) continue;
    look(data, parentElement.closest(kCode) !== null);
  }
  return found;
}

// `root` is the checkout that the pages were made from: none of its paths may be read in them.
export function check(page, root) {
  const escaped = root.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const paths = `${escaped}/(?:server|stages|docs|tools|tests|build|resources|README|CONTRIBUTING)`;
  return page.evaluate(in_page, {patterns: kPatterns, paths});
}
