// A live table of a class, its board or an exam's list: asks every two seconds what changed, and puts
// in only that. What the page shows it says itself, so that after a while without a connection the
// first answer has all.

import { Screens } from "./board-screens.js";

const every = 2000; // ms between two questions
const patience = 8000; // ms after which a question is given up: the connection may be dead

const board = /** @type {HTMLElement} */ (document.querySelector("[data-people][data-order]"));
const body = /** @type {HTMLElement} */ (board.querySelector("tbody"));
const said = document.getElementById("board-raised");
const wall = document.getElementById("screens");
const screens = wall ? new Screens(wall) : null;

/**
 * Only a board has a title and hands.
 * @typedef {{people: string, order: string, rows: Record<string, string>, stand: number[] | null,
 *   summary: string, hand?: number, title?: string, raised?: string}} Changes
 * @typedef {import("./board-screens.js").Changes} ScreenChanges
 */

/** What the page shows, as the server's `State.seen`. */
function seen() {
  const rows = /** @type {HTMLElement[]} */ ([...body.rows]);
  rows.sort((one, other) => Number(one.dataset.row) - Number(other.dataset.row));
  const digests = rows.map((row) => row.dataset.digest ?? "").join("");
  return `${board.dataset.people}.${board.dataset.order}.${digests}`;
}

async function ask() {
  const url = new URL(board.dataset.changes ?? "", location.href);
  url.searchParams.set("hand", board.dataset.hand ?? "0");
  const answer = await fetch(url, {
    headers: { "Board-Seen": seen(), ...(screens && { "Screens-Seen": screens.seen }) },
    redirect: "manual",
    signal: AbortSignal.timeout(patience),
  });
  if (answer.status === 204) return;
  if (answer.ok) {
    /** @type {Partial<Changes> & {screens?: ScreenChanges}} */
    const changes = await answer.json();
    if (changes.rows) show(/** @type {Changes} */ (changes));
    if (changes.screens) screens?.show(changes.screens);
  }
  // Signed out, or none of the class's teachers any more: the page itself says so, and shows no
  // more than they may see.
  else if (answer.type === "opaqueredirect" || [403, 404].includes(answer.status)) location.reload();
}

/** @param {Changes} changes */
function show(changes) {
  const focused = document.activeElement;
  const row = focused?.closest("tr");
  const id = row && body.contains(row) ? focused?.id : "";
  for (const [member, html] of Object.entries(changes.rows)) put(member, html);
  for (const member of changes.stand ?? []) {
    const each = document.getElementById(`row-${member}`);
    if (each) body.append(each);
  }
  if (changes.stand) {
    const there = new Set(changes.stand.map(String));
    for (const each of [...body.rows]) if (!there.has(each.dataset.row ?? "")) each.remove();
  }
  if (id && document.activeElement?.id !== id) refocus(id, row?.id ?? "");
  board.dataset.people = changes.people;
  board.dataset.order = changes.order;
  board.dataset.hand = String(changes.hand ?? 0);
  const summary = document.getElementById(board.dataset.summary ?? "");
  if (summary) summary.outerHTML = changes.summary;
  for (const part of board.querySelectorAll("[data-when]")) {
    const there = /** @type {HTMLElement} */ (part).dataset.when === "people";
    /** @type {HTMLElement} */ (part).hidden = there !== body.rows.length > 0;
  }
  if (changes.title && document.title !== changes.title) document.title = changes.title;
  if (!said) return;
  if (changes.raised) said.textContent = changes.raised;
  else if (!body.querySelector(".raised")) said.textContent = "";
}

/** @param {string} member @param {string} html of its row */
function put(member, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.querySelector("tr");
  if (!fresh) return;
  const before = document.getElementById(`row-${member}`);
  if (before) before.replaceWith(fresh);
  else body.append(fresh);
}

/** The keyboard stays where it was, or, where that is gone, in its row. @param {string} id @param {string} row */
function refocus(id, row) {
  const now = document.getElementById(id) ?? document.querySelector(`#${row} th a`);
  /** @type {HTMLElement | null} */ (now)?.focus({ preventScroll: true });
}

// Up and down lead to the same thing in another row, Home and End to the first and the last one.
body.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const here = /** @type {Element} */ (event.target);
  const row = here.closest("tr");
  if (!row) return;
  const rows = [...body.rows];
  const place = rows.indexOf(row);
  const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: rows.length - 1 }[event.key];
  const there = to === undefined ? null : rows[to];
  if (!there) return;
  event.preventDefault();
  const kind = here.id.split("-")[0];
  const same = there.querySelector(`[id^="${kind}-"]`) ?? there.querySelector("th a");
  /** @type {HTMLElement | null} */ (same)?.focus();
});

async function go() {
  try {
    await ask();
  } catch {
    // No connection, or an answer cut short: the next question asks for the same.
  }
  setTimeout(go, every);
}

if (board.dataset.changes) setTimeout(go, every);
