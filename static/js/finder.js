// Search from every page: Ctrl and K, or the link in the page's head. On the search page itself, and
// without scripts, there is its form.

const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("finder"));
const onPage = /** @type {HTMLInputElement | null} */ (document.getElementById("q"));

if (dialog) listen(dialog);

/** @param {HTMLDialogElement} dialog */
function listen(dialog) {
  const field = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
  document.body.append(dialog); // out of the page's head, whose links look otherwise

  function open() {
    if (onPage) {
      onPage.focus();
      onPage.select();
      return;
    }
    if (!dialog.open) {
      if (!document.getElementById("results")) dialog.append(results());
      dialog.showModal();
    }
    field.focus();
    field.select();
  }

  for (const link of document.querySelectorAll("[data-finder]")) {
    link.addEventListener("click", (event) => {
      const mouse = /** @type {MouseEvent} */ (event);
      if (mouse.ctrlKey || mouse.metaKey || mouse.shiftKey) return; // into a tab of its own
      event.preventDefault();
      open();
    });
  }
  for (const keys of document.querySelectorAll("[data-finder-keys]")) {
    if (!matchMedia("(pointer: fine)").matches) continue;
    if (/Mac/.test(navigator.platform)) keys.textContent = "⌘ K";
    /** @type {HTMLElement} */ (keys).hidden = false;
  }
  dialog.querySelector("[data-finder-close]")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && !within(dialog, event)) dialog.close();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || event.altKey || event.shiftKey) return;
    if (!event.ctrlKey && !event.metaKey) return;
    // In a shell it is a key of the shell's.
    if (/** @type {Element} */ (event.target).closest?.(".xterm")) return;
    event.preventDefault();
    open();
  });

  // From what is typed down into what was found, and back.
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault(); // a browser would only empty the field
      dialog.close();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...dialog.querySelectorAll(".answer a, .found-title a")];
    const place = links.indexOf(/** @type {Element} */ (document.activeElement));
    const next = place + (event.key === "ArrowDown" ? 1 : -1);
    if (!links.length || (place < 0 && event.key === "ArrowUp")) return;
    event.preventDefault();
    /** @type {HTMLElement} */ (next < 0 ? field : links[Math.min(next, links.length - 1)]).focus();
  });
}

/** Where what is found comes. */
function results() {
  const place = document.createElement("div");
  place.id = "results";
  return place;
}

/** @param {HTMLElement} box @param {MouseEvent} event */
function within(box, event) {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  return (
    event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom
  );
}
