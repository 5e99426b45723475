// The bar between text and machines, which moves by pointer and keys: the ARIA pattern of a window
// splitter. Where it was moved to is remembered as a share of the window.

import { browserMemory } from "./storage.js";

const step = 24; // px that an arrow moves it

export class Separator {
  /**
   * @param {HTMLElement} bar
   * @param {HTMLElement} root of which the text takes a share
   * @param {() => void} moved
   */
  constructor(bar, root, moved) {
    this.bar = bar;
    this.root = root;
    this.moved = moved;
    this.beside = true;
    this.text = 0; // px
    this.room = { least: 0, most: 0 }; // px
    bar.addEventListener("pointerdown", (event) => this.grab(event));
    bar.addEventListener("pointermove", (event) => this.drag(event));
    bar.addEventListener("keydown", (event) => this.key(event));
    bar.addEventListener("dblclick", () => this.forget());
  }

  /** @param {string} mode @returns {number | null} the share that the reader gave the text */
  share(mode) {
    const share = Number(browserMemory.get(`lab-text-share-${mode}`) ?? "");
    return share > 0 && share < 1 ? share : null;
  }

  get mode() {
    return this.beside ? "beside" : "above";
  }

  /** @param {import("./lab-layout.js").Plan} plan as it stands now */
  place({ mode, text, textRoom }) {
    this.beside = mode !== "above";
    this.text = text;
    this.room = textRoom;
    const whole = this.whole || 1;
    const percent = (/** @type {number} */ px) => String(Math.round((100 * px) / whole));
    this.bar.setAttribute("aria-orientation", this.beside ? "vertical" : "horizontal");
    this.bar.setAttribute("aria-valuemin", percent(textRoom.least));
    this.bar.setAttribute("aria-valuemax", percent(textRoom.most));
    this.bar.setAttribute("aria-valuenow", percent(text));
  }

  get whole() {
    return this.beside ? this.root.clientWidth : this.root.clientHeight;
  }

  /** @param {number} text px */
  move(text) {
    const { least, most } = this.room;
    const wanted = Math.min(most, Math.max(least, text));
    browserMemory.set(`lab-text-share-${this.mode}`, String(wanted / this.whole));
    this.moved();
  }

  forget() {
    browserMemory.set(`lab-text-share-${this.mode}`, "");
    this.moved();
  }

  /** @param {PointerEvent} event */
  grab(event) {
    if (event.button !== 0) return;
    this.bar.setPointerCapture(event.pointerId); // also over a terminal
    event.preventDefault();
    this.bar.focus();
  }

  /** @param {PointerEvent} event */
  drag(event) {
    if (!this.bar.hasPointerCapture(event.pointerId)) return;
    const { left, top } = this.root.getBoundingClientRect();
    this.move(this.beside ? event.clientX - left : event.clientY - top);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { text, room } = this;
    const [less, more] = this.beside ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const goals = {
      [less]: text - step, [more]: text + step, Home: room.least, End: room.most,
    };
    if (event.key === "Enter") this.forget();
    else if (event.key in goals) this.move(goals[event.key]);
    else return;
    event.preventDefault();
  }
}
