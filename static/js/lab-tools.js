// The tools under the terminals: keys that a touch keyboard lacks, copy and paste. They act on the
// terminal that was used last.

import { clipboardText, copyText } from "./terminal-clipboard.js";
import { hold } from "./terminal-hold.js";

/** What the keys of the page send. @type {Record<string, string>} */
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

const saidFor = 8000; // ms in which a message stays

/**
 * @param {ParentNode} root where the tools are
 * @param {() => import("./terminal.js").TerminalTab | undefined} current
 * @param {Record<string, string>} words
 * @returns {(text: string) => void} says something beside the tools, to eyes and ears
 */
export function labTools(root, current, words) {
  const place = /** @type {HTMLElement} */ (root.querySelector("[data-terminal-said]"));
  let fading = 0;
  /** @param {string} text */
  const say = (text) => {
    clearTimeout(fading);
    place.textContent = text;
    fading = setTimeout(() => (place.textContent = ""), saidFor);
  };
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-send]"))) {
    button.addEventListener("click", () => {
      hold.turn(false);
      current()?.press(keys[button.dataset.send ?? ""] ?? "");
      current()?.focus();
    });
  }
  const ctrl = root.querySelector("[data-hold-control]");
  ctrl?.addEventListener("click", () => {
    hold.turn(!hold.held);
    current()?.focus();
  });
  hold.addEventListener("change", () => ctrl?.setAttribute("aria-pressed", String(hold.held)));
  root.querySelector("[data-copy-terminal]")?.addEventListener("click", async () => {
    const terminal = current();
    if (!terminal) return;
    // Fingers can't select in a terminal: without a selection, all that is shown is copied.
    const selected = terminal.term.getSelection();
    const copied = await copyText(selected || terminal.shownLines().join("\n").trimEnd() + "\n");
    say(copied ? (selected ? words.copied : words.copiedScreen) : words.copyFailed);
  });
  root.querySelector("[data-paste-terminal]")?.addEventListener("click", async () => {
    const text = await clipboardText();
    if (text === null) say(words.pasteFailed);
    else await current()?.paste(text);
    current()?.focus();
  });
  const settings = /** @type {HTMLDetailsElement | null} */ (root.querySelector(".terminal-settings"));
  settings?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !settings.open) return;
    settings.open = false;
    settings.querySelector("summary")?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (settings?.open && !settings.contains(/** @type {Node} */ (event.target))) settings.open = false;
  });
  return say;
}
