// Commands of the guide that a button types: each says into which machine, and does not type into a
// program that runs in that machine's foreground, unless it is pressed once more.

const noteFor = 12_000; // ms in which a refusal stands there, and another press means it

export class RunButtons {
  /**
   * @param {Map<string, import("./lab-tabs.js").MachineTabs>} machines
   * @param {import("./lab-twins.js").Twins} twins
   * @param {(machine: import("./lab-tabs.js").MachineTabs) => void} show brings it into sight
   * @param {Record<string, string>} words
   */
  constructor(machines, twins, show, words) {
    this.machines = machines;
    this.twins = twins;
    this.show = show;
    this.words = words;
    this.ready = false;
    /** @type {HTMLElement | null} */
    this.note = null;
    document.addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest?.(".run-button");
      const block = /** @type {HTMLElement | null} */ (button?.closest("[data-run]") ?? null);
      if (block) this.run(block);
    });
    twins.addEventListener("turned", () => this.label(this.ready));
  }

  /** @returns {NodeListOf<HTMLElement>} */
  get blocks() {
    return document.querySelectorAll("[data-run]");
  }

  /**
   * Gives every runnable block a button, which works while there is a terminal to type into.
   * @param {boolean} ready
   */
  label(ready) {
    this.ready = ready;
    for (const block of this.blocks) {
      let button = /** @type {HTMLButtonElement | null} */ (block.querySelector(".run-button"));
      if (!button) {
        button = document.createElement("button");
        button.type = "button";
        button.className = "run-button";
        block.append(button);
      }
      const text = this.name(block);
      if (button.textContent !== text) button.textContent = text;
      button.disabled = !ready;
      button.title = ready ? this.words.runTitle : this.words.runStart;
    }
  }

  /** @param {HTMLElement} block @returns {string} */
  name(block) {
    const { run, runIn, runInAll } = this.words;
    if (this.machines.size < 2) return run;
    const named = this.machines.get(block.dataset.machine ?? "");
    if (!named && this.twins.on) return runInAll;
    return runIn.replace("%s", (named ?? [...this.machines.values()][0]).machine);
  }

  /** @param {HTMLElement} block */
  run(block) {
    const named = this.machines.get(block.dataset.machine ?? "");
    const tabs = named ?? [...this.machines.values()][0];
    // A block that names its machine is meant for that one alone.
    const targets = named ? [named] : this.twins.on ? [...this.machines.values()] : [tabs];
    const sure = this.note?.parentElement === block;
    this.say(null, "");
    if (!tabs.current?.connected) {
      this.say(block, this.words.runStart);
      return;
    }
    const busy = targets.find((machine) => machine.current?.busy);
    if (busy && !sure) {
      this.say(block, this.words.busy.replace("%s", busy.machine));
      return;
    }
    const code = block.querySelector("pre")?.textContent ?? "";
    this.show(tabs);
    for (const machine of targets) machine.current?.run(code);
    tabs.current.focus();
  }

  /**
   * Stands over what follows the block, so that no line of the text moves.
   * @param {HTMLElement | null} block
   * @param {string} text
   */
  say(block, text) {
    clearTimeout(this.fading);
    this.note?.remove();
    this.note = null;
    if (!block) return;
    this.note = document.createElement("p");
    this.note.className = "run-note";
    this.note.setAttribute("role", "alert");
    this.note.textContent = text;
    block.append(this.note);
    this.fading = setTimeout(() => this.say(null, ""), noteFor);
  }
}
