// The words of a lesson as notes know them: without white space, and without what is no word of the
// lesson. lessons/notes/quote.py takes the same parts of the text.

const excluded =
  "[role=tooltip], svg, .measure, .experiment, a.anchor, a.cite, a.footnote-ref, a.footnote-backref, " +
  ".code-buttons, .note-ref, .note-toolbar";
const context = 32;
// What Python's str.split takes for white space, which \s does not quite.
const white = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;
const space = new RegExp(white, "u");
const spaces = new RegExp(`${white}+`, "gu");

/** @param {string} text */
export const squash = (text) => text.replace(spaces, "");

/**
 * @typedef {{node: Text, start: number}} Piece a text node and where it begins in the squashed text
 * @typedef {{text: string, pieces: Piece[]}} Words
 */

/** @param {ParentNode} lesson @returns {Words} */
export function wordsOf(lesson) {
  const pieces = [];
  let text = "";
  for (const prose of lesson.querySelectorAll(".prose")) {
    const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = /** @type {Text} */ (walker.currentNode);
      if (node.parentElement?.closest(excluded)) continue;
      pieces.push({ node, start: text.length });
      text += squash(node.data);
    }
  }
  return { text, pieces };
}

/**
 * Where a passage is: the occurrence whose surroundings agree best; -1 where it is not there.
 * @param {string} text @param {string} exact @param {string} prefix @param {string} suffix
 */
export function find(text, exact, prefix, suffix) {
  if (!exact) return -1;
  let best = -1;
  let most = -1;
  for (let at = text.indexOf(exact); at >= 0; at = text.indexOf(exact, at + 1)) {
    let same = 0;
    while (same < prefix.length && text[at - 1 - same] === prefix.at(-1 - same)) same += 1;
    const end = at + exact.length;
    let after = 0;
    while (after < suffix.length && text[end + after] === suffix[after]) after += 1;
    if (same + after > most) {
      most = same + after;
      best = at;
    }
  }
  return best;
}

/**
 * The parts of text nodes that make up text[start:end].
 * @param {Words} words @param {number} start @param {number} end
 * @returns {{node: Text, from: number, to: number}[]}
 */
export function partsOf(words, start, end) {
  const found = [];
  for (const { node, start: begins } of words.pieces) {
    if (begins >= end) break;
    let at = begins;
    let from = -1;
    let to = -1;
    for (let offset = 0; offset < node.data.length && at < end; offset += 1) {
      if (space.test(node.data[offset])) continue;
      if (at >= start) {
        if (from < 0) from = offset;
        to = offset + 1;
      }
      at += 1;
    }
    if (from >= 0) found.push({ node, from, to });
  }
  return found;
}

/** @param {Node} node */
const blockOf = (node) =>
  node.parentElement?.closest("p, li, td, th, dt, dd, pre, h2, h3, figcaption, blockquote, div");

/**
 * A selected range as a quote; null where no word of the lesson is in it.
 * @param {ParentNode} lesson @param {Range} range
 */
export function quoteOf(lesson, range) {
  const words = wordsOf(lesson);
  let exact = "";
  let start = -1;
  let end = -1;
  let last = null;
  for (const { node, start: begins } of words.pieces) {
    if (!range.intersectsNode(node)) continue;
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.data.length;
    const part = node.data.slice(from, to);
    if (!squash(part)) {
      exact += part && exact ? " " : "";
      continue;
    }
    if (start < 0) start = begins + squash(node.data.slice(0, from)).length;
    end = begins + squash(node.data.slice(0, to)).length;
    if (last && blockOf(last) !== blockOf(node)) exact += " ";
    exact += part;
    last = node;
  }
  if (start < 0) return null;
  return {
    // Where a citation stood, a space is left before the mark that follows.
    exact: exact.replace(spaces, " ").replace(/ (?=[.,;:!?](?: |$))/gu, "").trim(),
    // No half of a letter that takes two units.
    prefix: words.text.slice(Math.max(0, start - context), start).replace(/^[\udc00-\udfff]/, ""),
    suffix: words.text.slice(end, end + context).replace(/[\ud800-\udbff]$/, ""),
    section: sectionOf(lesson, range),
  };
}

/** @param {ParentNode} lesson @param {Range} range */
function sectionOf(lesson, range) {
  let section = "";
  for (const heading of lesson.querySelectorAll(".prose h2[id], .prose h3[id]")) {
    if (range.comparePoint(heading, 0) > 0) break;
    section = heading.id;
  }
  return section;
}
