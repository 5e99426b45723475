// How large one character of a terminal is, as xterm.js will draw it: which is to be known before
// there is a terminal, since the window is shared out by it.

export const font = 'ui-monospace, "Cascadia Mono", "Liberation Mono", Menlo, Consolas, monospace';
export const lineHeight = 1.2; // less, and fonts whose underscore stands low lose it

const probes = 32; // letters, by which a fraction of a pixel counts

/** @type {Map<number, {width: number, height: number}>} by the size of the letters in px */
const known = new Map();

/** @param {number} size of the letters in px @returns {{width: number, height: number}} in px */
export function cellOf(size) {
  let cell = known.get(size);
  if (!cell) {
    cell = measured(size);
    known.set(size, cell);
  }
  return cell;
}

/** @param {number} size */
function measured(size) {
  const probe = document.createElement("span");
  probe.textContent = "W".repeat(probes);
  probe.setAttribute("aria-hidden", "true");
  Object.assign(probe.style, {
    position: "absolute", visibility: "hidden", whiteSpace: "pre", font: `${size}px / normal ${font}`,
    fontKerning: "none",
  });
  document.body.append(probe);
  const { width, height } = probe.getBoundingClientRect();
  probe.remove();
  return { width: width / probes, height: Math.floor(Math.ceil(height) * lineHeight) };
}
