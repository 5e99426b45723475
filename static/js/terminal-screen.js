// What a terminal shows, read from its buffer.

import { atPrompt } from "./shell-prompt.js";

/** @typedef {import("../xterm/lib/xterm.mjs").Terminal} Terminal */

/**
 * @param {Terminal} term
 * @returns {{text: string, from: number, to: number}[]} the lines that are seen, those that were
 * wrapped as one, with the rows of the screen they take
 */
export function shownLines({ buffer: { active }, rows }) {
  const lines = [];
  for (let row = 0; row < rows; row += 1) {
    const line = active.getLine(active.viewportY + row);
    const last = lines[lines.length - 1];
    if (line?.isWrapped && last) {
      last.text += line.translateToString();
      last.to = row + 1;
    } else {
      lines.push({ text: line?.translateToString() ?? "", from: row, to: row + 1 });
    }
  }
  for (const line of lines) line.text = line.text.trimEnd();
  return lines;
}

/**
 * @param {Terminal} term
 * @returns {{rows: string[], cursor: number}} the rows that are seen, and which of them has the
 * cursor: -1 where that has been scrolled away
 */
export function screenRows({ buffer: { active }, rows: count }) {
  const rows = Array.from({ length: count }, (_, row) =>
    (active.getLine(active.viewportY + row)?.translateToString(true) ?? "").trimEnd(),
  );
  const cursor = active.baseY + active.cursorY - active.viewportY;
  return { rows, cursor: cursor < count ? cursor : -1 };
}

/**
 * @param {Terminal} term
 * @returns {boolean} whether a program runs in the foreground, so that no shell reads what is typed
 */
export function isBusy({ buffer: { active }, modes }) {
  if (active.type === "alternate") return true;
  if (modes.bracketedPasteMode) return false; // a line editor waits
  let row = active.baseY + active.cursorY;
  while (row > 0 && active.getLine(row)?.isWrapped) row -= 1;
  return !atPrompt(active.getLine(row)?.translateToString(true) ?? "");
}
