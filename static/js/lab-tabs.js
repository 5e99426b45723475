// The terminals of one machine: tabs after the WAI-ARIA pattern, with one terminal each.

import { sitePath } from "./site-path.js";
import { tabMemory } from "./storage.js";
import { TerminalTab } from "./terminal.js";
import { fileWrite } from "./terminal-file.js";
import { SearchBar } from "./terminal-search.js";
import { tabAndPanel, terminalTexts } from "./terminal-panel.js";
import { TerminalStatus } from "./terminal-status.js";

const most = 8; // tabs of one machine, as the server has it

/**
 * Events: "tasks", "warning", "ended" (detail: reason) as its terminals send them; "attempt" (detail:
 * number); "unfiled" (what was pasted could not be made a file); and of the current terminal "typed",
 * "pasted" and "screen". A control frame of any other type bubbles from `root` as the DOM event
 * `virtlearn:<type>`, its detail the frame, so that other modules listen without a change here.
 */
export class MachineTabs extends EventTarget {
  /**
   * @param {HTMLElement} root the machine's section of the page
   * @param {Record<string, string>} words what is shown, in the page's language
   */
  constructor(root, words) {
    super();
    this.root = root;
    this.words = words;
    this.machine = root.dataset.machine ?? "";
    this.list = /** @type {HTMLElement} */ (root.querySelector("[role=tablist]"));
    this.panels = /** @type {HTMLElement} */ (root.querySelector("[data-panels]"));
    this.adder = /** @type {HTMLButtonElement} */ (root.querySelector("[data-tab-add]"));
    this.search = new SearchBar(root, () => this.current, words);
    this.markedAt = 0; // the row that stood first on the screen when lines were marked
    /** @type {Map<number, {tab: HTMLElement, panel: HTMLElement, terminal: TerminalTab, status: TerminalStatus}>} */
    this.tabs = new Map();
    this.active = 0;
    this.other = 0; // the terminal beside the active one where the machine is split; 0: it is not
    this.halved = false; // there is room for both
    this.session = "";
    this.closer = /** @type {HTMLButtonElement} */ (root.querySelector("[data-tab-close]"));
    this.adder.addEventListener("click", () => this.add());
    this.closer.addEventListener("click", () => this.close(this.active));
    this.list.addEventListener("keydown", (event) => this.keyboard(event));
  }

  get current() {
    return this.tabs.get(this.active)?.terminal;
  }

  /**
   * Connects to the machine of `session`, with the tabs that were open before a reload.
   * @param {string} session
   */
  start(session) {
    if (session === this.session) return;
    this.stop();
    this.session = session;
    this.root.hidden = false;
    const { open, active, other } = this.remembered();
    for (const number of open) this.open(number);
    this.other = other !== active && open.includes(other) ? other : 0;
    this.select(open.includes(active) ? active : 1);
  }

  /** Lets go of all terminals; what they showed is gone from the page. */
  stop() {
    for (const number of [...this.tabs.keys()]) this.drop(number);
    this.session = "";
  }

  /**
   * Covers the terminals, which can't be used any more, with the reason.
   * @param {string} text
   */
  cover(text) {
    for (const { status } of this.tabs.values()) status.cover(text);
    this.adder.disabled = true;
  }

  /** @param {number} number */
  open(number) {
    const { tab: button, panel, place } = tabAndPanel(this.machine, number, this.name(number));
    button.addEventListener("click", () => {
      this.select(number);
      this.current?.focus();
    });
    this.list.append(button);
    this.panels.append(panel);
    const terminal = new TerminalTab(
      `${sitePath}ws/terminal/${this.session}/${this.machine}/${number}/`,
      place,
      terminalTexts(this.words, this.machine, number),
    );
    const status = new TerminalStatus(panel, this.words, () => {
      terminal.socket.connect();
      terminal.focus();
    });
    panel.addEventListener("focusin", () => number !== this.active && this.select(number));
    this.follow(number, terminal, status);
    terminal.addEventListener("leave", () => button.focus());
    this.tabs.set(number, { tab: button, panel, terminal, status });
    this.adder.disabled = this.tabs.size >= most;
    return number;
  }

  /**
   * @param {number} number
   * @param {TerminalTab} terminal
   * @param {TerminalStatus} status
   */
  follow(number, terminal, status) {
    /** @type {(name: string, then: (detail: any, event: Event) => void) => void} */
    const on = (name, then) =>
      terminal.addEventListener(name, (event) =>
        then(/** @type {CustomEvent} */ (event).detail, event),
      );
    /** @type {(name: string, detail?: unknown) => boolean} whether nobody took it over */
    const pass = (name, detail) =>
      this.dispatchEvent(new CustomEvent(name, { cancelable: true, detail }));
    for (const name of ["tasks", "warning"]) on(name, (detail) => pass(name, detail));
    for (const name of ["typed", "pasted", "screen"]) {
      on(name, (detail, event) => {
        if (number === this.active && !pass(name, detail)) event.preventDefault();
      });
    }
    on("frame", (detail) => {
      if (detail.type === "tabs") this.sync(detail.tabs);
      const name = `virtlearn:${detail.type}`;
      this.root.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
    });
    on("ended", (reason) => {
      if (reason === "exited") status.cover(this.words.exited);
      else pass("ended", reason);
    });
    on("find", () => this.search.open());
    on("file", (text) => this.file(text));
    on("doubt", () => status.doubtful());
    on("typing", (typing) => status.become(typing));
    on("status", (detail) => {
      status.status(detail);
      if (detail.name === "lost") pass("attempt", detail.attempts);
    });
  }

