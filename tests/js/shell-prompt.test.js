import assert from "node:assert/strict";
import { test } from "node:test";

import { atPrompt } from "../../static/js/shell-prompt.js";

test("prompts of the machines and of their guests are known, with what is typed at them", () => {
  for (const line of [
    "learner@lab:~$", "learner@lab:~$ ", "learner@vm:/tmp$ ls -l", "root@guest:/proc/1# cat status",
    "/ #", "/home/learner $ id", "~ # ps",
  ]) assert.ok(atPrompt(line), line);
});

test("output is no prompt", () => {
  for (const line of [
    "", " ", "total 4", "me@example.org wrote", "# a comment", "$5", "/proc/1/status", "tick 12",
    ">>> print()", "learner@lab:~$HOME", "learner   1 0.0 /bin/bash # x",
  ]) assert.ok(!atPrompt(line), line);
});
