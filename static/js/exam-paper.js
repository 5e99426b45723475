// Saves each answer of an exam's paper as it is given, and all of them before it is handed in.

import { refresh } from "./fragment.js";
import { KeptAnswer, tell, watch } from "./kept-answer.js";

const flushed = 3; // seconds before the end at which nothing waits any more

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-keep]"));
const state = document.getElementById("exam-saved");
/** @type {KeptAnswer[]} */
const answers = [];
const keeper = {
  left: false,
  over: false,
  show: () => state && tell(state, answers, keeper.over),
  ended: () => refresh("exam-clock"),
};

async function flush() {
  await Promise.all(answers.map((each) => each.save()));
}

if (form) {
  for (const each of form.querySelectorAll("section[data-question]")) {
    const section = /** @type {HTMLElement} */ (each);
    answers.push(new KeptAnswer(section, section, form, keeper));
  }
  for (const button of form.querySelectorAll("[data-keep-button]")) button.hidden = true;
  watch(form, () => answers, keeper);
  document.addEventListener("examclock", (event) => {
    const { left } = /** @type {CustomEvent} */ (event).detail;
    if (left < flushed && left > 0) flush();
  });
  form.addEventListener("submit", (event) => {
    if (keeper.left || keeper.over) return;
    event.preventDefault();
    const { submitter } = event;
    flush().finally(() => {
      keeper.left = true;
      form.requestSubmit(submitter);
    });
  });
  keeper.show();
}
