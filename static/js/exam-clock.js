// Counts an exam's time down by what the server says is left, whatever this computer's clock shows,
// and tells screen readers at sensible times.

import { refresh } from "./fragment.js";
import { timeText } from "./time-text.js";

const step = 500; // ms
const drift = 2; // seconds by which the server has to differ before it is followed

/** @type {WeakMap<Element, { from: number, left: number }>} */
const clocks = new WeakMap();
let told = Infinity; // seconds that were left at the last look
let asked = false; // at the end, once

/** @param {HTMLElement} part @returns {number} seconds */
function leftOf(part) {
  let found = clocks.get(part);
  if (!found) {
    found = { from: performance.now(), left: Number(part.dataset.left) };
    clocks.set(part, found);
    asked = false;
  }
  return Math.max(0, found.left - (performance.now() - found.from) / 1000);
}

/** @param {number} left seconds */
function tell(left) {
  const where = document.getElementById("exam-told");
  if (!where) return;
  for (const line of document.querySelectorAll("[data-told] [data-at]")) {
    const at = Number(/** @type {HTMLElement} */ (line).dataset.at);
    if (told > at && left <= at && told !== Infinity) where.textContent = line.textContent;
  }
  told = left;
}

function look() {
  for (const part of document.querySelectorAll("[data-left]")) {
    const left = leftOf(/** @type {HTMLElement} */ (part));
    const text = timeText(left);
    if (part.textContent !== text) part.textContent = text;
    part.closest(".exam-clock")?.classList.toggle("short", left < 300);
    if (part.closest(".running")) tell(left);
    document.dispatchEvent(new CustomEvent("examclock", { detail: { left } }));
    if (left === 0 && !asked) {
      asked = true;
      refresh("exam-clock");
    }
  }
}

// An answer that shows nothing new says how much is left: a computer that slept is set right.
document.addEventListener("htmx:afterRequest", (event) => {
  const said = /** @type {CustomEvent} */ (event).detail.xhr?.getResponseHeader("Exam-Left");
  const part = /** @type {HTMLElement | null} */ (document.querySelector("#exam-clock [data-left]"));
  if (!said || !part) return;
  if (Math.abs(leftOf(part) - Number(said)) > drift) {
    clocks.set(part, { from: performance.now(), left: Number(said) });
    asked = false;
  }
});

look();
setInterval(look, step);
