// Addresses in what a terminal shows: what a machine prints may say one address and lead to another,
// so that the reader sees whereto before a browser goes there.

import { WebLinksAddon } from "../xterm-addon-web-links/lib/addon-web-links.mjs";
import { dialogAsk } from "./dialog-ask.js";

/**
 * @param {string} address
 * @returns {URL | null} null for what is no page of the web: other schemes could act by themselves
 */
export function pageOf(address) {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null;
  }
}

/** @param {string} address shows it, with the way there and the way back */
export async function linkAsk(address) {
  const url = pageOf(address);
  const dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog[data-link]"));
  if (!url || !dialog) return;
  const [way, host, whole] = ["open", "host", "address"].map((name) =>
    /** @type {HTMLElement} */ (dialog.querySelector(`[data-link-${name}]`)),
  );
  host.textContent = url.host; // in ASCII, so that no letter passes for another
  whole.textContent = url.href;
  /** @type {HTMLAnchorElement} */ (way).href = url.href;
  way.onclick = () => dialog.close("open"); // while the browser opens it in another tab
  await dialogAsk(dialog);
}

/**
 * Makes addresses links, those that are written out and those under other words (OSC 8).
 * @param {import("../xterm/lib/xterm.mjs").Terminal} term
 */
export function linksFollow(term) {
  /** @type {(event: MouseEvent, address: string) => void} */
  const activate = (_, address) => void linkAsk(address);
  term.loadAddon(new WebLinksAddon(activate));
  term.options.linkHandler = { activate };
}
