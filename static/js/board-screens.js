// The screens on a class's live board: asks every two seconds what changed, and puts in only that.
// What the page shows it says itself, as static/js/board.js does. Buttons stay where they are, so
// that the keyboard and a screen reader do.

const every = 2000; // ms between two questions
const patience = 8000; // ms after which a question is given up: the connection may be dead

const wall = /** @type {HTMLElement} */ (document.getElementById("screens"));
const grid = /** @type {HTMLElement} */ (wall.querySelector("ul"));

/**
 * `cards` are whole ones that the page has not; of those that it has, `shown` is the part that
 * changed.
 * @typedef {{cards: string[], shown: Record<string, string>, digests: Record<string, string>,
 *   stand: string[], words: string}} Changes
 */

/** @returns {HTMLElement[]} */
const cards = () => /** @type {HTMLElement[]} */ ([...grid.children]);

/** What the page shows, as the server's `Wall.seen`. */
function seen() {
  return cards()
    .map((card) => `${card.dataset.screen}=${card.dataset.digest}`)
    .join(" ");
}

async function ask() {
  const answer = await fetch(wall.dataset.changes ?? "", {
    headers: { "Screens-Seen": seen() },
    redirect: "manual",
    signal: AbortSignal.timeout(patience),
  });
  if (answer.status === 204) return;
  if (answer.ok) show(await answer.json());
  // Signed out, or none of the class's teachers any more: nothing stays on the page.
  else if (answer.type === "opaqueredirect" || [403, 404].includes(answer.status)) location.reload();
}

/** @param {Changes} changes */
function show(changes) {
  for (const html of changes.cards) grid.append(element(html));
  for (const [key, html] of Object.entries(changes.shown)) put(key, html, changes.digests[key]);
  const there = new Set(changes.stand);
  for (const card of cards()) if (!there.has(card.dataset.screen ?? "")) card.remove();
  changes.stand.forEach((key, place) => {
    const card = document.getElementById(`screen-${key}`);
    // Only what stands elsewhere is moved: to be moved takes the keyboard away.
    if (card && grid.children[place] !== card) grid.insertBefore(card, grid.children[place] ?? null);
  });
  const words = document.getElementById("screens-words");
  if (words) words.outerHTML = changes.words;
}

/** @param {string} html @returns {HTMLElement} */
function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return /** @type {HTMLElement} */ (template.content.firstElementChild);
}

/** @param {string} key @param {string} html of what its terminals show @param {string} digest */
function put(key, html, digest) {
  const card = document.getElementById(`screen-${key}`);
  if (!card) return;
  card.dataset.digest = digest;
  const focused = document.activeElement;
  const place = texts(card).findIndex((each) => each === focused);
  card.querySelector("[data-shown]")?.replaceWith(element(html));
  if (place >= 0) texts(card)[place]?.focus({ preventScroll: true });
}

/** @param {Element} card */
const texts = (card) => [...card.querySelectorAll("pre")];

// Arrows on a button lead to the same one of another learner, Home and End to the first and last.
grid.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const here = event.target instanceof HTMLButtonElement ? event.target : null;
  const card = here?.closest("li");
  if (!here || !card) return;
  const all = cards();
  const place = all.indexOf(card);
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  const to = { Home: 0, End: all.length - 1 }[event.key] ?? place + (steps[event.key] ?? 0);
  const there = to === place ? null : all[to];
  if (!there) return;
  event.preventDefault();
  /** @type {HTMLElement | null} */ (there.querySelector(`button[value="${here.value}"]`))?.focus();
});

async function go() {
  try {
    await ask();
  } catch {
    // No connection, or an answer cut short: the next question asks for the same.
  }
  setTimeout(go, every);
}

setTimeout(go, every);