  /** @param {number[]} numbers of the terminals that somebody of the reader's group has open */
  sync(numbers) {
    for (const number of numbers) if (!this.tabs.has(number)) this.open(number);
    this.remember();
  }

  /** @param {number} number */
  name(number) {
    return this.words.tab.replace("%s", String(number));
  }

  add() {
    let number = 1;
    while (this.tabs.has(number)) number += 1;
    if (number > most || !this.session) return;
    this.select(this.open(number));
    this.current?.focus();
  }

  /** @param {string} text which a terminal of its own makes a file */
  async file(text) {
    const before = this.active;
    this.add();
    const written = this.active !== before && this.current && (await fileWrite(this.current, text));
    if (!written) this.dispatchEvent(new CustomEvent("unfiled"));
  }

  /** @param {number} number ends its shell as well */
  close(number) {
    if (number === 1) return;
    const order = [...this.tabs.keys()];
    const next = order[Math.max(0, order.indexOf(number) - 1)];
    this.drop(number, { end: true });
    if (this.other === number || this.other === next) this.split(false);
    if (this.active === number) this.select(next);
    else this.remember();
    document.getElementById(`terminal-${this.machine}-${this.active}-tab`)?.focus();
  }

  /**
   * @param {number} number
   * @param {{end?: boolean}} [how]
   */
  drop(number, how) {
    const found = this.tabs.get(number);
    if (!found) return;
    if (number === this.active) this.search.forget();
    found.status.dispose();
    found.terminal.dispose(how);
    found.tab.remove();
    found.panel.remove();
    this.tabs.delete(number);
    this.adder.disabled = false;
  }

  /** @param {number} number */
  select(number) {
    if (number === this.other) this.other = this.active;
    this.active = number;
    for (const [each, { tab }] of this.tabs) {
      tab.setAttribute("aria-selected", String(each === number));
      tab.tabIndex = each === number ? 0 : -1;
    }
    this.unveil();
    this.closer.hidden = number === 1;
    this.closer.setAttribute("aria-label", this.words.close.replace("%s", this.name(number)));
    // After the button beside them, which takes of their room.
    const { tab } = this.tabs.get(number) ?? {};
    if (tab) this.list.scrollLeft = tab.offsetLeft - (this.list.clientWidth - tab.offsetWidth) / 2;
    this.remember();
    this.search.again();
    this.dispatchEvent(new CustomEvent("screen"));
  }

  /** Shows the active terminal, and the other one where the machine is split. */
  unveil() {
    for (const [each, { tab, panel, terminal }] of this.tabs) {
      const seen = each === this.active || (this.halved && each === this.other);
      tab.classList.toggle("seen", seen);
      panel.hidden = !seen;
      if (seen) terminal.fit();
    }
  }

  get isSplit() {
    return this.other !== 0;
  }

  /** @param {boolean} on two terminals are to be seen; a second one is opened where there is none */
  split(on) {
    if (!on || !this.session) {
      this.other = 0;
    } else if (this.tabs.size > 1) {
      this.other = [...this.tabs.keys()].find((each) => each !== this.active) ?? 0;
    } else {
      const before = this.active;
      this.add();
      this.other = before;
    }
    this.remember();
    this.unveil();
  }

  /** @param {boolean} halved there is room for two terminals */
  halve(halved) {
    if (halved === this.halved) return;
    this.halved = halved;
    this.unveil();
  }

  /** @param {KeyboardEvent} event arrows, Home, End and Delete on the tabs */
  keyboard(event) {
    const order = [...this.tabs.keys()];
    const at = order.indexOf(this.active);
    const goals = {
      ArrowLeft: order[(at - 1 + order.length) % order.length],
      ArrowRight: order[(at + 1) % order.length],
      Home: order[0],
      End: order[order.length - 1],
    };
    if (event.key in goals) {
      event.preventDefault();
      this.select(goals[/** @type {keyof typeof goals} */ (event.key)]);
      document.getElementById(`terminal-${this.machine}-${this.active}-tab`)?.focus();
    } else if (event.key === "Delete") {
      event.preventDefault();
      this.close(this.active);
    }
  }

  get memory() {
    return `terminal-tabs ${this.session} ${this.machine}`;
  }

  /** @returns {{open: number[], active: number, other: number}} */
  remembered() {
    try {
      const { open, active, other = 0 } = JSON.parse(tabMemory.get(this.memory) ?? "");
      if (open.every((/** @type {unknown} */ each) => Number.isInteger(each))) {
        return { open: open.includes(1) ? open : [1, ...open], active, other };
      }
    } catch {
      // nothing remembered, or nothing of use
    }
    return { open: [1], active: 1, other: 0 };
  }

  remember() {
    const open = [...this.tabs.keys()];
    tabMemory.set(this.memory, JSON.stringify({ open, active: this.active, other: this.other }));
  }
}
