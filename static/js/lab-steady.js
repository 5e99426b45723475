// What one reads in a lab's text stays where it is while a task beside it is swapped for a taller or a
// shorter one, and while the workspace is laid out: nobody is to lose their line by that.

let own = 0; // px by which this has scrolled the text: the rest was the reader

/** @param {HTMLElement} guide @returns {number} where eyes mostly are, in px from the window's top */
function lineOf(guide) {
  const { top, bottom } = guide.getBoundingClientRect();
  const [first, last] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
  return first + (last - first) / 3;
}

/**
 * @param {HTMLElement} guide the text, which scrolls
 * @returns {(how?: {anew?: boolean}) => void} brings what is read now back to its place in the window;
 * anew: its lines have been broken anew, and the same line comes to where eyes are
 */
export function held(guide) {
  const line = lineOf(guide);
  const read = [...guide.querySelectorAll("article > *")].find(
    (each) => each.getBoundingClientRect().bottom > line,
  );
  // A part may be longer than the window, and its lines may break anew: then a paragraph of it.
  const passage = [...(read?.querySelectorAll("h2, h3, p, pre, li") ?? [])].find(
    (each) => each.getBoundingClientRect().bottom > line,
  );
  const readers = guide.scrollTop - own; // whoever scrolls meanwhile is not taken back
  const places = [passage, read].map((each) => {
    const { top = 0, height = 0 } = each?.getBoundingClientRect() ?? {};
    return { each, id: each?.id, top, part: Math.max(0, line - top) / (height || 1) };
  });
  return ({ anew = false } = {}) => {
    for (const { each, id, top: noted, part } of places) {
      const now = each?.isConnected ? each : document.getElementById(id ?? "");
      if (!now?.getClientRects().length) continue;
      const { top, height } = now.getBoundingClientRect();
      const frame = guide.getBoundingClientRect();
      // The text may be somewhere else by now, and lower.
      const seen = noted < frame.bottom - frame.height / 4;
      const before = noted - (guide.scrollTop - own - readers);
      const there = anew ? lineOf(guide) - part * height : frame.top + frame.height / 3;
      const moved = top - (seen && !anew ? before : there);
      // Else a scroll that is still gliding would end here.
      if (Math.abs(moved) < 1) return;
      const start = guide.scrollTop;
      guide.scrollTop += moved;
      own += guide.scrollTop - start;
      return;
    }
  };
}

/** What is read, as it was before the text got another place or size: by the time that a script hears
 * of that, the lines are broken anew, and where that made the text shorter it was scrolled. */
export class Reading {
  /** @param {HTMLElement} guide */
  constructor(guide) {
    this.guide = guide;
    guide.addEventListener("scroll", () => this.moved(), { passive: true });
    guide.addEventListener("toggle", () => this.moved(), { capture: true });
    this.note();
    // The window's size, the lab's figure that folds: whatever made it so.
    new ResizeObserver(() => this.hold()()).observe(guide);
  }

  /** Since what is read was noted: nobody has read anything since. */
  get changed() {
    const { clientHeight, clientWidth } = this.guide;
    return clientWidth !== this.width || clientHeight !== this.height;
  }

  /** By the reader, unless the text got another size. */
  moved() {
    if (!this.changed) this.note();
  }

  note() {
    const { clientHeight, clientWidth } = this.guide;
    if (!clientHeight) return;
    this.width = clientWidth;
    this.height = clientHeight;
    this.back = held(this.guide);
  }

  /** @returns {() => void} as `held` gives it; does nothing while the text is out of sight */
  hold() {
    const back = this.changed ? this.back : held(this.guide);
    return () => {
      if (!this.guide.clientHeight) return;
      back?.({ anew: this.guide.clientWidth !== this.width });
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
