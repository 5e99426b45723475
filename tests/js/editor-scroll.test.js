// A text and its page are at the same place, by their headings.

import assert from "node:assert/strict";
import { test } from "node:test";

import { headingLines, placeIn, pointOf } from "../../static/js/editor-scroll.js";

test("headings are those outside of fences", () => {
  const text = "---\ntitle: x\n---\n## One\n\n```` {.sh}\n## no\n```\n## no\n````\n### Two\n# no\n####no";
  assert.deepEqual(headingLines(text), [4, 11]);
});

test("a place is found again between the same headings", () => {
  const lines = [4, 14];
  assert.deepEqual(placeIn(lines, 1, 1, 24), { part: 0, share: 0 });
  assert.deepEqual(placeIn(lines, 4, 1, 24), { part: 1, share: 0 });
  assert.deepEqual(placeIn(lines, 9, 1, 24), { part: 1, share: 0.5 });
  assert.deepEqual(placeIn(lines, 24, 1, 24), { part: 2, share: 1 });
  assert.equal(pointOf([100, 300], { part: 1, share: 0.5 }, 0, 500), 200);
  assert.equal(pointOf([100, 300], { part: 2, share: 1 }, 0, 500), 500);
});

test("a page with fewer headings than the text has its last part for the rest", () => {
  assert.equal(pointOf([100], { part: 5, share: 0.5 }, 0, 300), 200);
  assert.equal(pointOf([], { part: 0, share: 0.25 }, 0, 400), 100);
});
