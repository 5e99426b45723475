// One keystroke to all machines of the lab: what is typed or pasted into one of their terminals goes
// to the others too, and once all are quiet, the lines that differ are marked.

import { linesDiffering } from "./line-diff.js";
import { pasteWay } from "./terminal-paste.js";

const quiet = 400; // ms without output, after which the screens are compared

/** Event: "turned". */
export class Twins extends EventTarget {
  /**
   * @param {import("./lab-tabs.js").MachineTabs[]} machines
   * @param {ParentNode} root where the switch and its status are
   * @param {Record<string, string>} words
   */
  constructor(machines, root, words) {
    super();
    this.machines = machines;
    this.words = words;
    this.box = /** @type {HTMLInputElement | null} */ (root.querySelector("[data-twins]"));
    this.said = /** @type {HTMLElement | null} */ (root.querySelector("[data-twins-differ]"));
    this.place = /** @type {HTMLElement | null} */ (document.querySelector("[data-terminals]"));
    if (!this.box) return;
    this.box.checked = false; // a browser may remember it, and a learner not
    this.box.addEventListener("change", () => this.turn());
    for (const machine of machines) {
      machine.addEventListener("typed", (event) => this.typed(machine, event));
      machine.addEventListener("pasted", (event) => this.pasted(event));
      machine.addEventListener("screen", () => this.changed(machine));
    }
  }

  get on() {
    return Boolean(this.box?.checked);
  }

  turn() {
    this.place?.classList.toggle("twins", this.on);
    this.dispatchEvent(new CustomEvent("turned"));
    for (const machine of this.machines) mark(machine, []);
    this.say("");
    if (this.on) this.compare();
    else clearTimeout(this.waiting);
  }

  /**
   * @param {import("./lab-tabs.js").MachineTabs} machine where it was typed
   * @param {Event} event
   */
  typed(machine, event) {
    if (!this.on) return;
    const data = /** @type {CustomEvent<string>} */ (event).detail;
    for (const each of this.machines) if (each !== machine) each.current?.receiveKey(data);
    if (data.includes("\r")) this.say(""); // the next count is news, also if it is the same
  }

  /** @param {Event} event */
  async pasted(event) {
    if (!this.on) return;
    event.preventDefault();
    const text = /** @type {CustomEvent<string>} */ (event).detail;
    const terminals = this.machines.flatMap((each) => (each.current ? [each.current] : []));
    const way = await pasteWay(text, terminals);
    for (const terminal of terminals) {
      if (way === "file") terminal.dispatchEvent(new CustomEvent("file", { detail: text }));
      else if (way === "paste") terminal.insert(text);
    }
  }

  /** @param {import("./lab-tabs.js").MachineTabs} machine */
  changed(machine) {
    if (!this.on) return;
    if (machine.current && machine.current.term.buffer.active.viewportY !== machine.markedAt) {
      mark(machine, []); // they would stand at other lines
    }
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.compare(), quiet);
  }

  /** Every machine with the first one; the first one with all others. */
  compare() {
    const shown = this.machines.map((machine) => machine.current?.shown() ?? []);
    const differing = shown.map(() => /** @type {Set<number>} */ (new Set()));
    for (let other = 1; other < shown.length; other += 1) {
      const texts = [shown[0], shown[other]].map((lines) => lines.map(({ text }) => text));
      const { left, right } = linesDiffering(texts[0], texts[1]);
      for (const index of left) differing[0].add(index);
      for (const index of right) differing[other].add(index);
    }
    for (const [at, machine] of this.machines.entries()) {
      mark(machine, [...differing[at]].map((index) => shown[at][index]));
    }
    const count = Math.max(...differing.map((each) => each.size));
    const { alike, differ, differMany } = this.words;
    this.say(count === 0 ? alike : count === 1 ? differ : differMany.replace("%s", String(count)));
  }

  /** @param {string} text */
  say(text) {
    if (this.said && this.said.textContent !== text) this.said.textContent = text;
  }
}

/**
 * Draws marks over the rows of the machine's current terminal, in place of those that were there.
 * @param {import("./lab-tabs.js").MachineTabs} machine
 * @param {{from: number, to: number}[]} lines
 */
function mark(machine, lines) {
  for (const each of machine.root.querySelectorAll(".line-differs")) each.remove();
  const term = machine.current?.term;
  const screen = term?.element?.querySelector(".xterm-screen");
  if (!term || !screen) return;
  machine.markedAt = term.buffer.active.viewportY;
  const height = screen.clientHeight / term.rows;
  for (const { from, to } of lines) {
    const element = document.createElement("div");
    element.className = "line-differs";
    element.setAttribute("aria-hidden", "true"); // how many there are is said in words
    element.style.top = `${from * height}px`;
    element.style.height = `${(to - from) * height}px`;
    screen.append(element);
  }
}
