import assert from "node:assert/strict";
import { test } from "node:test";

import { lineLongest, lineMost, pasteWay } from "../../static/js/terminal-paste.js";
import { element, pageOf } from "./dom.js";

const shell = { eager: false, fullScreen: false }; // it brackets what is pasted
const lines = { eager: true, fullScreen: false };
const screen = { eager: true, fullScreen: true };

/** A page whose dialogs are answered at once; gives which was shown, and what it said. */
function page(answer) {
  const shown = [];
  /** @param {string} name @param {string[]} places */
  const dialog = (name, ...places) => {
    const parts = places.map((each) => element("b", { dataset: { [each]: "" } }));
    const made = element("dialog", { dataset: { [name]: "" } }, ...parts);
    made.showModal = () => {
      shown.push([name, ...parts.map(({ textContent }) => textContent)]);
      made.returnValue = answer;
      queueMicrotask(() => made.dispatchEvent(new Event("close")));
    };
    return made;
  };
  pageOf(dialog("paste", "pasteLines", "pasteText"), dialog("pasteLong", "pasteBytes"));
  globalThis.document.documentElement.lang = "en";
  return shown;
}

test("the longest line is counted in bytes, as the terminal counts", () => {
  assert.equal(lineLongest("a\n" + "ñ".repeat(10) + "\nbc"), 20);
  assert.equal(lineLongest(""), 0);
});

test("a line that a terminal would cut is asked about, one byte less is not", async () => {
  const shown = page("file");
  assert.equal(await pasteWay("x".repeat(lineMost), [lines]), "paste");
  assert.deepEqual(shown, []);
  assert.equal(await pasteWay("x".repeat(lineMost + 1), [lines]), "file");
  assert.deepEqual(shown, [["pasteLong", "4,096"]]);
  assert.equal(lineMost, 4095);
});

test("who brackets, or draws the whole screen, is given long lines as they are", async () => {
  const shown = page("");
  const text = "x".repeat(6000);
  assert.equal(await pasteWay(text, [shell]), "paste");
  assert.equal(await pasteWay(text, [screen]), "paste");
  assert.equal(await pasteWay("a\nb", [shell]), "paste");
  assert.deepEqual(shown, []);
  assert.equal(await pasteWay(text, [shell, screen, lines]), "", "one of several is enough");
});

test("several lines are shown before a program may carry them out", async () => {
  for (const [answer, way] of [["paste", "paste"], ["cancel", ""], ["", ""]]) {
    const shown = page(answer);
    assert.equal(await pasteWay("a\nb", [screen]), way);
    assert.deepEqual(shown, [["paste", "2", "a\nb"]]);
  }
});

test("a page without the dialogs does not ask", async () => {
  pageOf();
  assert.equal(await pasteWay("a\nb", [lines]), "paste");
  assert.equal(await pasteWay("x".repeat(6000), [lines]), "paste");
});
