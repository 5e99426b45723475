// The search in what a terminal has shown: a bar over it, opened by Ctrl+Shift+F or its button.

import { look } from "./terminal-look.js";

export class SearchBar {
  /**
   * @param {HTMLElement} root the machine's section
   * @param {() => import("./terminal.js").TerminalTab | undefined} current its terminal
   * @param {Record<string, string>} words
   */
  constructor(root, current, words) {
    this.current = current;
    this.words = words;
    this.bar = /** @type {HTMLElement} */ (root.querySelector("[data-search]"));
    this.opener = /** @type {HTMLElement} */ (root.querySelector("[data-search-open]"));
    this.field = /** @type {HTMLInputElement} */ (this.bar.querySelector("input"));
    this.count = /** @type {HTMLElement} */ (this.bar.querySelector("[data-search-count]"));
    /** @type {import("./terminal.js").TerminalTab | undefined} */
    this.searched = undefined;
    this.opener.addEventListener("click", () => (this.bar.hidden ? this.open() : this.close()));
    this.field.addEventListener("input", () => this.find("previous", true));
    this.bar.addEventListener("keydown", (event) => this.key(event));
    for (const way of /** @type {("previous" | "next")[]} */ (["previous", "next"])) {
      this.bar.querySelector(`[data-search-${way}]`)?.addEventListener("click", () => this.find(way));
    }
    this.bar.querySelector("[data-search-close]")?.addEventListener("click", () => this.close());
  }

  open() {
    const selected = this.current()?.term.getSelection() ?? "";
    this.bar.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    if (selected && !selected.includes("\n")) this.field.value = selected;
    this.field.focus();
    this.field.select();
    if (this.field.value) this.find("previous", true);
  }

  close() {
    this.forget();
    this.bar.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    this.current()?.focus();
  }

  /** Takes the marks away: the terminal that was searched is no longer the one that is seen. */
  forget() {
    this.results?.dispose();
    this.searched?.search.clearDecorations();
    this.searched?.term.clearSelection();
    this.searched = undefined;
    this.count.textContent = "";
  }

  /** The same search in the terminal that is seen now. */
  again() {
    this.forget();
    if (!this.bar.hidden && this.field.value) this.find("previous", true);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape") {
      this.close();
    } else if (event.key === "F3" || (event.key === "Enter" && event.target === this.field)) {
      this.find(event.shiftKey ? "next" : "previous");
    } else {
      return;
    }
    event.preventDefault();
  }

  /**
   * @param {"previous" | "next"} way previous: what was shown earlier, further up
   * @param {boolean} [incremental] the text was changed: begin where the last one was found
   */
  find(way, incremental = false) {
    const terminal = this.current();
    if (!terminal) return;
    if (terminal !== this.searched) {
      this.forget();
      this.searched = terminal;
      this.results = terminal.search.onDidChangeResults((found) => this.show(found));
    }
    const text = this.field.value;
    if (incremental) terminal.term.clearSelection();
    const options = { decorations: look.palette.found };
    if (way === "next") terminal.search.findNext(text, options);
    else terminal.search.findPrevious(text, options);
    if (!text) this.count.textContent = "";
  }

  /** @param {{resultIndex: number, resultCount: number}} found */
  show({ resultIndex, resultCount }) {
    let text = "";
    if (resultCount === 0 && this.field.value) text = this.words.nothing;
    else if (resultIndex < 0) text = this.words.many.replace("%s", String(resultCount));
    else if (resultCount) {
      const order = resultIndex + 1;
      text = this.words.found.replace("%1", String(order)).replace("%2", String(resultCount));
    }
    if (this.count.textContent !== text) this.count.textContent = text;
  }
}
