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

/** Of the element that asked; once it is replaced the event comes from what stood around it. */
const asker = (/** @type {Event} */ event) =>
  /** @type {CustomEvent} */ (event).detail.requestConfig.elt.id;

document.addEventListener("htmx:beforeSend", (event) => busy.add(asker(event)));

document.addEventListener("htmx:afterRequest", (event) => {
  const id = asker(event);
  busy.delete(id);
  if (again.delete(id)) refresh(id);
});
