// The menus of the lab's bar: one is open at a time, Escape and a press elsewhere close it, and what
// the server renders anew leaves it open.

/** @returns {NodeListOf<HTMLDetailsElement>} */
const open = () => document.querySelectorAll("details[data-bar-menu][open]");

/** @param {HTMLDetailsElement} menu */
function close(menu) {
  const inside = menu.contains(document.activeElement);
  menu.open = false;
  if (inside) menu.querySelector("summary")?.focus();
}

export function menus() {
  document.addEventListener("toggle", ({ target }) => {
    if (!(target instanceof HTMLDetailsElement) || !target.open) return;
    if (!target.matches("[data-bar-menu]")) return;
    for (const menu of open()) if (menu !== target) menu.open = false;
  }, true);
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.key !== "Escape" || !(target instanceof Element)) return;
    if (!target.closest("[data-terminals]")) open().forEach(close); // there it is the shell's
  });
  document.addEventListener("pointerdown", ({ target }) => {
    for (const menu of open()) if (!menu.contains(/** @type {Node} */ (target))) menu.open = false;
  });
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("[data-bar-close]");
    const menu = button && button.closest("details");
    if (menu) close(menu);
  });
  // What ends machines is done once; links and hands go on being worked with.
  document.addEventListener("submit", ({ target }) => {
    const menu = target instanceof Element && target.closest("details");
    if (menu && menu.matches("[data-bar-once]")) close(menu);
  });
  keepOpen();
}

/** What was open of a part that is swapped is open in the part that takes its place. */
function keepOpen() {
  /** @type {Set<string>} */
  const kept = new Set();
  /** @type {() => Element | null | undefined} */
  let focused = () => null;
  /** @param {Event} event */
  const note = (event) => {
    const target = /** @type {HTMLElement} */ (/** @type {CustomEvent} */ (event).detail.target);
    for (const each of target.querySelectorAll("details[id][open]")) kept.add(each.id);
    if (target.contains(document.activeElement)) focused = place(document.activeElement);
  };
  document.addEventListener("htmx:beforeSwap", note);
  document.addEventListener("htmx:oobBeforeSwap", note);
  document.addEventListener("htmx:afterSettle", () => {
    for (const id of kept) document.getElementById(id)?.setAttribute("open", "");
    kept.clear();
    const lost = !document.activeElement || document.activeElement === document.body;
    if (lost) /** @type {HTMLElement | null | undefined} */ (focused())?.focus();
    focused = () => null;
  });
}

/**
 * @param {Element | null} element that has the focus
 * @returns {() => Element | null | undefined} finds what stands in its place later
 */
function place(element) {
  const { id = "" } = element ?? {};
  const menu = element?.closest("summary")?.parentElement?.id;
  const action = element?.closest("form")?.getAttribute("action");
  if (id) return () => document.getElementById(id);
  if (menu) return () => document.getElementById(menu)?.querySelector("summary");
  if (!action) return () => null;
  return () => document.querySelector(`form[action=${JSON.stringify(action)}] button`);
}
