import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { TerminalStatus } from "../../static/js/terminal-status.js";
import { FakeClock, element, pageOf } from "./dom.js";

const names = ["retry", "connecting", "lost", "closed", "kept", "refused", "doubtful"];
const words = Object.fromEntries(names.map((name) => [name, name]));

let clock;
let panel;
let status;
let retried;

beforeEach(() => {
  clock = new FakeClock();
  pageOf();
  panel = element("div", {});
  retried = 0;
  status = new TerminalStatus(panel, words, () => (retried += 1));
});

const said = () => (status.box.hidden ? null : status.text.textContent);
const is = (name, attempts, code) => status.status({ name, attempts, code });

test("a first connection that is quick is not worth a word", () => {
  assert.equal(said(), null);
  clock.tick(699);
  is("open", 0);
  clock.tick(10_000);
  assert.equal(said(), null);
  assert.ok(!panel.classList.contains("covered"));
});

test("one that takes its time says so", () => {
  clock.tick(700);
  assert.equal(said(), "connecting");
  assert.ok(status.button.hidden);
  is("open", 0);
  assert.equal(said(), null);
});

test("a lost connection says so until it is there again, with a button", () => {
  is("open", 0);
  is("lost", 1);
  assert.equal(said(), "lost");
  assert.ok(!status.button.hidden);
  assert.ok(panel.classList.contains("covered"));
  status.button.dispatchEvent(new Event("click"));
  assert.equal(retried, 1);
  is("connecting", 1);
  clock.tick(5000);
  assert.equal(said(), "lost");
  is("open", 0);
  assert.equal(said(), null);
  assert.ok(!panel.classList.contains("covered"));
});

test("what becomes of what is typed is said while there is no connection", () => {
  is("lost", 1);
  for (const [typing, text] of [["kept", "lost kept"], ["refused", "lost refused"], ["sent", "lost"]]) {
    status.become(typing);
    assert.equal(said(), text);
  }
  is("open", 0);
  status.become("kept");
  assert.equal(said(), null);
});

test("a doubt outlives the connection for a while", () => {
  is("lost", 1);
  status.doubtful();
  assert.equal(said(), "lost doubtful");
  clock.tick(5000);
  status.doubtful();
  is("open", 0);
  assert.equal(said(), "doubtful");
  clock.tick(9999);
  assert.equal(said(), "doubtful");
  clock.tick(1);
  assert.equal(said(), null);
});

test("one that was refused says so, and one whose session is over leaves that to the page", () => {
  is("closed", 1, 4429);
  assert.equal(said(), "closed");
  assert.ok(status.button.hidden);
  is("closed", 1, 4410);
  assert.equal(said(), null);
  assert.ok(panel.classList.contains("covered"));
});

test("what covers it stays, whatever the connection does", () => {
  status.cover("over");
  for (const name of ["lost", "open", "closed"]) {
    is(name, 1);
    assert.equal(said(), "over");
    assert.ok(status.button.hidden);
    assert.ok(panel.classList.contains("covered"));
  }
});

test("one that is gone says nothing later", () => {
  status.doubtful();
  status.dispose();
  assert.equal(clock.timers.size, 0);
});
