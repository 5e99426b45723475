// Fetches a fragment anew. One request at a time: htmx would drop a second one, whose element the
// first replaces.

const wait = 20; // ms in which several wishes become one
const tries = 20; // htmx takes a moment to look at an element that it has put in
const later = 2000; // ms after which what failed is asked for again

/** @type {Map<string, number>} */
const timers = new Map();
/** @type {Map<string, number>} */
const busy = new Map(); // requests under way
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
  // It must not bubble: one that htmx does not listen to yet would have all around it fetched.
  part.dispatchEvent(new CustomEvent("refresh"));
  if (!busy.has(id) && left > 0) refresh(id, left - 1);
}

// The request itself says how it ends: htmx's events don't leave an element that has been replaced.
document.addEventListener("htmx:beforeSend", (event) => {
  const { requestConfig, xhr } = /** @type {CustomEvent} */ (event).detail;
  const { id } = requestConfig.elt;
  let inPlace = true;
  busy.set(id, (busy.get(id) ?? 0) + 1);
  xhr.addEventListener("readystatechange", () => {
    if (xhr.readyState === XMLHttpRequest.DONE) inPlace = requestConfig.elt.isConnected;
  });
  xhr.addEventListener("loadend", () => {
    const others = (busy.get(id) ?? 1) - 1;
    if (others > 0) busy.set(id, others);
    else busy.delete(id);
    if (!known.has(id)) return;
    // An answer that found nothing to replace, and news that could not be fetched, are still news.
    if (again.delete(id) || !inPlace) refresh(id);
    else if (xhr.status === 0 || xhr.status >= 500) setTimeout(() => refresh(id), later);
  });
});
