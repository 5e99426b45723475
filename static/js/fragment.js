// Fetches a fragment anew. One request at a time: htmx would drop a second one, whose element the
// first replaces.

const wait = 20; // ms in which several wishes become one

/** @type {Map<string, number>} */
const timers = new Map();
/** @type {Set<string>} */
const busy = new Set();
/** @type {Set<string>} */
const again = new Set();

/** @param {string} id of an element that fetches itself at the event "refresh" */
export function refresh(id) {
  clearTimeout(timers.get(id));
  timers.set(
    id,
    setTimeout(() => {
      const part = document.getElementById(id);
      if (busy.has(id)) again.add(id);
      else if (part) htmx.trigger(part, "refresh");
    }, wait),
  );
}

document.addEventListener("htmx:beforeSend", (event) => {
  busy.add(/** @type {CustomEvent} */ (event).detail.elt.id);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { id } = /** @type {CustomEvent} */ (event).detail.elt;
  busy.delete(id);
  if (again.delete(id)) refresh(id);
});
