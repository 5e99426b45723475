import assert from "node:assert/strict";
import { test } from "node:test";

import { least, letterSizes, narrow, plan } from "../../static/js/lab-layout.js";

/** As Liberation Mono is drawn: 0.6 em wide, a line of 1.2 times 1.13 em. */
const cell = (letters) => ({ width: 0.6 * letters, height: Math.floor(Math.ceil(1.13 * letters) * 1.2) });
const space = (width, height) => ({
  width, height, separator: 10, switch: 36, foot: 36,
  frame: { width: 18, height: 56 }, inset: { width: 34, height: 12 }, cell,
});
const wish = (terminals, more = {}) => ({
  terminals, arrangement: "auto", folded: false, letters: letterSizes, share: null, ...more,
});
const bar = 40;
const windows = [[1024, 768], [1280, 720], [1366, 768], [1440, 900], [1920, 1080], [2560, 1440]];

/** Rows and columns that each terminal has by a plan. */
function given({ width, height, separator, switch: choice, foot, frame, inset }, found, seen) {
  const beside = found.mode === "beside";
  const parted = found.text ? separator + found.text : 0;
  const wide = (width - (beside ? parted : 0)) / found.columns - frame.width;
  const all = height - foot - (beside ? 0 : parted) - (found.one ? choice : 0);
  const high = all / found.rows - frame.height;
  const { width: letter, height: line } = cell(found.letters);
  const [across, down] = [found.split === "columns" ? seen : 1, found.split === "rows" ? seen : 1];
  return {
    columns: Math.floor((wide / across - inset.width) / letter),
    rows: Math.floor((high / down - inset.height) / line),
  };
}

test("on a laptop and larger no terminal is under its least size, whatever is asked for", () => {
  for (const [width, height] of windows) {
    for (const count of [1, 2, 3, 4]) {
      for (const arrangement of ["auto", "columns", "rows", "one"]) {
        for (const folded of [false, true]) {
          for (const share of [null, 0.01, 0.5, 0.99]) {
            for (const seen of [1, 2]) {
              const room = space(width, height - bar);
              const asked = wish([seen, ...Array(count - 1).fill(1)], { arrangement, folded, share });
              const found = plan(room, asked);
              const said = JSON.stringify([width, height, asked, found]);
              assert.notEqual(found.mode, "panes", said);
              const { columns, rows } = given(room, found, seen);
              assert.ok(columns >= least.columns && rows >= least.rows, `${columns}×${rows} ${said}`);
              assert.equal(found.text === 0, folded, said);
              assert.ok(found.one || found.columns * found.rows >= count, said);
              const asks = arrangement === "columns" || arrangement === "rows" || seen === 2;
              assert.ok(found.granted || asks, said);
            }
          }
        }
      }
    }
  }
});

test("machines are seen together where there is room, side by side before one above the other", () => {
  const of = (width, height, count, more) => {
    const { mode, columns, rows, one } = plan(space(width, height - bar), wish(Array(count).fill(1), more));
    return { mode, columns, rows, one };
  };
  const single = { mode: "beside", columns: 1, rows: 1 };
  assert.deepEqual(of(1280, 720, 1), { ...single, one: false });
  assert.deepEqual(of(1280, 720, 3), { ...single, one: true });
  assert.deepEqual(of(1440, 900, 2), { mode: "beside", columns: 1, rows: 2, one: false });
  assert.deepEqual(of(1920, 1080, 2), { mode: "beside", columns: 2, rows: 1, one: false });
  assert.deepEqual(of(2560, 1440, 4), { mode: "beside", columns: 3, rows: 2, one: false });
  assert.deepEqual(of(1280, 720, 2, { folded: true }), {
    mode: "beside", columns: 2, rows: 1, one: false,
  });
});

test("beside a lesson the text stands above, and on a phone there are two panes of 40 columns", () => {
  const beside = plan(space(704, 630), wish([1]));
  assert.equal(beside.mode, "above");
  assert.ok(beside.text >= 150);
  for (const width of [320, 360, 390]) {
    const found = plan(space(width, 700), wish([1, 1]));
    assert.equal(found.mode, "panes");
    assert.ok((width - 18 - 34) / cell(found.letters).width >= (width < 350 ? 38 : narrow.columns));
  }
});

test("the text keeps the share that the reader gave it, within what the terminals leave", () => {
  const room = space(1920, 1040);
  assert.equal(plan(room, wish([1], { share: 0.3 })).text, 576);
  const { text, textRoom } = plan(room, wish([1], { share: 0.9 }));
  assert.equal(text, Math.round(textRoom.most));
  assert.equal(plan(room, wish([1], { share: 0.01 })).text, textRoom.least);
});

test("what there is no room for is not granted, and letters that the reader chose stay", () => {
  assert.equal(plan(space(1024, 680), wish([1, 1], { arrangement: "columns" })).granted, false);
  assert.equal(plan(space(1920, 1040), wish([1, 1], { arrangement: "columns" })).granted, true);
  const split = plan(space(1024, 560), wish([2]));
  assert.deepEqual([split.granted, split.split], [false, "none"]);
  assert.equal(plan(space(1280, 680), wish([1], { letters: [18] })).letters, 18);
  const large = plan(space(1280, 680), wish([1], { letters: [32] }));
  assert.deepEqual([large.mode, large.letters], ["beside", 32]);
  assert.equal(plan(space(600, 680), wish([1], { letters: [32] })).mode, "panes");
});
