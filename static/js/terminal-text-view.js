// The screen as text, for who listens to it or reads it by other means than its picture: its lines
// below the terminal, and what changes in them said once it is quiet, in full-screen programs too.

import { linesChanged, linesSaid } from "./screen-changes.js";
import { look } from "./terminal-look.js";
import { screenRows } from "./terminal-screen.js";

const quiet = 400; // ms without a change, after which it is said
const longest = 2500; // ms after which it is said all the same

/**
 * @typedef {EventTarget & {term: import("../xterm/lib/xterm.mjs").Terminal, place: HTMLElement,
 * fullScreen: boolean, focus: () => void}} Shown a terminal
 */

export class TextView {
  /**
   * @param {Shown} terminal
   * @param {{asText: string, moreChanged: string}} texts
   */
  constructor(terminal, texts) {
    this.terminal = terminal;
    this.texts = texts;
    /** @type {string[]} */
    this.said = []; // the lines that the reader knows of
    this.first = 0; // when the first change came that is not said yet
    this.box = document.createElement("div");
    this.box.className = "terminal-text";
    this.lines = document.createElement("div");
    this.lines.className = "terminal-text-lines";
    this.lines.tabIndex = 0;
    this.lines.setAttribute("role", "region");
    this.lines.setAttribute("aria-label", texts.asText);
    this.news = document.createElement("p");
    this.news.className = "visually-hidden";
    this.news.setAttribute("aria-live", "polite");
    this.box.append(this.lines, this.news);
    this.lines.addEventListener("keydown", (event) => this.key(event));
    this.changed = () => this.later();
    terminal.addEventListener("screen", this.changed);
    this.turn = () => this.show();
    look.addEventListener("change", this.turn);
    this.show();
  }

  get on() {
    return this.box.isConnected;
  }

  /** As the reader chose it for all terminals. */
  show() {
    const { place } = this.terminal;
    if (look.text === this.on) return;
    if (look.text) place.after(this.box);
    else this.box.remove();
    place.parentElement?.classList.toggle("with-text", look.text);
    if (look.text) this.said = this.draw();
  }

  /** By the keyboard, from the terminal: to the text, which is shown first where it is not. */
  enter() {
    look.textShow(true);
    this.lines.focus();
  }

  /** @param {KeyboardEvent} event Shift+F8 goes back into the terminal, Escape also ends the view */
  key(event) {
    const back = event.key === "F8" && event.shiftKey;
    if (!back && event.key !== "Escape") return;
    event.preventDefault();
    if (!back) look.textShow(false);
    this.terminal.focus();
  }

  later() {
    if (!this.on) return;
    this.drawing ||= requestAnimationFrame(() => {
      this.drawing = 0;
      this.draw();
    });
    const now = performance.now();
    this.first ||= now;
    clearTimeout(this.waiting);
    const left = Math.max(0, this.first + longest - now);
    this.waiting = setTimeout(() => this.say(), Math.min(quiet, left));
  }

  /** Brings the lines up to date; those that are as they were are left alone. @returns {string[]} */
  draw() {
    const { rows, cursor } = screenRows(this.terminal.term);
    while (this.lines.children.length > rows.length) this.lines.lastElementChild?.remove();
    for (const [row, text] of rows.entries()) {
      const line =
        this.lines.children[row] ?? this.lines.appendChild(document.createElement("div"));
      if (line.textContent !== text) line.textContent = text;
      if (row === cursor) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    }
    // The cursor's line is in sight, unless the reader reads elsewhere.
    const line = /** @type {HTMLElement | undefined} */ (this.lines.children[cursor]);
    if (line && document.activeElement !== this.lines) {
      this.lines.scrollTop = line.offsetTop + line.offsetHeight - this.lines.clientHeight;
    }
    return rows;
  }

  /** Says what is new. What a shell's reader types is not, nor what xterm.js says by itself. */
  say() {
    this.first = 0;
    if (!this.on) return;
    const { rows, cursor } = screenRows(this.terminal.term);
    const before = this.said;
    this.said = [...rows];
    const { fullScreen } = this.terminal;
    if (!fullScreen && look.reader) return;
    if (!fullScreen && cursor >= 0) rows[cursor] = "";
    const text = linesSaid(linesChanged(before, rows), this.texts.moreChanged);
    // The same words once more are news only where the text is another one.
    if (text) this.news.textContent = this.news.textContent === text ? `${text}\u00a0` : text;
  }

  dispose() {
    clearTimeout(this.waiting);
    cancelAnimationFrame(this.drawing ?? 0);
    look.removeEventListener("change", this.turn);
    this.terminal.removeEventListener("screen", this.changed);
  }
}
