// Saves answers to a lesson's questions as they are given, where an assignment's start runs.

import { KeptAnswer, tell, watch } from "./kept-answer.js";

/** @type {Map<Element, KeptAnswer>} by its form: one that was sent is another one */
const kept = new Map();
const keeper = { left: false, over: false, show, ended: () => {} };

/** @returns {KeptAnswer[]} those that are on the page now */
function answers() {
  for (const [form, answer] of kept) {
    if (form.isConnected) continue;
    clearTimeout(answer.timer);
    kept.delete(form);
  }
  for (const each of document.querySelectorAll("form.answer-form[data-keep]")) {
    const form = /** @type {HTMLFormElement} */ (each);
    const section = /** @type {HTMLElement} */ (form.closest(".question"));
    if (!kept.has(form)) kept.set(form, new KeptAnswer(section, form, form, keeper));
  }
  return [...kept.values()];
}

function show() {
  for (const each of answers()) {
    const state = /** @type {HTMLElement} */ (each.part.querySelector(".draft-state"));
    const quiet = each.version.value === "0" && !each.dirty && !each.failed;
    if (!quiet) tell(state, [each], keeper.over);
  }
}

// What is sent is no draft any more.
document.addEventListener("submit", (event) => {
  const answer = kept.get(/** @type {Element} */ (event.target));
  if (answer) clearTimeout(answer.timer);
});

if (answers().length) {
  watch(document, answers, keeper);
  document.addEventListener("htmx:afterSettle", show);
  show();
}
