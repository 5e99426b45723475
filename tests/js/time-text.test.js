import assert from "node:assert/strict";
import { test } from "node:test";

import { timeText } from "../../static/js/time-text.js";

test("time is written in as few parts as it takes, and begun seconds count", () => {
  assert.equal(timeText(0), "0:00");
  assert.equal(timeText(0.2), "0:01");
  assert.equal(timeText(59.01), "1:00");
  assert.equal(timeText(61), "1:01");
  assert.equal(timeText(3599), "59:59");
  assert.equal(timeText(3600), "1:00:00");
  assert.equal(timeText(7384), "2:03:04");
});
