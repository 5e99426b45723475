// Notes in a lesson: what is selected becomes a highlight or a note, and the passages of the notes
// are marked in the text. The list and its forms are the server's, and work without this.

import { find, partsOf, quoteOf, wordsOf } from "./note-text.js";

const exactMost = 3000;
const wait = 250; // ms that a selection stands before it is offered something

const lesson = /** @type {HTMLElement} */ (document.querySelector("[data-lesson]"));
const list = () => /** @type {HTMLElement} */ (document.getElementById("my-notes"));
const word = (/** @type {string} */ name) => list().dataset[`word${name}`] ?? "";

// --- passages in the text ------------------------------------------------------------------------

function draw() {
  for (const ref of lesson.querySelectorAll(".note-ref")) ref.remove();
  for (const mark of lesson.querySelectorAll("mark.passage-mark")) {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent?.normalize();
  }
  for (const [index, item] of [...list().querySelectorAll("[data-exact]")].entries()) {
    drawOne(/** @type {HTMLElement} */ (item), index + 1);
  }
}

/** @param {HTMLElement} item @param {number} number */
function drawOne(item, number) {
  const { exact = "", prefix = "", suffix = "" } = item.dataset;
  const words = wordsOf(lesson);
  const start = find(words.text, exact, prefix, suffix);
  if (start < 0) return;
  let first = null;
  let last = null;
  for (const { node, from, to } of partsOf(words, start, start + exact.length)) {
    const rest = from ? node.splitText(from) : node;
    if (to - from < rest.data.length) rest.splitText(to - from);
    const mark = document.createElement("mark");
    mark.className = "passage-mark";
    rest.replaceWith(mark);
    mark.append(rest);
    first ??= mark;
    last = mark;
  }
  if (!first || !last) return;
  first.id = item.id.replace("my-note-", "passage-");
  const ref = document.createElement("a");
  ref.className = "note-ref";
  ref.href = `#${item.id}`;
  ref.textContent = String(number);
  const text = item.querySelector(".note-text")?.textContent ?? "";
  ref.setAttribute("aria-label", `${word("Mark")} ${number}: ${text}`.replace(/: $/, ""));
  // A link in a link is none: after the outer one then.
  (last.closest("a") ?? last).after(ref);
  linkBack(item, first.id);
}

/** @param {HTMLElement} item @param {string} id */
function linkBack(item, id) {
  const quote = item.querySelector(".passage p");
  if (!quote || quote.querySelector("a")) return;
  const link = document.createElement("a");
  link.href = `#${id}`;
  link.textContent = quote.textContent;
  quote.replaceChildren(link);
}

// --- what is selected ----------------------------------------------------------------------------

/** @typedef {NonNullable<ReturnType<typeof quoteOf>>} Quote */

let toolbar = /** @type {HTMLElement | null} */ (null);
let timer = 0;

document.addEventListener("selectionchange", () => {
  clearTimeout(timer);
  timer = setTimeout(offer, wait);
});

function offer() {
  if (toolbar?.contains(document.activeElement)) return;
  const selection = getSelection();
  const range = selection?.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  const inside = range && inText(range.startContainer) && inText(range.endContainer);
  const quote = inside ? quoteOf(lesson, range) : null;
  if (!range || !quote) {
    close();
    return;
  }
  open(range, quote);
}

/** @param {Node} node */
function inText(node) {
  const element = node instanceof Element ? node : node.parentElement;
  return Boolean(element?.closest("[data-lesson] .prose")) && !element?.closest(".note-toolbar");
}

function close() {
  toolbar?.remove();
  toolbar = null;
}

/** @param {string} text @param {() => void} [act] */
function button(text, act) {
  const made = document.createElement("button");
  made.type = act ? "button" : "submit";
  made.className = "button secondary";
  made.textContent = text;
  if (act) made.addEventListener("click", act);
  return made;
}

/** @param {Range} range @param {Quote} quote */
function open(range, quote) {
  close();
  toolbar = document.createElement("div");
  toolbar.className = "note-toolbar";
  toolbar.setAttribute("role", "toolbar");
  toolbar.setAttribute("aria-label", word("Label"));
  if (quote.exact.length > exactMost) {
    const text = document.createElement("p");
    text.textContent = word("Long");
    toolbar.append(text);
  } else {
    toolbar.append(
      button(word("Highlight"), () => keep(quote, "")),
      button(word("Note"), () => write(quote)),
    );
    // What was pressed must not take the selection away before it is used.
    toolbar.addEventListener("pointerdown", (event) => {
      if (!(event.target instanceof HTMLTextAreaElement)) event.preventDefault();
    });
    say(word("Hint"));
  }
  const end = range.endContainer;
  const element = end instanceof Element ? end : end.parentElement;
  const prose = element?.closest(".prose");
  let block = element;
  while (block && block.parentElement !== prose) block = block.parentElement;
  (block ?? prose?.lastElementChild)?.after(toolbar);
  const box = range.getBoundingClientRect();
  const frame = lesson.getBoundingClientRect();
  toolbar.style.top = `${box.bottom - frame.top + 8}px`;
  const left = Math.min(box.left - frame.left, frame.width - toolbar.offsetWidth);
  toolbar.style.left = `${Math.max(0, left)}px`;
}

/** @param {Quote} quote */
function write(quote) {
  if (!toolbar) return;
  const form = document.createElement("form");
  const label = document.createElement("label");
  const text = document.createElement("textarea");
  text.rows = 3;
  text.maxLength = 5000;
  label.append(word("Text"), text);
  const row = document.createElement("div");
  row.className = "row";
  row.append(button(word("Keep")), button(word("Cancel"), close));
  form.append(label, row);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(quote, text.value);
  });
  toolbar.replaceChildren(form);
  text.focus();
}

/** @param {Quote} quote @param {string} text */
async function keep(quote, text) {
  const token = /** @type {HTMLInputElement} */ (
    list().querySelector("input[name=csrfmiddlewaretoken]")
  );
  const focused = Boolean(toolbar?.contains(document.activeElement));
  await htmx.ajax("POST", list().dataset.add, {
    target: "#my-notes",
    swap: "outerHTML settle:0s",
    values: { ...quote, text, csrfmiddlewaretoken: token.value },
  });
  if (toolbar) return; // it came to nothing: what was written still stands there
  if (focused) [...lesson.querySelectorAll(".note-ref")].find(newest)?.focus();
}

/** @param {Element} ref */
const newest = (ref) => {
  const items = list().querySelectorAll("[data-exact]");
  return ref.getAttribute("href") === `#${items[items.length - 1]?.id}`;
};

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");

/** @param {string} text */
function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

document.addEventListener("keydown", (event) => {
  if (!toolbar) return;
  if (event.key === "Escape") {
    close();
  } else if (event.key === "Tab" && !event.shiftKey && !toolbar.contains(document.activeElement)) {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (toolbar.querySelector("button"))?.focus();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (/** @type {HTMLElement} */ (event.target).id !== "my-notes" && !list()) return;
  if (/** @type {HTMLElement} */ (event.target).id === "my-notes") {
    close();
    getSelection()?.removeAllRanges();
    draw();
  }
});

if (lesson && list()) {
  lesson.append(status);
  draw();
}
