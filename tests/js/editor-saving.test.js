// A text is saved after a pause, kept by the browser until it is, and merged without losing a word.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Saving, keepPause, pause } from "../../static/js/editor-saving.js";

let text, answers, sent, shown, memory, saving;

function make() {
  return new Saving(
    {
      read: () => text,
      write: (value) => (text = value),
      send: async (value, base) => {
        sent.push([value, base]);
        return answers.shift();
      },
      show: (state) => shown.push(state),
      saved: () => {},
    },
    { get: (key) => memory.get(key) ?? null, set: (key, value) => memory.set(key, value) },
    "draft",
    "b0",
  );
}

const ok = (value, base, outcome = "saved") => ({
  status: 200,
  body: { outcome, text: value, base },
});

async function wait(ms) {
  mock.timers.tick(ms);
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

function type(value) {
  text = value;
  saving.changed();
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  text = "one";
  [answers, sent, shown, memory] = [[], [], [], new Map()];
  saving = make();
});

test("what is typed is sent once, after a pause, from what it was written from", async () => {
  answers = [ok("one two", "b1"), ok("one two 3", "b2")];
  type("one t");
  await wait(pause - 1);
  type("one two");
  await wait(pause - 1);
  assert.deepEqual(sent, []);
  await wait(1);
  assert.deepEqual(sent, [["one two", "b0"]]);
  assert.equal(shown.at(-1), "saved");
  assert.equal(saving.left(), null);
  type("one two 3");
  await wait(pause);
  assert.deepEqual(sent[1], ["one two 3", "b1"]);
});

test("a site that does not answer is asked again, and the browser keeps the text", async () => {
  answers = [{ status: 0, body: {} }, ok("one!", "b1")];
  type("one!");
  await wait(keepPause);
  assert.equal(JSON.parse(memory.get("draft")).text, "one!");
  await wait(pause);
  assert.equal(shown.at(-1), "unsaved");
  await wait(5000);
  assert.equal(shown.at(-1), "saved");
  assert.equal(memory.get("draft"), "");
});

test("after a crash the text is offered with what it was written from", async () => {
  type("one, unsaved");
  await wait(keepPause);
  clearTimeout(saving.sending); // its page is gone
  text = "one, by others";
  saving = make();
  saving.base = "b7";
  const left = saving.left();
  assert.equal(left.text, "one, unsaved");
  answers = [ok("one, merged", "b8", "merged")];
  saving.take(left);
  await wait(pause);
  assert.deepEqual(sent, [["one, unsaved", "b0"]]);
  assert.equal(text, "one, merged");
});

test("others' words come into the text", async () => {
  answers = [ok("one!\nben", "b1", "merged")];
  type("one!");
  await wait(pause);
  assert.equal(text, "one!\nben");
  assert.equal(saving.dirty, false);
});

test("what is typed while others' words come is not overwritten", async () => {
  let arrive;
  answers = [new Promise((resolve) => (arrive = resolve)), ok("one!?\nben", "b2", "merged")];
  type("one!");
  await wait(pause);
  type("one!?");
  arrive(ok("one!\nben", "b1", "merged"));
  await wait(0);
  assert.equal(text, "one!?");
  await wait(0);
  assert.deepEqual(sent[1], ["one!?", "b0"]);
  await wait(0);
  assert.equal(text, "one!?\nben");
});

test("a conflict waits for its writer, and what was typed since is in both versions", async () => {
  answers = [{ status: 409, body: { text: "<< one! == ben >>", base: "b1", message: "Ben" } }];
  type("one!");
  await wait(pause);
  assert.equal(shown.at(-1), "conflict");
  type("one!!");
  await wait(10 * pause);
  assert.equal(sent.length, 1);
  assert.equal(JSON.parse(memory.get("draft")).text, "one!!");
  answers = [{ status: 409, body: { text: "<< one!! == ben >>", base: "b1" } }];
  await saving.both();
  assert.equal(text, "<< one!! == ben >>");
  answers = [ok("<< one!! == ben >>", "b2")];
  await wait(pause);
  assert.deepEqual(sent.at(-1), ["<< one!! == ben >>", "b1"]);
});
