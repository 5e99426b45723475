// Out of a terminal, by the keyboard: Tab is a key of the shell's, so whoever has left would be
// caught again by the next one on the way to what stands below. The terminals are passed by until
// one is entered, by Enter on its tab, or the way has led out of them.

/** @param {HTMLElement} place of the terminal that is left */
export function passBy(place) {
  const root = place.closest("[data-terminals]") ?? place.closest("[data-machine]");
  if (!root) return;
  /** @param {number} order */
  const turn = (order) => {
    for (const field of root.querySelectorAll(".xterm-helper-textarea")) {
      /** @type {HTMLTextAreaElement} */ (field).tabIndex = order;
    }
  };
  /** @param {FocusEvent} event */
  const entered = ({ target }) => {
    const field = /** @type {Element} */ (target);
    if (root.contains(field) && !field.matches(".xterm-helper-textarea")) return;
    turn(0);
    document.removeEventListener("focusin", entered);
  };
  turn(-1);
  document.addEventListener("focusin", entered);
}
