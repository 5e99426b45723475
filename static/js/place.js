// Where the reader is: kept by the site for guests and accounts, by the browser for visitors. The
// page of a course shows a visitor where they left off.

import { sitePath } from "./site-path.js";
import { browserMemory } from "./storage.js";

const still = 4000; // ms at one place that count as reading it
const prefix = `place:${sitePath.slice(1)}`; // other sites of this host remember theirs

const here = /** @type {HTMLElement | null} */ (document.querySelector("[data-place]"));
if (here) follow(here);

for (const shown of document.querySelectorAll("[data-left-off]")) {
  show(/** @type {HTMLElement} */ (shown));
}

/** @param {HTMLElement} where */
function follow(where) {
  let told = /** @type {string | null} */ (null);
  let timer = 0;
  const tell = () => {
    const heading = current();
    const section = heading?.id ?? "";
    if (section === told) return;
    told = section;
    if (where.dataset.placeKept === "site") send(where, section);
    else remember(where, heading);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(tell, still);
  };
  addEventListener("scroll", later, { passive: true });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && told !== null) tell();
  });
  later();
}

/** The heading of the section that is being read; null before the first. */
function current() {
  let found = null;
  for (const heading of document.querySelectorAll(".prose h2[id], .prose h3[id]")) {
    if (heading.getBoundingClientRect().top > innerHeight / 3) break;
    found = heading;
  }
  return found;
}

/** @param {HTMLElement} where @param {string} section */
function send(where, section) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  const body = new URLSearchParams({ section });
  body.set("csrfmiddlewaretoken", /** @type {HTMLInputElement} */ (token).value);
  // A place that is not kept is no harm: the next one will be.
  fetch(where.dataset.place ?? "", { method: "POST", body, keepalive: true }).catch(() => {});
}

/** @param {HTMLElement} where @param {Element | null} heading */
function remember(where, heading) {
  const key = prefix + where.dataset.placeKey;
  const title = document.querySelector("h1")?.textContent?.trim() ?? "";
  const before = kept(key);
  const same = before?.path === location.pathname;
  const hash = heading ? `#${heading.id}` : same ? before?.hash : "";
  browserMemory.set(key, JSON.stringify({ path: location.pathname, hash, title }));
}

/** @param {string} key @returns {{path: string, hash: string, title: string} | null} */
function kept(key) {
  try {
    const found = JSON.parse(browserMemory.get(key) ?? "null");
    return typeof found?.path === "string" ? found : null;
  } catch {
    return null;
  }
}

/** @param {HTMLElement} element */
function show(element) {
  const found = kept(prefix + element.dataset.leftOff);
  const link = element.querySelector("a");
  if (!found || !link || !/^\/[^/\\]/.test(found.path)) return;
  link.href = `${found.path}${found.hash ?? ""}`;
  link.textContent = found.title;
  element.hidden = false;
}
