// The editor of a course's file: CodeMirror in the place of the text area, which saves as one types.

import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { markdown } from "@codemirror/lang-markdown";
import { syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

import { blockColours, blockSource } from "./editor-blocks.js";
import { Saving } from "./editor-saving.js";
import { headingLines, placeIn, pointOf } from "./editor-scroll.js";
import { browserMemory } from "./storage.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-editor]"));
const area = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
const baseField = /** @type {HTMLInputElement} */ (form.elements.namedItem("base"));
const state = /** @type {HTMLElement} */ (document.querySelector("[data-editor-state]"));
const list = /** @type {HTMLElement} */ (document.querySelector("[data-editor-problems]"));
const bar = /** @type {HTMLElement} */ (document.querySelector("[data-editor-left]"));
const both = /** @type {HTMLButtonElement} */ (document.querySelector("[data-editor-both]"));
const frame = /** @type {HTMLIFrameElement | null} */ (document.querySelector("[data-editor-frame]"));
const beside = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-editor-beside]"));
const texts = state.dataset;

const view = new EditorView({
  parent: /** @type {HTMLElement} */ (document.querySelector("[data-editor-place]")),
  state: EditorState.create({ doc: area.value, extensions: extensions() }),
});
document.documentElement.classList.add("has-editor");

const saving = new Saving(
  {
    read: () => view.state.doc.toString(),
    write: replace,
    send,
    show,
    saved: () => {
      look();
      if (frame && !frame.hidden) frame.contentWindow?.location.reload();
    },
  },
  browserMemory,
  `draft ${form.action}`,
  baseField.value,
);

function extensions() {
  return [
    lineNumbers(),
    lintGutter(),
    history(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    EditorView.lineWrapping,
    EditorState.tabSize.of(4),
    syntaxHighlighting(classHighlighter),
    ...(form.dataset.path?.endsWith(".md") ? [markdown(), blockColours] : []),
    autocompletion({ override: [blockSource((form.dataset.blocks ?? "").split(" "))] }),
    EditorView.cspNonce.of(form.dataset.nonce ?? ""),
    EditorView.contentAttributes.of({
      "aria-labelledby": "text-label",
      "aria-describedby": "text-keys",
      tabindex: "0", // it is in the order anyway, as editable; said for those who look for it
    }),
    EditorState.phrases.of(JSON.parse(form.dataset.phrases ?? "{}")),
    keymap.of([
      { key: "Mod-s", run: () => (saving.save(), true) },
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab, // Escape, then Tab leaves: CodeMirror's own
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) saving.changed();
    }),
  ];
}

/** Changes what differs alone, so that the place of writing stays. @param {string} text */
function replace(text) {
  const now = view.state.doc.toString();
  let from = 0;
  while (from < now.length && from < text.length && now[from] === text[from]) from += 1;
  let end = 0;
  const most = Math.min(now.length, text.length) - from;
  while (end < most && now[now.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  view.dispatch({
    changes: { from, to: now.length - end, insert: text.slice(from, text.length - end) },
  });
}

/** @param {string} text @param {string} base @returns {Promise<import("./editor-saving.js").Answer>} */
async function send(text, base) {
  const body = new FormData(form);
  body.set("text", text);
  body.set("base", base);
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.action, { method: "POST", body, headers });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
      return { status: answer.ok || answer.status === 403 ? 401 : answer.status, body: {} };
    }
    return { status: answer.status, body: await answer.json() };
  } catch {
    return { status: 0, body: {} };
  }
}

