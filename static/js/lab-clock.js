// Counts down to the lab's end, in the bar and, when it is near, in the title of the page's tab.

import { timeText } from "./time-text.js";

export class LabClock {
  /**
   * @param {() => HTMLElement} state the element that the server renders, a new one with each answer
   * @param {() => void} over called once, some seconds after the end
   */
  constructor(state, over) {
    this.state = state;
    this.over = over;
    this.ends = 0; // by Date.now(), which goes on while a laptop sleeps
    /** @type {HTMLElement | null} */
    this.read = null; // what the time was taken from
    this.title = document.title;
  }

  /**
   * Takes the time from what the server has rendered since. What the page shows already says how much
   * was left when it was rendered, and nothing of now.
   */
  sync() {
    const state = this.state();
    if (state !== this.read) {
      const left = Number(state.dataset.secondsLeft ?? 0) * 1000;
      this.ends = left ? arrival(this.read === null) + left : 0;
      this.read = state;
    }
    this.tick();
  }

  tick() {
    clearTimeout(this.waiting);
    const place = this.state().querySelector("[data-countdown]");
    const left = Math.max(0, this.ends - Date.now());
    const text = timeText(Math.round(left / 1000));
    const near = this.ends > 0 && this.state().classList.contains("soon");
    document.title = near ? `${text} · ${this.title}` : this.title;
    if (!place || !this.ends) return;
    place.textContent = text;
    // It changes half a second before and after a whole one, so that it is never far from the truth.
    if (left > 0) this.waiting = setTimeout(() => this.tick(), (left + 500) % 1000 || 1000);
    else this.waiting = setTimeout(this.over, 3000);
  }
}

/** @param {boolean} first @returns {number} when the page, or the answer just now, came: Date.now() */
function arrival(first) {
  const [page] = /** @type {PerformanceNavigationTiming[]} */ (
    performance.getEntriesByType("navigation")
  );
  return first && page ? performance.timeOrigin + page.responseStart : Date.now();
}
