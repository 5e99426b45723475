import assert from "node:assert/strict";
import { test } from "node:test";

import { find, partsOf, quoteOf, squash, wordsOf } from "../../static/js/note-text.js";
import { element, pageOf } from "./dom.js";

globalThis.NodeFilter = { SHOW_TEXT: 4 };

/** A text node of a paragraph. @param {string} data */
function textNode(data, parent = element("p", {})) {
  return { data, parentElement: parent, nodeName: "#text" };
}

/** A lesson of one prose of these text nodes. */
function lessonOf(nodes, headings = []) {
  const page = pageOf();
  page.createTreeWalker = (root) => {
    let at = -1;
    return {
      get currentNode() {
        return root.nodes[at];
      },
      nextNode: () => (at += 1) < root.nodes.length,
    };
  };
  const prose = { nodes };
  return { querySelectorAll: (selector) => (selector === ".prose" ? [prose] : headings) };
}

/** A range over whole and cut nodes, in the order of `nodes`. */
function rangeOf(nodes, first, startOffset, last, endOffset) {
  const [from, to] = [nodes.indexOf(first), nodes.indexOf(last)];
  return {
    startContainer: first,
    startOffset,
    endContainer: last,
    endOffset,
    intersectsNode: (node) => nodes.indexOf(node) >= from && nodes.indexOf(node) <= to,
    comparePoint: (heading) => (heading.after ? 1 : -1),
  };
}

test("a passage is where its surroundings agree best", () => {
  const text = "aXb.cXd.aXd";
  assert.equal(find(text, "X", "a", "b"), 1);
  assert.equal(find(text, "X", "c", "d"), 5);
  assert.equal(find(text, "X", ".a", "d"), 9);
  assert.equal(find(text, "X", "", ""), 1); // the first of equals
  assert.equal(find(text, "Y", "a", "b"), -1);
  assert.equal(find("", "Y", "", ""), -1);
});

test("passages that overlap are all looked at", () => {
  assert.equal(find("aaa", "aa", "", ""), 0);
  assert.equal(find("aaab", "aa", "", "b"), 1);
});

test("no passage is nowhere, and looking for it ends", () => {
  assert.equal(find("abc", "", "a", "b"), -1);
  assert.equal(find("", "", "", ""), -1);
});

test("parts are offsets into the nodes, without their white space", () => {
  const nodes = [textNode(" ab "), textNode("  "), textNode("c d")];
  const words = wordsOf(lessonOf(nodes));
  assert.equal(words.text, "abcd");
  const parts = (start, end) =>
    partsOf(words, start, end).map(({ node, from, to }) => node.data.slice(from, to));
  assert.deepEqual(parts(0, 4), ["ab", "c d"]);
  assert.deepEqual(parts(1, 3), ["b", "c"]);
  assert.deepEqual(parts(2, 4), ["c d"]);
  assert.deepEqual(parts(3, 4), ["d"]);
  assert.deepEqual(parts(0, 1), ["a"]);
  assert.deepEqual(parts(0, 0), []);
});

test("what is no word of the lesson is left out", () => {
  const drawn = element("span", {});
  drawn.classList.add("measure");
  const nodes = [textNode("It took "), textNode("2 ms", drawn), textNode(" here.")];
  assert.equal(wordsOf(lessonOf(nodes)).text, "Ittookhere.");
});

test("a quote has its words, what stands around them and its section", () => {
  const paragraph = element("p", {});
  const nodes = [textNode("One  two ", paragraph), textNode("three", paragraph), textNode("Four.")];
  const lesson = lessonOf(nodes, [{ id: "first" }, { id: "second" }, { id: "third", after: true }]);
  assert.deepEqual(quoteOf(lesson, rangeOf(nodes, nodes[0], 5, nodes[1], 3)), {
    exact: "two thr",
    prefix: "One",
    suffix: "eeFour.",
    section: "second",
  });
  // Across two paragraphs there is a space between them.
  assert.equal(quoteOf(lesson, rangeOf(nodes, nodes[1], 0, nodes[2], 5)).exact, "three Four.");
  assert.equal(quoteOf(lesson, rangeOf(nodes, nodes[0], 3, nodes[0], 5)), null);
});

test("a space that a citation leaves before a mark goes, one in a word does not", () => {
  const nodes = [textNode("so "), textNode(" , and"), textNode(" :wq ends")];
  const lesson = lessonOf(nodes);
  const all = rangeOf(nodes, nodes[0], 0, nodes[2], 9);
  assert.equal(quoteOf(lesson, all).exact, "so, and :wq ends");
});

test("what stands around a quote has no half of a letter", () => {
  const nodes = [textNode(`😀${"a".repeat(31)}X${"b".repeat(31)}😀`)];
  const found = quoteOf(lessonOf(nodes), rangeOf(nodes, nodes[0], 33, nodes[0], 34));
  assert.equal(found.exact, "X");
  for (const each of [found.prefix, found.suffix]) assert.ok(each.isWellFormed?.() ?? true);
  assert.equal(found.prefix, "a".repeat(31));
  assert.equal(found.suffix, "b".repeat(31));
});

test("a quote is found again where it was taken", () => {
  const nodes = [textNode("one two one "), textNode("two one two")];
  const words = wordsOf(lessonOf(nodes));
  for (const [first, from, last, to] of [[0, 0, 0, 3], [0, 8, 1, 3], [1, 4, 1, 11], [0, 4, 1, 11]]) {
    const range = rangeOf(nodes, nodes[first], from, nodes[last], to);
    const quote = quoteOf(lessonOf(nodes), range);
    const exact = squash(quote.exact);
    const at = find(words.text, exact, quote.prefix, quote.suffix);
    const before = squash(nodes.slice(0, first).map(({ data }) => data).join(""));
    assert.equal(at, before.length + squash(nodes[first].data.slice(0, from)).length);
  }
});
