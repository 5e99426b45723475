// Copy and paste: what goes to the clipboard, and what comes from it as text. What of it may go into
// a shell: terminal-paste.js.

/** Control characters but tab and line ends: pasted, they would press keys, or end the brackets. */
const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/** @param {string} text */
export function pasteable(text) {
  return text.replace(/\r\n?/g, "\n").replace(control, "");
}

/**
 * @param {string} text
 * @returns {number} of lines, an end of line at its end not counted as one more
 */
export function linesOf(text) {
  return text.replace(/\n$/, "").split("\n").length;
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it is in the clipboard
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text);
  }
}

/**
 * Pages that came over plain http have no navigator.clipboard.
 * @param {string} text
 */
function copyByHand(text) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const area = document.createElement("textarea");
  area.className = "visually-hidden";
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  before?.focus();
  return copied;
}

/** @returns {Promise<string | null>} null where the browser doesn't let the page read it */
export async function clipboardText() {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return null;
  }
}
