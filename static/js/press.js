// A click is a press and a release: where news replaced the button in between, nothing would be
// clicked. So they wait for the release, and are fetched again then.

const clicked = 50; // ms after a release in which the click comes, also from a finger

let pressed = false;
let releasing = 0;
/** @type {Set<string>} */
const missed = new Set(); // ids of what fetches itself at the event "refresh", or again by itself

document.addEventListener("pointerdown", ({ button, target }) => {
  if (button !== 0) return;
  clearTimeout(releasing); // of the press before
  pressed = target instanceof Element && !!target.closest("button, a, summary, label, input");
}, true);
// A menu that opens may take the release for itself.
for (const name of ["pointerup", "pointercancel", "contextmenu"]) {
  document.addEventListener(name, () => {
    clearTimeout(releasing);
    releasing = setTimeout(release, clicked);
  }, true);
}

function release() {
  pressed = false;
  for (const id of missed) document.getElementById(id)?.dispatchEvent(new CustomEvent("refresh"));
  missed.clear();
}

// What nobody asked for; what a form of the page's own brings is somebody's answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const { elt, triggeringEvent, verb } = detail.requestConfig;
  const isNews = verb === "get" && (!triggeringEvent || triggeringEvent.type === "refresh");
  if (!pressed || !isNews) return;
  detail.shouldSwap = false;
  missed.add(elt.id);
});
