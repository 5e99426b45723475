// A button on every block of code that copies it; on a transcript, its commands alone.

import { makeRoom } from "./code-room.js";

const words = document.documentElement.lang.startsWith("es")
  ? { copy: "Copiar", copied: "Copiado", failed: "No se pudo copiar" }
  : { copy: "Copy", copied: "Copied", failed: "Could not copy" };

for (const block of document.querySelectorAll("[data-copy]")) {
  const buttons = block.querySelector(".code-buttons") ?? block.appendChild(buttonRow());
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.copy;
  button.addEventListener("click", () => copy(block, button));
  buttons.append(button);
}
makeRoom(document.querySelectorAll("[data-copy]"));

function buttonRow() {
  const row = document.createElement("div");
  row.className = "code-buttons";
  return row;
}

/** @param {HTMLElement} block @param {HTMLButtonElement} button */
async function copy(block, button) {
  const text = block.dataset.copy || block.querySelector("code").textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = words.copied;
  } catch {
    button.textContent = words.failed;
  }
  setTimeout(() => (button.textContent = words.copy), 2000);
}
