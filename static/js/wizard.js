// What the wizard's pages do beyond links and forms: print, copy the link, show what a slider says,
// and keep the language switch in step.

import { copyText } from "./terminal-clipboard.js";

/** Shows the buttons that could do nothing without scripts. */
function buttonsShow() {
  for (const button of document.querySelectorAll("[data-wizard-print], [data-share]")) {
    button.hidden = false;
  }
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("[data-wizard-print]")) print();
  const share = event.target.closest("[data-share]");
  if (share) linkCopy(share);
});

/** Copies the address in the field that the button names, and says whether it did. */
async function linkCopy(button) {
  const label = button.textContent;
  const copied = await copyText(document.getElementById(button.dataset.share).value);
  button.textContent = copied ? button.dataset.copied : button.dataset.failed;
  setTimeout(() => (button.textContent = label), 2000);
}

// A slider's figure follows it at once; without scripts, the scale below it says where it stands.
document.addEventListener("input", (event) => {
  if (!(event.target instanceof HTMLInputElement) || event.target.type !== "range") return;
  const output = document.querySelector(`output[for="${CSS.escape(event.target.id)}"]`);
  if (output) output.value = event.target.value;
});

// A score in the table leads to its reason. Browsers open what a link leads into, though not yet all
// of them.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("a[href^='#score-']");
  const details = link && document.querySelector(link.hash)?.closest("details");
  if (details) details.open = true;
});

// The answers are in the address, which htmx changes without loading a page: the links to the
// other languages follow it.
function languageLinksFollow() {
  const here = location.pathname.split("/");
  for (const link of document.querySelectorAll("a[data-keep-place]")) {
    const there = new URL(link.href).pathname.split("/");
    const at = here.findIndex((part, index) => part !== there[index]); // the language
    if (link.hreflang && link.hreflang === there[at]) {
      link.href = [...there.slice(0, at + 1), ...here.slice(at + 1)].join("/") + location.search;
    }
  }
}

for (const name of ["htmx:pushedIntoHistory", "htmx:replacedInHistory", "htmx:historyRestore"]) {
  document.body.addEventListener(name, languageLinksFollow);
}
for (const name of ["htmx:load", "htmx:historyRestore"]) {
  document.body.addEventListener(name, buttonsShow);
}
buttonsShow();
