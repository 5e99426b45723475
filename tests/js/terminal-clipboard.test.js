import assert from "node:assert/strict";
import { test } from "node:test";

import { clipboardText, copyText, linesOf, pasteable } from "../../static/js/terminal-clipboard.js";
import { element, pageOf } from "./dom.js";

test("no pasted text presses a key or ends the brackets", () => {
  for (let code = 0; code < 0x3000; code += 1) {
    const letter = String.fromCharCode(code);
    const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f);
    const wanted = letter === "\t" || letter === "\n" ? letter : letter === "\r" ? "\n" : "";
    assert.equal(pasteable(letter), isControl ? wanted : letter, code.toString(16));
  }
  assert.equal(pasteable("a\x1b[201~rm -rf /\r"), "a[201~rm -rf /\n");
});

test("line ends of all systems are one", () => {
  assert.equal(pasteable("a\r\nb\rc\nd"), "a\nb\nc\nd");
});

test("lines are counted as a reader counts them", () => {
  for (const [text, lines] of [["", 1], ["a", 1], ["a\n", 1], ["a\nb", 2], ["a\n\n", 2], ["\n\na", 3]]) {
    assert.equal(linesOf(text), lines, JSON.stringify(text));
  }
});

/** @param {object} clipboard */
function clipboardIs(clipboard) {
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { clipboard } });
}

test("a page over plain http copies by hand and gives the focus back", async () => {
  clipboardIs(undefined);
  const page = pageOf();
  const before = (page.activeElement = element("button", {}));
  let copied = "";
  page.createElement = () => element("textarea", { select() {} });
  page.execCommand = () => {
    copied = page.body.children[0].value;
    return true;
  };
  assert.equal(await copyText("text"), true);
  assert.equal(copied, "text");
  assert.deepEqual(page.body.children, []);
  assert.ok(before.focused);
  page.execCommand = () => false;
  assert.equal(await copyText("text"), false);
  assert.equal(await clipboardText(), null);
});

test("where the browser has a clipboard it is used", async () => {
  let written = "";
  clipboardIs({ writeText: async (text) => (written = text), readText: async () => "there" });
  assert.equal(await copyText("text"), true);
  assert.equal(written, "text");
  assert.equal(await clipboardText(), "there");
});
