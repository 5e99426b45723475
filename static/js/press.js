// A click is a press and a release: where news replaced the button in between, nothing would be
// clicked. So they wait for the release, and are fetched again then.

const clicked = 50; // ms after a release in which the click comes, also from a finger

let pressed = false;
/** @type {Set<string>} */
const missed = new Set(); // ids of what fetches itself at the event "refresh", or again by itself

document.addEventListener("pointerdown", ({ target }) => {
  pressed = target instanceof Element && !!target.closest("button, a, summary, label, input");
}, true);
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => setTimeout(release, clicked), true);
}

function release() {
  pressed = false;
  for (const id of missed) document.getElementById(id)?.dispatchEvent(new CustomEvent("refresh"));
  missed.clear();
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const { elt, triggeringEvent } = detail.requestConfig;
  const isNews = !triggeringEvent || triggeringEvent.type === "refresh"; // nobody asked for it
  if (!pressed || !isNews) return;
  detail.shouldSwap = false;
  missed.add(elt.id);
});
