// Fetches a fragment anew. One request at a time: htmx would drop a second one, whose element the
// first replaces.

const wait = 20; // ms in which several wishes become one
const tries = 20; // htmx takes a moment to look at an element that it has put in
const later = 2000; // ms after which what failed is asked for again

/** @type {Map<string, number>} */
const timers = new Map();
/** @type {Set<string>} */
const busy = new Set();
/** @type {Set<string>} */
const again = new Set();
/** @type {Set<string>} */
const known = new Set();

/**
 * @param {string} id of an element that fetches itself at the event "refresh"
 * @param {number} [left] how often it is tried where the element does not hear yet
 */
export function refresh(id, left = tries) {
  known.add(id);
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => ask(id, left), wait));
}

/** @param {string} id @param {number} left */
function ask(id, left) {
  const part = document.getElementById(id);
  if (!part) return;
  if (busy.has(id)) {
    again.add(id);
    return;
  }
  htmx.trigger(part, "refresh");
  if (!busy.has(id) && left > 0) refresh(id, left - 1);
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

// News that could not be fetched is still news.
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    const { xhr } = /** @type {CustomEvent} */ (event).detail;
    const answered = xhr.status >= 400 && xhr.status < 500; // so it is, and will be
    const id = asker(event);
    if (known.has(id) && !answered) setTimeout(() => refresh(id), later);
  });
}