/** @param {string} name @param {string} [message] */
function show(name, message = "") {
  const time = new Date().toLocaleTimeString(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const said = message && name !== "saved" ? message : (texts[name.replace("-o", "O")] ?? message);
  state.textContent = said.replace("%time%", time);
  state.classList.toggle("fault", !["saving", "saved", "merged"].includes(name));
  both.hidden = name !== "conflict";
}

/** Asks what the checker says, and shows it in the margin and below. */
async function look() {
  const answer = await fetch(form.dataset.problems ?? "").catch(() => null);
  if (!answer?.ok) return;
  const { problems, warnings } = await answer.json();
  const mine = [...told(problems, "error"), ...told(warnings, "warning")];
  const doc = view.state.doc;
  const found = mine.map((each) => {
    const line = doc.line(Math.min(Math.max(each.line, 1), doc.lines));
    return { from: line.from, to: line.to, severity: each.severity, message: each.message };
  });
  view.dispatch(setDiagnostics(view.state, found));
  list.replaceChildren(...mine.map(problemRow));
  list.hidden = mine.length === 0;
  const none = /** @type {HTMLElement} */ (document.querySelector("[data-editor-none]"));
  none.hidden = mine.length > 0;
}

/**
 * What is told of this file.
 * @param {{path: string, line: number, message: string}[]} rows
 * @param {"error" | "warning"} severity
 */
function told(rows, severity) {
  return rows.filter((each) => each.path === form.dataset.path).map((each) => ({ ...each, severity }));
}

/** @param {{line: number, message: string, severity: string}} problem */
function problemRow({ line, message, severity }) {
  const row = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  const says = severity === "error" ? list.dataset.line : list.dataset.warning;
  button.textContent = (says ?? "").replace("%line%", String(line));
  button.addEventListener("click", () => go(line));
  const said = document.createElement("span");
  said.lang = "en";
  said.textContent = ` ${message}`;
  row.append(button, said);
  return row;
}

/** @param {number} line */
function go(line) {
  const place = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
  view.dispatch({ selection: { anchor: place.from }, effects: EditorView.scrollIntoView(place.from, { y: "center" }) });
  view.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  saving.save();
});
both.addEventListener("click", async () => {
  await saving.both();
  view.focus();
});
addEventListener("pagehide", () => saving.keep());
addEventListener("online", () => saving.save());

const left = saving.left();
if (left) {
  const at = new Date(left.at).toLocaleString(document.documentElement.lang);
  const said = /** @type {HTMLElement} */ (bar.querySelector("[data-editor-when]"));
  said.textContent = (said.dataset.said ?? "").replace("%time%", at);
  bar.hidden = false;
  bar.querySelector("[data-editor-take]")?.addEventListener("click", () => {
    bar.hidden = true;
    saving.take(left);
    view.focus();
  });
  bar.querySelector("[data-editor-forget]")?.addEventListener("click", () => {
    bar.hidden = true;
    saving.forget();
    view.focus();
  });
}

/** @param {boolean} shown */
function besideShow(shown) {
  if (!frame || !beside) return;
  if (shown && !frame.src) frame.src = frame.dataset.src ?? "";
  else if (shown) frame.contentWindow?.location.reload();
  frame.hidden = !shown;
  beside.setAttribute("aria-pressed", String(shown));
  document.body.classList.toggle("preview-beside", shown);
}

/** Brings the page beside the text to where the text is. */
function follow() {
  const page = frame?.hidden ? null : frame?.contentDocument?.scrollingElement;
  if (!page) return;
  const doc = view.state.doc;
  const top = doc.lineAt(view.lineBlockAtHeight(view.scrollDOM.scrollTop).from).number;
  const place = placeIn(headingLines(doc.toString()), top, 1, doc.lines);
  const heads = [...page.querySelectorAll(".prose :is(h2, h3)")];
  const starts = heads.map((each) => each.getBoundingClientRect().top + page.scrollTop);
  page.scrollTop = pointOf(starts, place, 0, page.scrollHeight);
}

let following = 0;
view.scrollDOM.addEventListener("scroll", () => {
  cancelAnimationFrame(following);
  following = requestAnimationFrame(follow);
});
frame?.addEventListener("load", follow);
beside?.addEventListener("click", () => besideShow(Boolean(frame?.hidden)));

const line = /^#line-(\d+)$/.exec(location.hash);
if (line) go(Number(line[1]));
look();
