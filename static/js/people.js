// Others in the learner's terminals: what the server says of them is fetched as a fragment and said
// to screen readers. A link that was made just now is copied here; it is never shown again, so only
// the part that some news is about is fetched.

import { refresh } from "./fragment.js";

const state = () => /** @type {HTMLElement} */ (document.getElementById("lab-state"));
const announcer = /** @type {HTMLElement} */ (document.querySelector("[data-people-announce]"));

/** What the page shows of a part. @param {string} id @param {string} name of a data- attribute */
const shown = (id, name) => document.getElementById(id)?.dataset[name] ?? "";

// Compared with the news before, not with what is shown: that may be about to change.
let there = shown("people-there", "there");
let raised = shown("people-hand", "raised");
let screens = shown("people-there", "screens");

document.addEventListener("virtlearn:people", (event) => {
  const { people } = /** @type {CustomEvent} */ (event).detail;
  const now = people.map((/** @type {{id: number, mode: string}} */ each) => `${each.id}:${each.mode}`);
  if (now.join(" ") === there) return;
  there = now.join(" ");
  refresh("people-there");
});

document.addEventListener("virtlearn:hand", (event) => {
  const now = /** @type {CustomEvent} */ (event).detail.raised ? "yes" : "";
  if (now === raised) return;
  raised = now;
  refresh("people-hand");
});

document.addEventListener("virtlearn:screens", (event) => {
  const now = /** @type {CustomEvent} */ (event).detail.shown ? "yes" : "";
  if (now === screens) return;
  screens = now;
  refresh("people-there");
});

let lab = labNow();
let said = shown("people-there", "said");

function labNow() {
  return `${state().dataset.session} ${state().dataset.state}`;
}

document.addEventListener("htmx:afterSettle", () => {
  if (lab !== labNow()) {
    lab = labNow(); // it has begun, or it is over
    refresh("lab-people");
  }
  const now = shown("people-there", "said");
  if (now !== said) announcer.textContent = now || (announcer.dataset.nobody ?? "");
  said = now;
  copiers();
});

/** Shows the buttons that copy, which need scripts. */
function copiers() {
  for (const button of document.querySelectorAll("[data-link-copy]")) {
    /** @type {HTMLElement} */ (button).hidden = !navigator.clipboard;
  }
}

document.addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLInputElement && target.matches("[data-link]")) target.select();
});

document.addEventListener("click", async ({ target }) => {
  const button = /** @type {HTMLElement | null} */ (
    /** @type {Element} */ (target).closest?.("[data-link-copy]")
  );
  const link = /** @type {HTMLInputElement | null | undefined} */ (
    button?.parentElement?.querySelector("[data-link]")
  );
  if (!button || !link) return;
  await navigator.clipboard.writeText(link.value);
  announcer.textContent = button.textContent = button.dataset.copied ?? "";
});

copiers();
