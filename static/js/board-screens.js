// The screens on a class's live board, of which static/js/board.js asks what changed: puts in only
// that. Buttons stay where they are, so that the keyboard and a screen reader do.

/**
 * `cards` are whole ones that the page has not; of those that it has, `shown` is the part that
 * changed.
 * @typedef {{cards: string[], shown: Record<string, string>, digests: Record<string, string>,
 *   stand: string[], words: string}} Changes
 */

export class Screens {
  /** @param {HTMLElement} wall with a list of cards */
  constructor(wall) {
    this.grid = /** @type {HTMLElement} */ (wall.querySelector("ul"));
    this.grid.addEventListener("keydown", (event) => this.#move(event));
  }

  /** @returns {HTMLElement[]} */
  get cards() {
    return /** @type {HTMLElement[]} */ ([...this.grid.children]);
  }

  /** What the page shows, as the server's `Wall.seen`. */
  get seen() {
    return this.cards.map((card) => `${card.dataset.screen}=${card.dataset.digest}`).join(" ");
  }

  /** @param {Changes} changes */
  show(changes) {
    for (const html of changes.cards) this.grid.append(element(html));
    for (const [key, html] of Object.entries(changes.shown)) put(key, html, changes.digests[key]);
    const there = new Set(changes.stand);
    for (const card of this.cards) if (!there.has(card.dataset.screen ?? "")) card.remove();
    changes.stand.forEach((key, place) => {
      const card = document.getElementById(`screen-${key}`);
      const stands = this.grid.children[place];
      // Only what stands elsewhere is moved: to be moved takes the keyboard away.
      if (card && stands !== card) this.grid.insertBefore(card, stands ?? null);
    });
    const words = document.getElementById("screens-words");
    if (words) words.outerHTML = changes.words;
  }

  /**
   * Arrows on a button lead to the same one of another learner, Home and End to the first and last.
   * @param {KeyboardEvent} event
   */
  #move(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const here = event.target instanceof HTMLButtonElement ? event.target : null;
    const card = here?.closest("li");
    if (!here || !card) return;
    const all = this.cards;
    const place = all.indexOf(card);
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const to = { Home: 0, End: all.length - 1 }[event.key] ?? place + (steps[event.key] ?? 0);
    const there = to === place ? null : all[to];
    if (!there) return;
    event.preventDefault();
    /** @type {HTMLElement | null} */ (there.querySelector(`button[value="${here.value}"]`))?.focus();
  }
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
