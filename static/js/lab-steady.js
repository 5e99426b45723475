// What one reads in a lab's text stays where it is while a task beside it is swapped for a taller or a
// shorter one, and while the workspace is laid out: nobody is to lose their line by that.

let own = 0; // px by which this has scrolled the text: the rest was the reader

/**
 * @param {HTMLElement} guide the text, which scrolls
 * @returns {() => void} brings what is read now back to its place in the window
 */
export function held(guide) {
  const { top, bottom } = guide.getBoundingClientRect();
  const [first, last] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
  const line = first + (last - first) / 3; // where eyes mostly are
  const read = [...guide.querySelectorAll("article > *")].find(
    (each) => each.getBoundingClientRect().bottom > line,
  );
  // A part may be longer than the window, and its lines may break anew: then a paragraph of it.
  const passage = [...(read?.querySelectorAll("h2, h3, p, pre, li") ?? [])].find(
    (each) => each.getBoundingClientRect().bottom > line,
  );
  const readers = guide.scrollTop - own; // whoever scrolls meanwhile is not taken back
  const places = [passage, read].map((each) => ({
    each,
    id: each?.id,
    top: each?.getBoundingClientRect().top ?? 0,
  }));
  return () => {
    for (const { each, id, top: noted } of places) {
      const now = each?.isConnected ? each : document.getElementById(id ?? "");
      if (!now?.getClientRects().length) continue;
      const frame = guide.getBoundingClientRect();
      const before = noted - (guide.scrollTop - own - readers);
      // The text may be somewhere else by now, and lower.
      const seen = noted < frame.bottom - frame.height / 4;
      const moved = now.getBoundingClientRect().top - (seen ? before : frame.top + frame.height / 3);
      // Else a scroll that is still gliding would end here.
      if (Math.abs(moved) < 1) return;
      const start = guide.scrollTop;
      guide.scrollTop += moved;
      own += guide.scrollTop - start;
      return;
    }
  };
}

/** What is read, as it was before the window changed: by the time that a script hears of that, the
 * lines are broken anew. */
export class Reading {
  /** @param {HTMLElement} guide */
  constructor(guide) {
    this.guide = guide;
    guide.addEventListener("scroll", () => this.note(), { passive: true });
    this.note();
  }

  note() {
    this.back = held(this.guide);
    this.width = innerWidth;
    this.scrolled = this.guide.scrollTop;
  }

  /** @returns {() => void} as `held` gives it */
  hold() {
    const known = innerWidth !== this.width && this.guide.scrollTop === this.scrolled;
    const back = known ? this.back : held(this.guide);
    return () => {
      back?.();
      this.note();
    };
  }
}

/** @param {HTMLElement} guide */
export function steady(guide) {
  /** @type {(() => void) | undefined} */
  let keep;
  document.addEventListener("htmx:beforeSwap", () => {
    keep = held(guide);
  });
  document.addEventListener("htmx:afterSettle", () => {
    keep?.();
    keep = undefined;
  });
}
