// The lab's window: its text and its machines, shared out by lab-layout.js as the window, the letters
// and the reader want it. What the reader chose is remembered by this browser.

import { letterSizes, plan } from "./lab-layout.js";
import { Reading } from "./lab-steady.js";
import { Separator } from "./lab-separator.js";
import { browserMemory } from "./storage.js";
import { cellOf } from "./terminal-cell.js";
import { look } from "./terminal-look.js";

const arrangements = ["auto", "columns", "rows", "one"];
/** As lab-workspace.css and lab-terminals.css have it, in rem: what stands around the letters. */
const around = {
  separator: 0.625,
  switch: 2.25, // where one machine is shown at a time
  frame: { width: 1.125, height: 3.5 }, // border, bar and gap of a machine
  inset: { width: 2.125, height: 0.75 }, // padding and scroll bar of a terminal
};

export class Workspace {
  /**
   * @param {HTMLElement} root
   * @param {import("./lab-tabs.js").MachineTabs[]} machines
   * @param {(text: string) => void} say
   * @param {Record<string, string>} words
   */
  constructor(root, machines, say, words) {
    this.root = root;
    this.machines = machines;
    this.say = say;
    this.words = words;
    this.reading = new Reading(/** @type {HTMLElement} */ (root.querySelector("#lab-text")));
    this.foot = /** @type {HTMLElement} */ (root.querySelector(".terminal-tools"));
    this.select = /** @type {HTMLSelectElement | null} */ (root.querySelector("[data-arrange]"));
    this.folder = /** @type {HTMLElement} */ (root.querySelector("[data-fold-text]"));
    this.folded = browserMemory.get("lab-text-folded") === "yes";
    const arranged = browserMemory.get("lab-arrangement") ?? "";
    this.arrangement = arrangements.includes(arranged) ? arranged : "auto";
    this.shown = machines[0]; // the one that is seen where there is room for one
    /** @type {import("./lab-tabs.js").MachineTabs | null} */
    this.alone = null;
    this.refused = false; // it was said that there is no room for what was asked
    this.separator = new Separator(
      /** @type {HTMLElement} */ (root.querySelector("[data-separator]")),
      root,
      () => this.arrange(),
    );
    this.listen();
    this.pane("text");
  }

  listen() {
    const { root, machines } = this;
    new ResizeObserver(() => this.arrange()).observe(root);
    new ResizeObserver(() => this.arrange()).observe(this.foot);
    look.addEventListener("chosen", () => this.arrange());
    this.folder.addEventListener("click", () => this.fold(!this.isFolded));
    this.select?.addEventListener("change", () => {
      this.arrangement = this.select?.value ?? "auto";
      browserMemory.set("lab-arrangement", this.arrangement);
      this.alone = null;
      this.arrange({ asked: true });
    });
    for (const machine of machines) {
      machine.root.addEventListener("focusin", () => (this.shown = machine));
      machine.root.querySelector("[data-alone]")?.addEventListener("click", () => {
        this.alone = this.alone === machine ? null : machine;
        this.show(machine);
        machine.current?.focus();
      });
      machine.root.querySelector("[data-split]")?.addEventListener("click", () => {
        machine.split(!machine.isSplit);
        this.arrange({ asked: machine.isSplit });
        machine.current?.focus();
      });
    }
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (
      root.querySelectorAll("[data-show-machine]")
    )) {
      button.addEventListener("click", () => {
        const machine = machines.find((each) => each.machine === button.dataset.showMachine);
        if (!machine) return;
        this.show(machine);
        machine.current?.focus();
      });
    }
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-show-pane]"))) {
      button.addEventListener("click", () => this.pane(button.dataset.showPane ?? ""));
    }
  }

  get isFolded() {
    return this.folded || this.alone !== null;
  }

  /** @param {boolean} folded the text is put away */
  fold(folded) {
    this.folded = folded;
    this.alone = null;
    browserMemory.set("lab-text-folded", folded ? "yes" : "no");
    this.arrange();
  }

  /** @param {string} name of what is shown where there is room for the text or the machines */
  pane(name) {
    this.root.dataset.pane = name;
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (
      this.root.querySelectorAll("[data-show-pane]")
    )) {
      button.setAttribute("aria-pressed", String(button.dataset.showPane === name));
    }
    this.arrange();
  }

  /** @param {import("./lab-tabs.js").MachineTabs} machine comes into sight */
  show(machine) {
    this.shown = machine;
    if (this.alone && this.alone !== machine) this.alone = machine;
    this.pane("machines");
  }

  /** @returns {import("./lab-layout.js").Space} */
  space() {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const px = (/** @type {{width: number, height: number}} */ { width, height }) => ({
      width: width * rem,
      height: height * rem,
    });
    return {
      width: this.root.clientWidth,
      height: this.root.clientHeight,
      separator: around.separator * rem,
      switch: around.switch * rem,
      foot: this.foot.offsetHeight || 2.25 * rem,
      frame: px(around.frame),
      inset: px(around.inset),
      cell: cellOf,
    };
  }

  /** @param {{asked?: boolean}} [how] asked: it is said where there is no room for it */
  arrange({ asked = false } = {}) {
    const { alone, machines, root, separator } = this;
    const keep = this.reading.hold();
    const seen = alone ? [alone] : machines;
    const found = plan(this.space(), {
      terminals: seen.map((machine) => (machine.isSplit ? 2 : 1)),
      arrangement: alone ? "one" : this.arrangement,
      folded: this.isFolded,
      letters: look.chosen ? [look.chosen] : letterSizes,
      share: separator.share(root.dataset.mode ?? ""),
    });
    Object.assign(root.dataset, { mode: found.mode, halves: found.split });
    root.classList.toggle("folded", this.isFolded);
    root.classList.toggle("one", found.one || alone !== null);
    root.style.setProperty("--columns", String(found.columns));
    root.style.setProperty("--rows", String(found.rows));
    root.style.setProperty("--text-room", `${found.text}px`);
    separator.place(found);
    look.suggest(found.letters);
    this.mark(found.split !== "none");
    keep();
    if (asked && !found.granted) this.say(this.words.noRoom);
  }

  /** @param {boolean} split whether two terminals of a machine can be seen */
  mark(split) {
    this.folder.setAttribute("aria-expanded", String(!this.isFolded));
    if (this.select) this.select.value = this.arrangement;
    for (const machine of this.machines) {
      const { root } = machine;
      root.classList.toggle("shown", machine === (this.alone ?? this.shown));
      root.querySelector("[data-alone]")?.setAttribute("aria-pressed", String(machine === this.alone));
      root.querySelector("[data-split]")?.setAttribute("aria-pressed", String(machine.isSplit));
      machine.halve(split);
    }
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (
      this.root.querySelectorAll("[data-show-machine]")
    )) {
      const pressed = button.dataset.showMachine === this.shown.machine;
      button.setAttribute("aria-pressed", String(pressed));
    }
  }
}
