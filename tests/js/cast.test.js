import assert from "node:assert/strict";
import { test } from "node:test";

import { contrast, readable, sizeLargest } from "../../static/js/cast.js";

const cast = (head, ...events) => [head, ...events].map((each) => JSON.stringify(each)).join("\n");

test("a recording is as large as its terminal ever was", () => {
  const head = { version: 2, width: 80, height: 24 };
  assert.deepEqual(sizeLargest(cast(head)), { cols: 80, rows: 24 });
  const resized = cast(head, [0.5, "o", "a"], [1, "r", "140x20"], [2, "r", "60x40"]);
  assert.deepEqual(sizeLargest(`${resized}\n`), { cols: 140, rows: 40 });
});

test("what was shown is no change of size, whatever it says", () => {
  const shown = cast({ version: 2, width: 80, height: 24 }, [1, "o", '[1, "r", "200x90"]']);
  assert.deepEqual(sizeLargest(shown), { cols: 80, rows: 24 });
});

const palette = {
  foreground: "#1c2430",
  background: "#ffffff",
  colours: ["#1c2430", "#b3261e", "#1a6b36", "#8a5300", "#1d4f91", "#6d3fc0", "#0f6b64", "#6b7686",
    "#546072", "#c4322a", "#217a40", "#9a4a06", "#2860ac", "#7d52cb", "#147a72", "#3a4350"],
};
const head = { version: 2, width: 80, height: 24 };
const shown = (text) => {
  const lines = readable(cast(head, [0, "o", text]), palette).split("\n");
  return JSON.parse(lines[1])[2];
};

test("letters are read on every ground", () => {
  const white = "\x1b[38;2;255;255;255m";
  assert.equal(shown("\x1b[30;42mtmp"), `\x1b[30;42m${white}tmp`);
  assert.equal(shown("\x1b[34;42mtmp"), `\x1b[34;42m${white}tmp`);
  assert.equal(shown("\x1b[42mown"), `\x1b[42m${white}own`);
  // Their own colour comes back with the terminal's ground.
  assert.equal(shown("\x1b[34;42ma\x1b[49mb"), `\x1b[34;42m${white}a\x1b[49m\x1b[34mb`);
  assert.equal(shown("\x1b[34;42ma\x1b[0mb\x1b[34mc"), `\x1b[34;42m${white}a\x1b[0mb\x1b[34mc`);
});

test("what can be read stays as it was, and other lines as they were written", () => {
  for (const text of ["\x1b[1;32mlearner\x1b[0m$ ", "plain", "\x1b[38;5;200;48;5;17mx\x1b[m"]) {
    assert.equal(shown(text), text);
  }
  const other = cast(head, [1, "r", "100x30"], [2, "i", "\x1b[30;42m"]);
  assert.equal(readable(other, palette), other);
});

test("contrast is WCAG's", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#777777"), 1);
  assert.ok(Math.abs(contrast("#767676", "#ffffff") - 4.54) < 0.01);
});
