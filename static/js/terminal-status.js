// What stands over a terminal that can't be used as it is: connecting, lost, closed, ended; and what
// becomes of what is typed meanwhile.

const patience = 700; // ms in which a connection may be made without a word about it
const doubtFor = 10_000; // ms in which one reads that the last keys may be lost

export class TerminalStatus {
  /**
   * @param {HTMLElement} panel
   * @param {Record<string, string>} words
   * @param {() => void} retry connects now
   */
  constructor(panel, words, retry) {
    this.panel = panel;
    this.words = words;
    this.box = document.createElement("div");
    this.box.className = "terminal-status";
    this.text = document.createElement("p");
    this.text.setAttribute("role", "status");
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.textContent = words.retry;
    this.button.addEventListener("click", retry);
    this.box.append(this.text, this.button);
    panel.append(this.box);
    this.name = "open";
    this.code = 0;
    this.typing = "sent";
    this.doubt = false;
    this.fixed = "";
    this.status({ name: "connecting", attempts: 0 });
  }

  /** @param {{name: string, code?: number, attempts: number}} status */
  status({ name, code, attempts }) {
    this.panel.dataset.status = name;
    clearTimeout(this.waiting);
    this.code = code ?? 0;
    if (name === "connecting") {
      // The reader hears of a first connection that takes its time, and goes on reading that a
      // lost one is being made again.
      this.waiting = setTimeout(() => {
        if (attempts === 0) this.name = name;
        this.show();
      }, patience);
      if (attempts === 0) this.name = "open";
    } else {
      this.name = name;
    }
    this.show();
  }

  /** @param {string} typing see TerminalSocket */
  become(typing) {
    this.typing = typing;
    this.show();
  }

  /** The connection was lost, and perhaps the last that was typed. */
  doubtful() {
    this.doubt = true;
    clearTimeout(this.doubting);
    this.doubting = setTimeout(() => {
      this.doubt = false;
      this.show();
    }, doubtFor);
    this.show();
  }

  /** @param {string} text why nothing can be typed here any more */
  cover(text) {
    this.fixed = text;
    this.show();
  }

  show() {
    const text = this.fixed || this.state();
    if (this.text.textContent !== text) this.text.textContent = text;
    this.button.hidden = this.fixed !== "" || this.name !== "lost";
    this.box.hidden = text === "";
    this.panel.classList.toggle("covered", this.fixed !== "" || !["open", "connecting"].includes(this.name));
  }

  state() {
    const { words } = this;
    if (this.name === "closed") {
      return this.code === 4410 ? "" : (words[`closed${this.code}`] ?? words.closed);
    }
    const state = { connecting: words.connecting, lost: words.lost }[this.name];
    const typing = state && { kept: words.kept, refused: words.refused }[this.typing];
    return [state, typing, this.doubt && words.doubtful].filter(Boolean).join(" ");
  }

  dispose() {
    clearTimeout(this.waiting);
    clearTimeout(this.doubting);
  }
}
