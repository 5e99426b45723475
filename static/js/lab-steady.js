// What one reads stays where it is while a task beside it is swapped for a taller or a shorter one:
// a task that is done folds into its explanation, and nobody is to lose their line by that.

/** @param {HTMLElement} guide the text, which scrolls */
export function steady(guide) {
  /** @type {Element | undefined} */
  let read;
  let top = 0;
  document.addEventListener("htmx:beforeSwap", () => {
    const frame = guide.getBoundingClientRect();
    const line = frame.top + frame.height / 3; // where eyes mostly are
    read = [...guide.querySelectorAll("article > *")].find(
      (each) => each.getBoundingClientRect().bottom > line,
    );
    top = read?.getBoundingClientRect().top ?? 0;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const now = read?.isConnected ? read : document.getElementById(read?.id ?? "");
    if (now) guide.scrollTop += now.getBoundingClientRect().top - top;
    read = undefined;
  });
}
