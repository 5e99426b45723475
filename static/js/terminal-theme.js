// The terminal's colours. xterm.js raises what still lacks contrast, up to each palette's `contrast`.

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

const contrastDark = {
  ...dark, background: "#000000", foreground: "#ffffff", cursor: "#ffff00", cursorAccent: "#000000",
  selectionBackground: "#ffffff", selectionForeground: "#000000",
};

const contrastLight = {
  ...light, background: "#ffffff", foreground: "#000000", cursor: "#000000", cursorAccent: "#ffffff",
  selectionBackground: "#000000", selectionForeground: "#ffffff",
};

/**
 * `found` are the colours of what a search found, as the search addon wants them.
 * @param {string} name
 * @param {import("@xterm/xterm").ITheme} theme
 * @param {number} contrast
 * @param {[string, string, string]} found background, that of the current one, border
 */
function palette(name, theme, contrast, [background, current, border]) {
  const found = {
    matchBackground: background, matchBorder: border, matchOverviewRuler: border,
    activeMatchBackground: current, activeMatchBorder: border,
    activeMatchColorOverviewRuler: border,
  };
  return { name, theme, contrast, found };
}

export const palettes = {
  dark: palette("dark", dark, 4.5, ["#4a3b12", "#7a5c00", "#f0c36c"]),
  light: palette("light", light, 4.5, ["#fdf3de", "#f5d06f", "#8a5300"]),
  contrastDark: palette("contrast-dark", contrastDark, 7, ["#333300", "#5c5c00", "#ffff00"]),
  contrastLight: palette("contrast-light", contrastLight, 7, ["#ffffcc", "#ffff66", "#000000"]),
};
