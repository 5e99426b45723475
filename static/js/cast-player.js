// Makes a player of a recorded terminal, in the page's colours.

import { readable } from "./cast.js";

/**
 * @param {string} recording in asciicast v2
 * @param {HTMLElement} place that the player fills
 * @param {"virtlearn-dark" | "virtlearn-light"} theme
 * @param {object} options of asciinema-player beside these
 * @returns {any} the player; its script has to be in the page
 */
export function playerMake(recording, place, theme, options) {
  place.replaceChildren();
  return AsciinemaPlayer.create({ data: readable(recording, paletteOf(theme, place)) }, place, {
    controls: false,
    fit: "both",
    preload: true,
    terminalFontFamily: "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace",
    theme,
    ...options,
  });
}

/**
 * @param {string} theme whose colours the style sheet has
 * @param {HTMLElement} place
 */
function paletteOf(theme, place) {
  const probe = document.createElement("div");
  probe.className = `asciinema-player-theme-${theme}`;
  place.append(probe);
  const style = getComputedStyle(probe);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(`--term-color-${name}`).trim();
  const palette = {
    foreground: colour("foreground"),
    background: colour("background"),
    colours: Array.from({ length: 16 }, (_each, number) => colour(String(number))),
  };
  probe.remove();
  return palette;
}
