// The terminal's colours, in step with the page's theme. xterm.js raises what still lacks contrast.

import { isDark } from "./base.js";

const dark = {
  background: "#14181f", foreground: "#e3e7ed", cursor: "#8ab6f2", cursorAccent: "#14181f",
  selectionBackground: "#35507a",
  black: "#2a313c", red: "#ff9a90", green: "#7fd39a", yellow: "#f0c36c",
  blue: "#8ab6f2", magenta: "#bfa3f5", cyan: "#5cc9be", white: "#d5dae1",
  brightBlack: "#8792a2", brightRed: "#ffb8b1", brightGreen: "#a4e3b8", brightYellow: "#f6d899",
  brightBlue: "#b3cff7", brightMagenta: "#d6c5f9", brightCyan: "#94ded6", brightWhite: "#ffffff",
};

const light = {
  background: "#ffffff", foreground: "#1c2430", cursor: "#1d4f91", cursorAccent: "#ffffff",
  selectionBackground: "#bcd3f2",
  black: "#1c2430", red: "#b3261e", green: "#1a6b36", yellow: "#8a5300",
  blue: "#1d4f91", magenta: "#6d3fc0", cyan: "#0f6b64", white: "#6b7686",
  brightBlack: "#546072", brightRed: "#c4322a", brightGreen: "#217a40", brightYellow: "#9a4a06",
  brightBlue: "#2860ac", brightMagenta: "#7d52cb", brightCyan: "#147a72", brightWhite: "#3a4350",
};

/** @returns {import("@xterm/xterm").ITheme} */
export function terminalTheme() {
  return isDark() ? dark : light;
}

/** @param {() => void} then called whenever the page's theme changes */
export function onThemeChange(then) {
  document.addEventListener("themechange", then);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", then);
}
