import assert from "node:assert/strict";
import { test } from "node:test";

import { castWidths } from "../../static/js/cast-widths.js";

test("what has no column in the guest takes none in the player", () => {
  assert.equal(castWidths("👨\u200d👩\u200d👧|"), "👨👩👧|");
  assert.equal(castWidths("❤\ufe0f|"), "❤|");
  assert.equal(castWidths("x\u0338\u20dd|\u200b\u202e|"), "x||");
  assert.equal(castWidths("a\xadb 한 漢 é"), "a\xadb 한 漢 é");
});

test("a letter and its mark become one letter where there is one", () => {
  assert.equal(castWidths("e\u0301 n\u0303 q\u0301"), "é ñ q");
  assert.equal(castWidths("\u1112\u1161\u11ab|"), "한|");
});

test("no mark melts into the end of a control sequence or into the file's own signs", () => {
  const line = '[0.5,"o","\\u001b[31m\u0323red\\u001b[0m\\u001b[2K\u0301\\n\u0301\\u001b(B\u0301"]\n';
  const shown = castWidths(line);
  assert.equal(shown, '[0.5,"o","\\u001b[31mred\\u001b[0m\\u001b[2K\\n\\u001b(B"]\n');
  assert.deepEqual(JSON.parse(shown), [0.5, "o", "\x1b[31mred\x1b[0m\x1b[2K\n\x1b(B"]);
});
