// The figure that a lab keeps in sight above its text can be folded to a line with a thumb. Where the
// text has little room it begins so, until the reader wants it otherwise, which this browser remembers.
// The server lights up its parts.

import { browserMemory } from "./storage.js";

const roomy = { width: 480, height: 400 }; // px of the text, from which a figure begins open

/** @param {HTMLElement} reading the figure and the text below it */
export function figureFold(reading) {
  const figure = /** @type {HTMLElement | null} */ (reading.querySelector("[data-figure]"));
  const button = /** @type {HTMLElement | null} */ (reading.querySelector("[data-fold-figure]"));
  if (!figure || !button) return;
  const fold = () => {
    const { clientWidth: width, clientHeight: height } = reading;
    if (!width) return; // the text itself is put away
    const wish = browserMemory.get("lab-figure-folded");
    const folded = wish ? wish === "yes" : width < roomy.width || height < roomy.height;
    figure.classList.toggle("folded", folded);
    button.setAttribute("aria-expanded", String(!folded));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    browserMemory.set("lab-figure-folded", figure.classList.contains("folded") ? "no" : "yes");
    fold();
  });
  new ResizeObserver(fold).observe(reading);
  fold();
  newPartsMark(figure);
}

/**
 * Marks what has been lit since the figure was last seen, which is what moves.
 * @param {HTMLElement} figure
 */
function newPartsMark(figure) {
  const lit = () => [...figure.querySelectorAll("[data-lit]")];
  const task = (/** @type {Element} */ part) => /task-[\w-]+/.exec(part.getAttribute("class") ?? "")?.[0];
  let known = new Set(lit().map(task));
  document.addEventListener("htmx:afterSettle", () => {
    for (const part of lit()) if (!known.has(task(part))) part.classList.add("new");
    known = new Set(lit().map(task));
  });
}
