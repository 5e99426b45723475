import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { fileTyped, fileWrite } from "../../static/js/terminal-file.js";

const text = "ñ 😀 \u2028 'quotes' $(none) `none`\\\n".repeat(3000) + "x".repeat(6000);

test("a shell that is typed to has the text as a file, to the byte", () => {
  const home = mkdtempSync(join(tmpdir(), "virtlearn-"));
  const { command, body } = fileTyped(text);
  assert.ok(body.split("\n").every((line) => line.length <= 76));
  const shown = execFileSync("sh", ["-c", command], {
    env: { HOME: home, PATH: process.env.PATH },
    input: body,
    stdio: ["pipe", "pipe", "ignore"], // stty: this is no terminal
  });
  const [name] = readdirSync(home);
  assert.equal(readFileSync(join(home, name), "utf8"), text);
  const size = Buffer.byteLength(text);
  assert.match(String(shown), new RegExp(`^> ${home}/${name}\\n *${size} `));
});

class Shell extends EventTarget {
  connected = false;
  busy = true;
  typed = [];
  lines = [];
  run(command) {
    this.typed.push(command);
  }
  receive(body) {
    this.typed.push(body);
  }
  shownLines() {
    return this.lines;
  }
  async show(values) {
    Object.assign(this, values);
    this.dispatchEvent(new CustomEvent("screen"));
    await new Promise((done) => setTimeout(done));
  }
}

test("nothing is sent before the prompt, and no text before the shell reads", async () => {
  const shell = new Shell();
  const { command, body } = fileTyped(text);
  const written = fileWrite(shell, text);
  await shell.show({ connected: true });
  assert.deepEqual(shell.typed, []);
  await shell.show({ busy: false });
  assert.deepEqual(shell.typed, [command]);
  await shell.show({ lines: [`learner@lab:~$ ${command}`] });
  assert.deepEqual(shell.typed, [command]);
  await shell.show({ lines: [`learner@lab:~$ ${command}`, "> /home/learner/pasted-1796000000"] });
  assert.deepEqual(shell.typed, [command, body]);
  assert.equal(await written, true);
});
