import assert from "node:assert/strict";
import { test } from "node:test";

import { dialogAsk } from "../../static/js/dialog-ask.js";
import { element } from "./dom.js";

const methods = {
  open: false,
  showModal() {
    this.open = true;
  },
  close(value) {
    this.open = false;
    this.returnValue = value;
  },
};

test("a question is answered by the button that was pressed, or by none", async () => {
  for (const value of ["paste", "cancel", ""]) {
    const dialog = element("dialog", { ...methods });
    const asked = dialogAsk(dialog);
    assert.ok(dialog.open);
    dialog.close(value);
    dialog.dispatchEvent(new Event("close"));
    assert.equal(await asked, value);
  }
});

test("the close of an earlier question, told late, answers no later one", async () => {
  const dialog = element("dialog", { ...methods });
  const first = dialogAsk(dialog);
  dialog.close("");
  const second = dialogAsk(dialog); // asked before the browser tells of the close
  dialog.dispatchEvent(new Event("close"));
  dialog.close("paste");
  dialog.dispatchEvent(new Event("close"));
  assert.equal(await first, "");
  assert.equal(await second, "paste");
});
