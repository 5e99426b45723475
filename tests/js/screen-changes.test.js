import assert from "node:assert/strict";
import { test } from "node:test";

import { linesChanged, linesSaid } from "../../static/js/screen-changes.js";

const screen = ["one", "two", "", "three", "four"];

test("what is as it was is not said", () => {
  assert.deepEqual(linesChanged(screen, screen), []);
  assert.deepEqual(linesChanged([], screen), ["one", "two", "three", "four"]);
});

test("of a line that has changed the whole is said, of one that is blank now nothing", () => {
  assert.deepEqual(linesChanged(screen, ["one", "  two!", "", "three", ""]), ["two!"]);
});

test("what has only moved is not new", () => {
  assert.deepEqual(linesChanged(screen, ["two", "", "three", "four", "five"]), ["five"]);
  assert.deepEqual(linesChanged(screen, ["zero", "one", "two", "", "three"]), ["zero"]);
  assert.deepEqual(linesChanged(screen, ["three", "four", "five", "six", "seven"]), ["five", "six", "seven"]);
});

test("another screen is said as a whole, in its order", () => {
  assert.deepEqual(linesChanged(screen, ["a", "b", "c", "d", "e"]), ["a", "b", "c", "d", "e"]);
});

test("a screen of another height is compared from its top", () => {
  assert.deepEqual(linesChanged(["one", "two"], ["one", "two", "three"]), ["three"]);
  assert.deepEqual(linesChanged(["one", "two", "three"], ["one"]), []);
});

test("of many lines the first are said, and how many more there are", () => {
  const lines = Array.from({ length: 20 }, (_, number) => `line ${number}`);
  const said = linesSaid(lines, "and %s more").split("\n");
  assert.deepEqual(said.slice(0, 8), lines.slice(0, 8));
  assert.deepEqual(said.slice(8), ["and 12 more"]);
  assert.equal(linesSaid(lines.slice(0, 8), "and %s more"), lines.slice(0, 8).join("\n"));
  assert.equal(linesSaid([], "and %s more"), "");
});
