// The terminals of one machine: tabs after the WAI-ARIA pattern, with one terminal each.

import { TerminalTab } from "./terminal.js";
import { onThemeChange } from "./terminal-theme.js";

const most = 8; // tabs of one machine, as the server has it

/** What the keys of the page send, for keyboards that lack them. @type {Record<string, string>} */
const keys = {
  escape: "\x1b",
  tab: "\t",
  interrupt: "\x03",
  end: "\x04",
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
};

/**
 * Events: "tasks", "warning", "ended" (detail: reason), "attempt", as its terminals send them. A
 * control frame of any other type bubbles from `root` as the DOM event `virtlearn:<type>`, its
 * detail the frame, so that other modules listen without a change here.
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
    this.reader = /** @type {HTMLInputElement} */ (root.querySelector("[data-screen-reader]"));
    /** @type {Map<number, {tab: HTMLElement, panel: HTMLElement, terminal: TerminalTab}>} */
    this.tabs = new Map();
    this.active = 0;
    this.session = "";
    this.closer = /** @type {HTMLButtonElement} */ (root.querySelector("[data-tab-close]"));
    this.adder.addEventListener("click", () => this.add());
    this.closer.addEventListener("click", () => this.close(this.active));
    this.list.addEventListener("keydown", (event) => this.keyboard(event));
    this.reader.checked = localStorage.getItem("terminal-screen-reader") === "yes";
    this.reader.addEventListener("change", () => {
      localStorage.setItem("terminal-screen-reader", this.reader.checked ? "yes" : "no");
      for (const { terminal } of this.tabs.values()) terminal.screenReader(this.reader.checked);
    });
    for (const button of root.querySelectorAll("[data-send]")) {
      button.addEventListener("click", () => {
        this.current?.input(keys[/** @type {HTMLElement} */ (button).dataset.send ?? ""] ?? "");
        this.current?.focus();
      });
    }
    onThemeChange(() => {
      for (const { terminal } of this.tabs.values()) terminal.restyle();
    });
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
    const { open, active } = this.remembered();
    for (const number of open) this.open(number);
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
    for (const { panel } of this.tabs.values()) notice(panel, text);
    this.adder.disabled = true;
  }

  /** @param {number} number */
  open(number) {
    const id = `terminal-${this.machine}-${number}`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "terminal-tab";
    button.id = `${id}-tab`;
    button.textContent = this.name(number);
    button.setAttribute("role", "tab");
    button.setAttribute("aria-controls", id);
    button.addEventListener("click", () => {
      this.select(number);
      this.current?.focus();
    });
    const panel = document.createElement("div");
    panel.id = id;
    panel.className = "terminal-panel";
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", button.id);
    const place = document.createElement("div");
    place.className = "terminal-place";
    const status = document.createElement("p");
    status.className = "terminal-status";
    status.setAttribute("role", "status");
    panel.append(place, status);
    this.list.append(button);
    this.panels.append(panel);
    const terminal = new TerminalTab(
      `/ws/terminal/${this.session}/${this.machine}/${number}/`,
      place,
      {
        label: this.words.terminal.replace("%1", this.machine).replace("%2", String(number)),
        screenReader: this.reader.checked,
      },
    );
    for (const name of ["tasks", "warning", "attempt"]) {
      terminal.addEventListener(name, (event) => {
        const { detail } = /** @type {CustomEvent} */ (event);
        this.dispatchEvent(new CustomEvent(name, { detail }));
      });
    }
    terminal.addEventListener("ended", (event) => {
      const reason = /** @type {CustomEvent} */ (event).detail;
      if (reason === "exited") notice(panel, this.words.exited);
      else this.dispatchEvent(new CustomEvent("ended", { detail: reason }));
    });
    terminal.addEventListener("frame", (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      const name = `virtlearn:${detail.type}`;
      this.root.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
    });
    terminal.addEventListener("leave", () => button.focus());
    terminal.addEventListener("status", (event) => {
      const { name, code } = /** @type {CustomEvent} */ (event).detail;
      panel.dataset.status = name;
      if (name === "open") notice(panel, "");
      else if (name === "lost") notice(panel, this.words.lost);
      else if (name === "closed" && code !== 4410) notice(panel, this.words.closed);
    });
    this.tabs.set(number, { tab: button, panel, terminal });
    this.adder.disabled = this.tabs.size >= most;
    return number;
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

  /** @param {number} number ends its shell as well */
  close(number) {
    if (number === 1) return;
    const order = [...this.tabs.keys()];
    const next = order[Math.max(0, order.indexOf(number) - 1)];
    this.drop(number, { end: true });
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
    found.terminal.dispose(how);
    found.tab.remove();
    found.panel.remove();
    this.tabs.delete(number);
    this.adder.disabled = false;
  }

  /** @param {number} number */
  select(number) {
    this.active = number;
    for (const [each, { tab, panel, terminal }] of this.tabs) {
      const chosen = each === number;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      panel.hidden = !chosen;
      if (chosen) terminal.fit();
    }
    this.closer.hidden = number === 1;
    this.closer.setAttribute("aria-label", this.words.close.replace("%s", this.name(number)));
    this.remember();
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

  /** @returns {{open: number[], active: number}} */
  remembered() {
    try {
      const { open, active } = JSON.parse(sessionStorage.getItem(this.memory) ?? "");
      if (open.every((/** @type {unknown} */ each) => Number.isInteger(each))) {
        return { open: open.includes(1) ? open : [1, ...open], active };
      }
    } catch {
      // nothing remembered, or nothing of use
    }
    return { open: [1], active: 1 };
  }

  remember() {
    const open = [...this.tabs.keys()];
    sessionStorage.setItem(this.memory, JSON.stringify({ open, active: this.active }));
  }
}

/**
 * @param {HTMLElement} panel
 * @param {string} text empty for none
 */
function notice(panel, text) {
  const status = /** @type {HTMLElement} */ (panel.querySelector(".terminal-status"));
  status.textContent = text;
  panel.classList.toggle("covered", text !== "");
}
