// Items that are put in order: buttons that move them, and dragging. The selects stay what is sent.

/** @param {Element} list numbers every item's select by where the item stands */
function number(list) {
  [...list.children].forEach((item, at) => {
    item.querySelector("select").selectedIndex = at + 1; // the first option is no place
  });
}

/** @param {Element} list @param {Element} item @param {Element | null} before */
function move(list, item, before) {
  list.insertBefore(item, before);
  number(list);
}

/** @param {HTMLElement} list */
function enhance(list) {
  if (list.classList.contains("moves")) return;
  list.classList.add("moves");
  place(list);
  for (const item of list.children) {
    const grip = document.createElement("span");
    grip.className = "order-grip";
    grip.setAttribute("aria-hidden", "true");
    grip.textContent = "⠿";
    item.prepend(grip);
    const buttons = document.createElement("span");
    buttons.className = "order-moves";
    for (const [name, sign, step] of [
      [list.dataset.up, "↑", -1],
      [list.dataset.down, "↓", 1],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "secondary";
      button.textContent = sign;
      button.setAttribute("aria-label", `${name}: ${item.querySelector("label").textContent.trim()}`);
      button.addEventListener("click", () => {
        const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
        if (other) move(list, item, step < 0 ? other : other.nextElementSibling);
        button.focus();
      });
      buttons.append(button);
    }
    item.append(buttons);
    drag(list, item, grip);
  }
}

/** Puts items that have places already where they belong. @param {Element} list */
function place(list) {
  const at = (item) => item.querySelector("select").selectedIndex || list.children.length + 1;
  const items = [...list.children];
  if (items.every((item) => item.querySelector("select").selectedIndex)) {
    items.sort((one, other) => at(one) - at(other)).forEach((item) => list.append(item));
  }
}

/** @param {Element} list @param {HTMLElement} item @param {HTMLElement} grip */
function drag(list, item, grip) {
  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    item.classList.add("dragged");
  });
  grip.addEventListener("pointermove", (event) => {
    if (!item.classList.contains("dragged")) return;
    const others = [...list.children].filter((other) => other !== item);
    const below = others.find((other) => {
      const box = other.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    if ((below ?? null) !== item.nextElementSibling) {
      move(list, item, below ?? null);
      if (grip.hasPointerCapture && !grip.hasPointerCapture(event.pointerId)) {
        grip.setPointerCapture(event.pointerId);
      }
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    grip.addEventListener(end, () => item.classList.remove("dragged"));
  }
}

/** @param {ParentNode} root */
function look(root) {
  for (const list of root.querySelectorAll("[data-order-list]")) enhance(list);
}

look(document);
document.addEventListener("htmx:load", (event) => look(event.target.parentNode ?? document));
