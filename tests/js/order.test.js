import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { element, load, pageOf } from "./dom.js";

let list;

/** A list of items, whose selects stand at `places` (0: no place yet). */
async function listOf(...places) {
  const items = places.map((place, at) =>
    element("li", { name: "abcdef"[at], getBoundingClientRect: () => ({ top: 0, height: 10 }) },
      element("label", { textContent: ` Item ${at + 1} ` }),
      element("select", { selectedIndex: place })),
  );
  list = element("ol", { dataset: { orderList: "", up: "Up", down: "Down" } }, ...items);
  pageOf(list);
  await load("order.js");
  return items;
}

const names = () => list.children.map((item) => item.name).join("");
const places = () => list.children.map((item) => item.querySelector("select").selectedIndex);
const buttons = (item) => item.querySelectorAll("button");
const click = (button) => button.dispatchEvent(new Event("click"));

beforeEach(() => (list = null));

test("an item moves up and down, and all places follow", async () => {
  const [a, , c] = await listOf(0, 0, 0);
  click(buttons(a)[1]);
  assert.equal(names(), "bac");
  assert.deepEqual(places(), [1, 2, 3]);
  click(buttons(c)[0]);
  assert.equal(names(), "bca");
  assert.deepEqual(places(), [1, 2, 3]);
  assert.ok(buttons(c)[0].focused);
});

test("at the ends there is no further", async () => {
  const [a, b] = await listOf(0, 0);
  click(buttons(a)[0]);
  click(buttons(b)[1]);
  assert.equal(names(), "ab");
});

test("what has places already stands where it belongs", async () => {
  await listOf(3, 1, 2);
  assert.equal(names(), "bca");
  assert.deepEqual(places(), [1, 2, 3]);
});

test("what has not all places stays as it came, and is sent without places until it is moved", async () => {
  await listOf(3, 0, 1);
  assert.equal(names(), "abc");
  assert.deepEqual(places(), [3, 0, 1]);
});

test("buttons say what they move", async () => {
  const [a] = await listOf(0, 0);
  assert.deepEqual(buttons(a).map((button) => button.getAttribute("aria-label")), [
    "Up: Item 1",
    "Down: Item 1",
  ]);
  assert.ok(buttons(a).every((button) => button.type === "button"));
});

test("a list that htmx brings gets its buttons, and none twice", async () => {
  const [a] = await listOf(0, 0);
  const event = new Event("htmx:load");
  document.dispatchEvent(event);
  assert.equal(buttons(a).length, 2);
});

test("dragging past the middle of another puts it before or behind it", async () => {
  const [a, b, c] = await listOf(0, 0, 0);
  for (const item of [a, b, c]) {
    item.getBoundingClientRect = () => ({ top: list.children.indexOf(item) * 10, height: 10 });
  }
  const grip = a.querySelector(".order-grip");
  grip.setPointerCapture = () => {};
  grip.hasPointerCapture = () => true;
  const pointer = (name, clientY) =>
    grip.dispatchEvent(Object.assign(new Event(name, { cancelable: true }), { clientY, pointerId: 1 }));
  pointer("pointermove", 29);
  assert.equal(names(), "abc"); // not held yet
  pointer("pointerdown", 5);
  pointer("pointermove", 14);
  assert.equal(names(), "abc");
  pointer("pointermove", 16);
  assert.equal(names(), "bac");
  pointer("pointermove", 29);
  assert.equal(names(), "bca");
  pointer("pointermove", 2);
  assert.equal(names(), "abc");
  assert.deepEqual(places(), [1, 2, 3]);
  pointer("pointerup", 2);
  pointer("pointermove", 29);
  assert.equal(names(), "abc");
});
