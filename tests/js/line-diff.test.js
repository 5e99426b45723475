import assert from "node:assert/strict";
import { test } from "node:test";

import { linesDiffering } from "../../static/js/line-diff.js";

/** All common subsequences, tried one by one: the length of the longest. */
function longest(a, b) {
  if (!a.length || !b.length) return 0;
  const [first, ...rest] = a;
  const at = b.indexOf(first);
  const without = longest(rest, b);
  return at < 0 ? without : Math.max(without, 1 + longest(rest, b.slice(at + 1)));
}

const lists = [];
for (const length of [0, 1, 2, 3, 4]) {
  for (let code = 0; code < 3 ** length; code += 1) {
    lists.push(Array.from({ length }, (_, at) => "xyz"[Math.floor(code / 3 ** at) % 3]));
  }
}

test("what is left is a longest common subsequence, for all short screens", () => {
  for (const left of lists) {
    for (const right of lists) {
      const differing = linesDiffering(left, right);
      const keptLeft = left.filter((_, at) => !differing.left.includes(at));
      const keptRight = right.filter((_, at) => !differing.right.includes(at));
      assert.deepEqual(keptLeft, keptRight);
      assert.equal(keptLeft.length, longest(left, right), `${left} | ${right}`);
    }
  }
});

test("equal screens differ in nothing, and one line more is one line more", () => {
  assert.deepEqual(linesDiffering(["a", "b"], ["a", "b"]), { left: [], right: [] });
  assert.deepEqual(linesDiffering(["a", "b", "c"], ["a", "c"]), { left: [1], right: [] });
  assert.deepEqual(linesDiffering(["a", "c"], ["a", "b", "c"]), { left: [], right: [1] });
  assert.deepEqual(linesDiffering(["old"], ["new"]), { left: [0], right: [0] });
});

test("a prompt and what is typed at it never differ, and space at the end says nothing", () => {
  const none = { left: [], right: [] };
  assert.deepEqual(linesDiffering(["me@one:~$ ls "], ["me@two.lab:~$ ls"]), none);
  assert.deepEqual(linesDiffering(["me@one:~$ ls"], ["root@one:/tmp# pwd"]), none);
  assert.deepEqual(linesDiffering(["me@one:~$ ls", "a"], ["/ # ls", "b"]), { left: [1], right: [1] });
  assert.deepEqual(linesDiffering(["me@one:~$"], []), none);
  assert.deepEqual(linesDiffering(["a me@one:x"], ["a me@two:x"]), { left: [0], right: [0] });
});

test("empty lines never differ", () => {
  assert.deepEqual(linesDiffering(["a", "", "  "], ["a"]), { left: [], right: [] });
  assert.deepEqual(linesDiffering([], ["", "b"]), { left: [], right: [1] });
});
