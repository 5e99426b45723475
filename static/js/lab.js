// The lab page: connects terminals when the session is ready, keeps tasks and countdown current,
// types the guide's commands. The page's state is in the data- attributes of #lab-state, which the
// server renders; the terminals stand outside of all that htmx swaps.

import { makeRoom } from "./code-room.js";
import { LabClock } from "./lab-clock.js";
import { figureFold } from "./lab-figure.js";
import { menus } from "./lab-menus.js";
import { RunButtons } from "./lab-run.js";
import { MachineTabs } from "./lab-tabs.js";
import { held, steady } from "./lab-steady.js";
import { labTools } from "./lab-tools.js";
import { Twins } from "./lab-twins.js";
import { Workspace } from "./lab-workspace.js";
import { lookControls } from "./terminal-look.js";

const words = JSON.parse(document.getElementById("lab-words")?.textContent ?? "{}");
const announcer = /** @type {HTMLElement} */ (document.querySelector("[data-announce]"));

const terminals = /** @type {HTMLElement} */ (document.querySelector("[data-terminals]"));

/** @type {Map<string, MachineTabs>} */
const machines = new Map();
/** @type {MachineTabs | undefined} */
let used; // last, by the reader
for (const root of document.querySelectorAll("section[data-machine]")) {
  const tabs = new MachineTabs(/** @type {HTMLElement} */ (root), words);
  machines.set(tabs.machine, tabs);
  used ??= tabs;
  tabs.root.addEventListener("focusin", () => (used = tabs));
  tabs.addEventListener("tasks", refresh);
  tabs.addEventListener("ended", refresh);
  tabs.addEventListener("unfiled", () => say(words.unfiled));
  tabs.addEventListener("warning", (event) => {
    const { code } = /** @type {CustomEvent} */ (event).detail;
    if (code === "input") say(words.dropped);
    else if (code === "memory") say(words.memory);
    else refresh(); // the state has the words
  });
  tabs.addEventListener("attempt", (event) => {
    // Perhaps there is nothing to connect to any more: the state says so.
    if (/** @type {CustomEvent} */ (event).detail % 3 === 2) refresh();
  });
}

lookControls(terminals);
const text = /** @type {HTMLElement} */ (document.getElementById("lab-text"));
const keepFirst = held(text); // of whoever has begun to read before this
steady(text);
figureFold(/** @type {HTMLElement} */ (document.querySelector(".lab-reading")));
const say = labTools(terminals, () => used?.current, words);
const twins = new Twins([...machines.values()], terminals, words);
const workspace = new Workspace(
  /** @type {HTMLElement} */ (document.querySelector("[data-workspace]")),
  [...machines.values()],
  say,
  words,
);
const runs = new RunButtons(machines, twins, (machine) => workspace.show(machine), words);

const state = () => /** @type {HTMLElement} */ (document.getElementById("lab-state"));
const clock = new LabClock(state, refresh);

/**
 * Fetches the state and the tasks. Several wishes at once are one request; while another request
 * runs, whose answer replaces the same places, it waits.
 */
function refresh() {
  if (running > 0) {
    again = true;
    return;
  }
  again = false;
  clearTimeout(refreshing);
  refreshing = setTimeout(() => htmx.trigger(state(), "refresh"), 30);
}
let refreshing = 0;
let running = 0; // requests that htmx has sent
let again = false;

document.addEventListener("htmx:beforeSend", (event) => {
  const { requestConfig, xhr } = /** @type {CustomEvent} */ (event).detail;
  running += 1;
  // Not an event of htmx, which would not leave an element that has been replaced meanwhile.
  xhr.addEventListener("loadend", () => {
    running -= 1;
    const { elt } = requestConfig;
    if (elt instanceof HTMLFormElement && elt.action.endsWith("/reset/")) {
      leaving = "";
      sync();
    }
    const failed = xhr.status === 0 || xhr.status >= 500;
    // News that could not be fetched is still news.
    if (elt.id === "lab-state" && failed) setTimeout(refresh, 2000);
    if (again) refresh();
  });
});
// Not an event of htmx: a form that it has swapped in this very moment is sent by the browser, and
// until the next page is there, this one's terminals would take what nobody reads.
document.addEventListener("submit", ({ target }) => {
  if (!(target instanceof HTMLFormElement)) return;
  if (/\/(start|reset)\/$/.test(target.action)) asked = performance.now();
  if (!target.action.endsWith("/reset/")) return;
  // These machines go: nothing more is typed into them. Should they stay, sync connects again.
  for (const tabs of machines.values()) tabs.stop();
  leaving = state().dataset.session ?? "";
  shown = "";
}, true);
document.addEventListener("htmx:sendAbort", () => {
  again = true; // a button came in between: its answer may not have all of the news
  refresh();
});

// The session whose machines are about to go. The page still shows it as ready until the answer is
// there; to connect to it once more would be to type into what is being removed.
let leaving = "";
let asked = -Infinity; // when the reader asked for machines
let shown = ""; // of the session and its state, as the terminals have it
let progress = "";
let warned = ""; // what was said of an end that comes soon
let waited = ""; // what was said of the place in the queue
let waits = false; // for what the lab needs: its engine, or images that are being built

/** Brings terminals and countdown in line with the state that the server rendered. */
function sync() {
  const { session = "", state: name = "", done = "", warning = "" } = state().dataset;
  clock.sync();
  if (progress && done && done !== progress) announce(done);
  progress = done;
  if (warning && warning !== warned) announce(warning);
  warned = warning;
  const place = name === "queued" ? (state().dataset.summary ?? "") : "";
  if (place && place !== waited) announce(place);
  waited = place;
  if (waits && !("waits" in state().dataset)) announce(words.startable);
  waits = "waits" in state().dataset;
  if (shown === `${session} ${name}` || (name === "ready" && session === leaving)) return;
  shown = `${session} ${name}`;
  const keepLine = held(text);
  document.body.dataset.lab = name;
  if (name === "ready") terminals.hidden = false;
  for (const tabs of machines.values()) {
    if (name === "ready") {
      tabs.start(session);
    } else if (name === "ended" || name === "stopping") {
      tabs.cover(state().dataset.reason ?? "");
    } else if (tabs.session && tabs.session !== session) {
      tabs.stop();
      tabs.root.hidden = true;
      terminals.hidden = true;
    }
  }
  if (name === "ready") welcome();
  if (name === "ended" || name === "ready") announce(state().dataset.summary ?? "");
  runs.label(name === "ready");
  if (name === "ready") {
    workspace.arrange();
    keepLine();
  }
}

/** Who pressed Start with a keyboard types on in the terminal: the button, and its focus, are gone. */
function welcome() {
  const idle = !document.activeElement || document.activeElement === document.body;
  const soon = performance.now() - asked < 15_000;
  if (soon) workspace.pane("machines");
  if (idle && soon && matchMedia("(pointer: fine)").matches) used?.current?.focus();
}

/** @param {string} text said to screen readers, politely */
function announce(text) {
  announcer.textContent = text;
}

document.addEventListener("htmx:afterSettle", () => {
  sync();
  runs.label(state().dataset.state === "ready");
});
menus();
sync();
runs.label(state().dataset.state === "ready");
makeRoom(runs.blocks);
keepFirst();
