import assert from "node:assert/strict";
import { test } from "node:test";

import { sizeLargest } from "../../static/js/cast.js";

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
