// A visitor's page: the terminals of somebody else's lab, as large as the learner's own. What may be
// typed is decided by the server; here it is only shown.

import { refresh } from "./fragment.js";
import { sitePath } from "./site-path.js";
import { look } from "./terminal-look.js";
import { tabAndPanel, terminalTexts } from "./terminal-panel.js";
import { TerminalStatus } from "./terminal-status.js";
import { TerminalTab } from "./terminal.js";

const words = JSON.parse(document.getElementById("lab-words")?.textContent ?? "{}");
const root = /** @type {HTMLElement} */ (document.querySelector("[data-visit]"));
const session = root.dataset.session ?? "";
const state = () => /** @type {HTMLElement} */ (document.getElementById("visit-state"));
const smallest = 8; // px of the letters; what doesn't fit then is scrolled

class VisitTerminal extends TerminalTab {
  /** Not the room there is but the learner's size counts: the letters shrink until it fits. */
  fit() {
    if (this.disposed || !this.place.clientWidth) return;
    const shown = this.place.querySelector(".xterm-screen")?.clientWidth ?? 0;
    const now = this.term.options.fontSize ?? look.size;
    if (!shown) return;
    const fitting = Math.floor((now * (this.place.clientWidth - 24)) / shown);
    const size = Math.max(smallest, Math.min(look.size, fitting));
    if (size !== now) this.term.options.fontSize = size;
  }

  /** @param {{type: string, cols?: number, rows?: number, mode?: string}} frame */
  told(frame) {
    if (frame.type === "size") {
      this.term.resize(frame.cols ?? 80, frame.rows ?? 24);
      requestAnimationFrame(() => this.fit());
    } else if (frame.type === "mode") {
      this.watching = frame.mode !== "type";
      this.term.options.disableStdin = this.watching;
      this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
    } else {
      super.told(frame);
    }
  }

  /** @param {string} data */
  receive(data) {
    if (!this.watching) super.receive(data);
  }
}

/** The terminals of one machine: those that the learner has open. */
class VisitTabs {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.machine = section.dataset.machine ?? "";
    this.list = /** @type {HTMLElement} */ (section.querySelector("[role=tablist]"));
    this.panels = /** @type {HTMLElement} */ (section.querySelector("[data-panels]"));
    /** @type {Map<number, {tab: HTMLElement, panel: HTMLElement, terminal: VisitTerminal, status: TerminalStatus}>} */
    this.tabs = new Map();
    this.active = 1;
    this.list.addEventListener("keydown", (event) => this.keyboard(event));
    this.open(1);
    this.select(1);
  }

  /** @param {number} number */
  open(number) {
    const name = words.tab.replace("%s", String(number));
    const { tab, panel, place } = tabAndPanel(this.machine, number, name);
    tab.addEventListener("click", () => this.select(number));
    this.list.append(tab);
    this.panels.append(panel);
    const path = `${sitePath}ws/terminal/${session}/${this.machine}/${number}/`;
    const terminal = new VisitTerminal(path, place, terminalTexts(words, this.machine, number));
    const status = new TerminalStatus(panel, words, () => terminal.socket.connect());
    /** @type {(name: string, then: (detail: any) => void) => void} */
    const on = (name, then) =>
      terminal.addEventListener(name, (event) => then(/** @type {CustomEvent} */ (event).detail));
    on("status", (detail) => {
      status.status(detail);
      if (detail.name === "closed") refresh("visit-state");
    });
    on("typing", (typing) => status.become(typing));
    on("leave", () => tab.focus());
    on("ended", (reason) => reason !== "exited" && refresh("visit-state"));
    on("frame", (frame) => {
      if (frame.type === "tabs") this.sync(frame.tabs);
      else if (frame.type === "mode" && frame.mode !== state().dataset.mode) refresh("visit-state");
    });
    this.tabs.set(number, { tab, panel, terminal, status });
  }

  /** @param {number[]} numbers that the learner has open; the console stays */
  sync(numbers) {
    for (const number of this.tabs.keys()) {
      if (number !== 1 && !numbers.includes(number)) this.drop(number);
    }
    for (const number of numbers) if (!this.tabs.has(number)) this.open(number);
    this.select(this.tabs.has(this.active) ? this.active : 1);
  }

  /** @param {number} number */
  drop(number) {
    const found = this.tabs.get(number);
    found?.terminal.dispose();
    found?.status.dispose();
    found?.tab.remove();
    found?.panel.remove();
    this.tabs.delete(number);
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
  }

  /** @param {KeyboardEvent} event arrows, Home and End on the tabs */
  keyboard(event) {
    const order = [...this.tabs.keys()];
    const at = order.indexOf(this.active);
    const goal = {
      ArrowLeft: order[(at - 1 + order.length) % order.length],
      ArrowRight: order[(at + 1) % order.length],
      Home: order[0],
      End: order[order.length - 1],
    }[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    this.select(goal);
    this.tabs.get(goal)?.tab.focus();
  }

  /** @param {string} text why there is nothing to see any more */
  end(text) {
    for (const { terminal, status } of this.tabs.values()) {
      terminal.socket.dispose();
      terminal.term.reset();
      status.cover(text);
    }
  }
}

const machines = [];
for (const section of document.querySelectorAll("section[data-machine]")) {
  machines.push(new VisitTabs(/** @type {HTMLElement} */ (section)));
}

let over = false;
document.addEventListener("htmx:afterSettle", () => {
  const text = state().dataset.over ?? "";
  if (!text || over) return;
  over = true;
  for (const tabs of machines) tabs.end(text);
});
