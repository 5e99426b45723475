// Definitions of terms: shown by the style sheet while a term is pointed at or has the focus. A tap,
// or Enter, opens one in place, with a link to the glossary; without scripts the term is that link.

const more = () =>
  document.documentElement.lang.startsWith("es") ? "En el glosario" : "In the glossary";

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const termOf = (target) => (target instanceof Element ? target.closest(".term") : null);
/** @param {Element} term */
const linkOf = (term) => /** @type {HTMLAnchorElement} */ (term.querySelector("a"));
/** @param {Element} term */
const tipOf = (term) => /** @type {HTMLElement} */ (term.querySelector(":scope > span"));

/** What a pointer was that pressed last; a click without one comes from the keyboard. */
let pointer = "";
document.addEventListener("pointerdown", (event) => (pointer = event.pointerType), true);
document.addEventListener("keydown", () => (pointer = ""), true);

document.addEventListener("click", (event) => {
  const term = termOf(event.target);
  for (const other of document.querySelectorAll(".term.opened")) if (other !== term) close(other);
  if (!term || pointer === "mouse" || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!linkOf(term).contains(/** @type {Node} */ (event.target))) return;
  event.preventDefault();
  if (term.classList.contains("opened")) dismiss(term);
  else open(term);
});

/** @param {HTMLElement} term */
function open(term) {
  const [link, tip] = [linkOf(term), tipOf(term)];
  term.classList.remove("dismissed");
  term.classList.add("opened");
  link.setAttribute("aria-expanded", "true");
  tip.setAttribute("role", "note"); // a tooltip can't have a link in it
  if (!tip.querySelector("a")) {
    const glossary = document.createElement("a");
    glossary.href = link.href;
    glossary.textContent = more();
    tip.append(" ", glossary);
  }
  intoScreen(tip);
}

/** @param {Element} term */
function close(term) {
  if (!term.classList.contains("opened")) return;
  term.classList.remove("opened");
  linkOf(term).removeAttribute("aria-expanded");
  const tip = tipOf(term);
  tip.querySelector("a")?.remove();
  tip.setAttribute("role", "tooltip");
}

// One that would reach beyond the screen is moved back into it.
for (const name of ["pointerover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const term = termOf(event.target);
    if (term) intoScreen(tipOf(term));
  });
}

/** @param {HTMLElement} tip */
function intoScreen(tip) {
  tip.style.translate = "";
  const beyond = tip.getBoundingClientRect().right + 8 - document.documentElement.clientWidth;
  if (beyond > 0) tip.style.translate = `${-beyond}px 0`;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll(".term:hover, .term:focus-within, .term.opened").forEach(dismiss);
});

/** Closes a definition where it stands, until one comes to its term anew. @param {Element} term */
function dismiss(term) {
  const inside = tipOf(term).contains(document.activeElement);
  close(term);
  if (inside) linkOf(term).focus();
  if (!term.matches(":hover, :focus-within")) return;
  term.classList.add("dismissed");
  const back = ({ type }) => {
    if (term.matches(type === "focusout" ? ":hover" : ":focus-within")) return;
    term.classList.remove("dismissed");
    term.removeEventListener("pointerleave", back);
    term.removeEventListener("focusout", back);
  };
  term.addEventListener("pointerleave", back);
  term.addEventListener("focusout", back);
}
