// What becomes of pasted text: what a shell brackets goes in as it is; before a program that may carry
// out each line as it comes, or that would be given less than was pasted, the reader is asked.

import { dialogAsk } from "./dialog-ask.js";
import { linesOf } from "./terminal-clipboard.js";

/** Bytes of one line that a terminal keeps for a program that reads lines: N_TTY_BUF_SIZE of Linux,
 * less the end of the line. What is longer is cut without a word. */
export const lineMost = 4095;

const encoder = new TextEncoder();

/**
 * @param {string} text
 * @returns {number} bytes of its longest line
 */
export function lineLongest(text) {
  return Math.max(...text.split("\n").map((line) => encoder.encode(line).length));
}

/**
 * @param {string} text
 * @param {{eager: boolean, fullScreen: boolean}[]} terminals that it shall go into. `eager`: without
 * brackets; `fullScreen`: the program draws the screen itself, and so reads key by key
 * @returns {Promise<"paste" | "file" | "">} what shall be done; "": nothing
 */
export async function pasteWay(text, terminals) {
  const eager = terminals.filter((each) => each.eager);
  if (!eager.length) return "paste";
  const longest = lineLongest(text);
  const cut = longest > lineMost && eager.some((each) => !each.fullScreen);
  const dialog = /** @type {HTMLDialogElement | null} */ (
    document.querySelector(cut ? "dialog[data-paste-long]" : "dialog[data-paste]")
  );
  if (!dialog || (!cut && linesOf(text) < 2)) return "paste";
  /** @type {(name: string, value: string) => void} */
  const fill = (name, value) => {
    const place = dialog.querySelector(`[data-paste-${name}]`);
    if (place) place.textContent = value;
  };
  fill("lines", String(linesOf(text)));
  fill("bytes", longest.toLocaleString(document.documentElement.lang));
  fill("text", text);
  const answer = await dialogAsk(dialog);
  return answer === "paste" || answer === "file" ? answer : "";
}
