// How terminals look, as the reader chose it: size of the letters, theme, screen reader mode, screens
// as text. It is remembered by this browser, and the same for all terminals.

import { isDark } from "./base.js";
import { browserMemory } from "./storage.js";
import { palettes } from "./terminal-theme.js";

const sizes = [10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32];
const themes = ["page", "light", "dark", "contrast"];
const moreContrast = matchMedia("(prefers-contrast: more)");

/** Events: "change"; "chosen": the reader has chosen the size of the letters, before it changes. */
class Look extends EventTarget {
  constructor() {
    super();
    const size = Number(browserMemory.get("terminal-font-size"));
    /** What the reader chose, 0 for nothing: then it is as the page finds room for. */
    this.chosen = sizes.includes(size) ? size : 0;
    this.suggested = 14;
    const theme = browserMemory.get("terminal-theme") ?? "";
    this.theme = themes.includes(theme) ? theme : "page";
    this.reader = browserMemory.get("terminal-screen-reader") === "yes";
    /** Whether screens are shown as text too. */
    this.text = browserMemory.get("terminal-text") === "yes";
    const tell = () => this.dispatchEvent(new CustomEvent("change"));
    document.addEventListener("themechange", tell);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
    moreContrast.addEventListener("change", tell);
  }

  get size() {
    return this.chosen || this.suggested;
  }

  /** @param {number} size for who has not chosen one */
  suggest(size) {
    if (size === this.suggested) return;
    const before = this.size;
    this.suggested = size;
    if (this.size !== before) this.dispatchEvent(new CustomEvent("change"));
  }

  get palette() {
    const dark = this.theme === "page" ? isDark() : this.theme !== "light";
    const strong = this.theme === "contrast" || (this.theme === "page" && moreContrast.matches);
    if (strong) return dark ? palettes.contrastDark : palettes.contrastLight;
    return dark ? palettes.dark : palettes.light;
  }

  /** What xterm.js is told. */
  get options() {
    return {
      fontSize: this.size,
      minimumContrastRatio: this.palette.contrast,
      screenReaderMode: this.reader,
      theme: this.palette.theme,
    };
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  remember(name, value) {
    browserMemory.set(`terminal-${name}`, value);
    this.dispatchEvent(new CustomEvent("change"));
  }

  /** @param {boolean} shown */
  textShow(shown) {
    if (shown === this.text) return;
    this.text = shown;
    this.remember("text", shown ? "yes" : "no");
  }

  /** @param {number} steps */
  resize(steps) {
    const at = sizes.indexOf(this.size) + steps;
    this.chosen = sizes[Math.max(0, Math.min(sizes.length - 1, at))];
    this.dispatchEvent(new CustomEvent("chosen"));
    this.remember("font-size", String(this.chosen));
  }
}

export const look = new Look();

/** @param {ParentNode} root where the controls are; those that are missing are not asked for */
export function lookControls(root) {
  const smaller = /** @type {HTMLButtonElement | null} */ (root.querySelector("[data-font-smaller]"));
  const larger = /** @type {HTMLButtonElement | null} */ (root.querySelector("[data-font-larger]"));
  const size = root.querySelector("[data-font-size]");
  const theme = /** @type {HTMLSelectElement | null} */ (root.querySelector("[data-terminal-theme]"));
  const reader = /** @type {HTMLInputElement | null} */ (root.querySelector("[data-screen-reader]"));
  smaller?.addEventListener("click", () => look.resize(-1));
  larger?.addEventListener("click", () => look.resize(1));
  theme?.addEventListener("change", () => {
    look.theme = theme.value;
    look.remember("theme", theme.value);
  });
  reader?.addEventListener("change", () => {
    look.reader = reader.checked;
    look.remember("screen-reader", reader.checked ? "yes" : "no");
  });
  const text = /** @type {HTMLInputElement | null} */ (root.querySelector("[data-text-view]"));
  text?.addEventListener("change", () => look.textShow(text.checked));
  const show = () => {
    // A disabled button would lose the focus of who presses it.
    smaller?.setAttribute("aria-disabled", String(look.size === sizes[0]));
    larger?.setAttribute("aria-disabled", String(look.size === sizes[sizes.length - 1]));
    if (size && size.textContent !== String(look.size)) size.textContent = String(look.size);
    if (theme) theme.value = look.theme;
    if (reader) reader.checked = look.reader;
    if (text) text.checked = look.text;
    for (const each of document.querySelectorAll("[data-terminals]")) {
      /** @type {HTMLElement} */ (each).dataset.look = look.palette.name;
    }
  };
  look.addEventListener("change", show);
  show();
}
