// The Ctrl key of the page, for who types on glass: it is held until the next key is there.

class Hold extends EventTarget {
  held = false;

  /** @param {boolean} held */
  turn(held) {
    if (held === this.held) return;
    this.held = held;
    this.dispatchEvent(new CustomEvent("change"));
  }

  /**
   * What is sent for what was typed: while Ctrl is held, its first letter as Ctrl and that letter.
   * @param {string} data
   */
  take(data) {
    if (!this.held || !data) return data;
    this.turn(false);
    return control(data[0]) + data.slice(1);
  }
}

/** @param {string} letter @returns {string} Ctrl and the letter; the letter where there is none */
function control(letter) {
  if (letter === " ") return "\0";
  return /^[@-_a-z]$/.test(letter) ? String.fromCharCode(letter.charCodeAt(0) & 0x1f) : letter;
}

export const hold = new Hold();
