import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { hold } from "../../static/js/terminal-hold.js";

beforeEach(() => hold.turn(false));

/** @param {string} data */
function held(data) {
  hold.turn(true);
  return hold.take(data);
}

test("the next letter is Ctrl and that letter, and it is over", () => {
  assert.equal(held("c"), "\x03");
  assert.equal(hold.held, false);
  assert.equal(hold.take("c"), "c");
});

test("every letter that has a control character gives it", () => {
  for (let code = 0; code < 26; code += 1) {
    assert.equal(held(String.fromCharCode(97 + code)), String.fromCharCode(code + 1));
    assert.equal(held(String.fromCharCode(65 + code)), String.fromCharCode(code + 1));
  }
  const others = { "@": "\0", " ": "\0", "[": "\x1b", "\\": "\x1c", "]": "\x1d", "^": "\x1e", _: "\x1f" };
  for (const [typed, sent] of Object.entries(others)) assert.equal(held(typed), sent);
});

test("what has none is sent as it is", () => {
  for (const typed of ["1", "é", "😀", "\x1b[A", "\r", "{"]) assert.equal(held(typed), typed);
});

test("only the first letter of what comes at once is changed", () => {
  assert.equal(held("cd"), "\x03d");
});

test("nothing typed leaves it held", () => {
  assert.equal(held(""), "");
  assert.equal(hold.held, true);
});

test("a change is told once", () => {
  let told = 0;
  const count = () => (told += 1);
  hold.addEventListener("change", count);
  hold.turn(true);
  hold.turn(true);
  hold.take("a");
  hold.removeEventListener("change", count);
  assert.equal(told, 2);
});
