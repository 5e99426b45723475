// On a phone the terminals cover half of the text: a button puts them away, and has them back.

/** @param {HTMLElement} terminals @returns {() => void} has them back */
export function foldable(terminals) {
  const button = /** @type {HTMLElement | null} */ (terminals.querySelector("[data-fold]"));
  /** @param {boolean} folded */
  const turn = (folded) => {
    terminals.classList.toggle("folded", folded);
    button?.setAttribute("aria-expanded", String(!folded));
  };
  button?.addEventListener("click", () => turn(!terminals.classList.contains("folded")));
  return () => turn(false);
}
