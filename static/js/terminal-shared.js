// A terminal whose size others have a say in: the members of a group, each in a window of their own.

import { look } from "./terminal-look.js";

const smallest = 8; // px of the letters; what doesn't fit then is scrolled

/**
 * Tells what there is room for at the reader's own size of letters, and shrinks them until the size
 * that the terminal has now fits.
 * @param {{term: import("../xterm/lib/xterm.mjs").Terminal, wish: {cols: number, rows: number} | null, socket: {tell: (frame: object) => void}}} terminal
 * @param {{cols: number, rows: number}} size that there is room for as the letters are
 */
export function fitShared(terminal, { cols, rows }) {
  const { term } = terminal;
  const now = term.options.fontSize ?? look.size;
  const wish = { cols: Math.floor((cols * now) / look.size), rows: Math.floor((rows * now) / look.size) };
  if (wish.cols !== terminal.wish?.cols || wish.rows !== terminal.wish?.rows) {
    terminal.wish = wish;
    terminal.socket.tell({ type: "resize", ...wish });
  }
  const room = Math.min(wish.cols / term.cols, wish.rows / term.rows);
  const letters = Math.max(smallest, Math.min(look.size, Math.floor(look.size * room)));
  if (letters !== now) term.options.fontSize = letters;
}
