import assert from "node:assert/strict";
import { test } from "node:test";

import { Agent } from "../../static/js/machine-agent.js";

const bytes = (text) => new TextEncoder().encode(text);

test("a script goes with its user, its time and its length in bytes", async () => {
  const sent = [];
  const agent = new Agent((data) => sent.push(new TextDecoder().decode(data)));
  const first = agent.run("echo ñ", { user: "host", seconds: 7 });
  assert.deepEqual(sent, ["1 host 7 7\necho ñ"]);
  agent.receive(bytes("1 0 3\nñ\n"));
  assert.deepEqual(await first, { status: 0, output: "ñ\n" });
});

test("answers are taken apart wherever they were cut, and others' words are passed over", async () => {
  const agent = new Agent(() => {});
  const first = agent.run("a");
  const second = agent.run("b");
  for (const byte of bytes("[  3.1] a kernel's word\n1 1 4\n1 0\n2 124 0\n")) {
    agent.receive(Uint8Array.of(byte));
  }
  assert.deepEqual(await first, { status: 1, output: "1 0\n" });
  assert.deepEqual(await second, { status: 124, output: "" });
});

test("an answer that does not come is given up, and one that comes late is for nobody", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const agent = new Agent(() => {});
  const first = agent.run("a", { seconds: 5 });
  t.mock.timers.tick(15_000);
  assert.deepEqual(await first, { status: -1, output: "" });
  agent.receive(bytes("1 0 0\n"));
  const second = agent.run("b");
  agent.receive(bytes("2 0 0\n"));
  assert.deepEqual(await second, { status: 0, output: "" });
});
