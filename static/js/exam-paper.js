// Saves each answer of an exam's paper as it is given, one request for a question at a time.

import { refresh } from "./fragment.js";

const pause = 600; // ms without a change after which an answer is saved
const sweep = 2000; // ms between two looks for changes that told of themselves by no event
const waits = [1000, 2000, 4000, 8000]; // ms until what failed is tried again
const flushed = 3; // seconds before the end at which nothing waits any more

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-keep]"));
const state = document.getElementById("exam-saved");
let leaving = false;
let over = false;

class Question {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.version = /** @type {HTMLInputElement} */ (section.querySelector("input[name$=version]"));
    this.saved = this.text();
    this.timer = 0;
    this.failed = 0;
    this.busy = /** @type {Promise<void> | null} */ (null);
    this.conflict = /** @type {HTMLElement} */ (section.querySelector("[data-conflict]"));
    this.theirs = 0;
    section.querySelector("[data-mine]")?.addEventListener("click", () => this.insist());
    section.querySelector("[data-theirs]")?.addEventListener("click", (event) => {
      event.preventDefault();
      leaving = true;
      location.hash = section.id;
      location.reload();
    });
  }

  /** @returns {[string, string][]} */
  fields() {
    const names = new Set();
    for (const field of this.section.querySelectorAll("input, select, textarea")) {
      if (field !== this.version) names.add(/** @type {HTMLInputElement} */ (field).name);
    }
    const all = [...new FormData(/** @type {HTMLFormElement} */ (form))];
    return all.filter(([name]) => names.has(name)).map(([name, value]) => [name, String(value)]);
  }

  text() {
    return JSON.stringify(this.fields());
  }

  get dirty() {
    return this.conflict.hidden && this.text() !== this.saved;
  }

  /** @param {number} ms */
  later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), ms);
  }

  look() {
    if (!over && !this.busy && this.dirty && !this.failed) this.later(pause);
  }

  body() {
    const body = new URLSearchParams(this.fields());
    body.append("csrfmiddlewaretoken", token());
    body.append("question", this.section.dataset.question ?? "");
    body.append(this.version.name, this.version.value);
    return body;
  }

  /** Saves what has changed; what changes meanwhile is saved after it. @returns {Promise<void>} */
  async save() {
    clearTimeout(this.timer);
    if (this.busy) await this.busy;
    if (over || !this.dirty) return;
    this.busy = this.send(this.text());
    show();
    await this.busy;
    this.busy = null;
    show();
    this.look();
  }

  /** @param {string} text */
  async send(text) {
    try {
      const reply = await fetch(/** @type {HTMLFormElement} */ (form).dataset.keep ?? "", {
        method: "POST",
        body: this.body(),
        redirect: "manual",
      });
      await this.take(reply, text);
    } catch {
      this.again("unsaved");
    }
  }

  /** @param {Response} reply @param {string} text */
  async take(reply, text) {
    if (reply.status === 410) {
      over = true;
      refresh("exam-clock");
    } else if (reply.status === 409) {
      this.theirs = (await reply.json()).version;
      this.conflict.hidden = false;
    } else if (reply.ok) {
      this.version.value = String((await reply.json()).version);
      this.saved = text;
      this.failed = 0;
    } else {
      this.again(reply.type === "opaqueredirect" || reply.status === 403 ? "signedOut" : "unsaved");
    }
  }

  /** @param {string} why */
  again(why) {
    this.why = why;
    this.later(waits[Math.min(this.failed, waits.length - 1)]);
    this.failed += 1;
  }

  /** What is here is to stand, not what came from elsewhere. */
  insist() {
    this.version.value = String(this.theirs);
    this.conflict.hidden = true;
    this.saved = "";
    this.save();
  }
}

/** As it is now: signing in anew changes it. @returns {string} */
function token() {
  const name = `${form?.dataset.tokenCookie}=`;
  const kept = document.cookie.split("; ").find((each) => each.startsWith(name));
  const field = form?.querySelector("input[name=csrfmiddlewaretoken]");
  return kept?.slice(name.length) ?? /** @type {HTMLInputElement} */ (field).value;
}

/** @type {Question[]} */
const questions = [];

function show() {
  if (!state) return;
  const failed = questions.find((each) => each.failed);
  let words = state.dataset.saved;
  if (over) words = state.dataset.over;
  else if (failed) words = state.dataset[failed.why ?? "unsaved"];
  else if (questions.some((each) => !each.conflict.hidden)) words = state.dataset.elsewhere;
  else if (questions.some((each) => each.busy || each.dirty)) words = state.dataset.saving;
  if (state.textContent !== words) state.textContent = words ?? "";
  state.classList.toggle("error", Boolean(failed) && !over);
}

async function flush() {
  await Promise.all(questions.map((each) => each.save()));
}

if (form) {
  for (const section of form.querySelectorAll("section[data-question]")) {
    questions.push(new Question(/** @type {HTMLElement} */ (section)));
  }
  for (const button of form.querySelectorAll("[data-keep-button]")) button.hidden = true;
  for (const name of ["input", "change", "click", "keyup", "drop"]) {
    form.addEventListener(name, (event) => {
      const here = /** @type {Element} */ (event.target).closest("section[data-question]");
      questions.find((each) => each.section === here)?.look();
    });
  }
  setInterval(() => questions.forEach((each) => each.look()), sweep);
  document.addEventListener("examclock", (event) => {
    const { left } = /** @type {CustomEvent} */ (event).detail;
    if (left < flushed && left > 0) flush();
  });
  form.addEventListener("submit", (event) => {
    if (leaving || over) return;
    event.preventDefault();
    const { submitter } = event;
    flush().finally(() => {
      leaving = true;
      form.requestSubmit(submitter);
    });
  });
  addEventListener("pagehide", () => {
    for (const each of questions) {
      if (each.dirty && !over && !leaving) navigator.sendBeacon(form.dataset.keep ?? "", each.body());
    }
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && !over && questions.some((each) => each.failed && each.dirty)) {
      event.preventDefault();
    }
  });
  show();
}
