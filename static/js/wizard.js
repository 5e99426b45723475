// What the wizard's pages do beyond links and forms: print, and keep the language switch in step.

/** Shows the print buttons: without scripts they could do nothing. */
function printButtonsShow() {
  for (const button of document.querySelectorAll("[data-wizard-print]")) button.hidden = false;
}

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-wizard-print]")) print();
});

// The answers are in the address, which htmx changes without loading a page: the links to the
// other languages follow it.
function languageLinksFollow() {
  const [, language, ...rest] = location.pathname.split("/");
  for (const link of document.querySelectorAll("a[data-keep-place]")) {
    const other = new URL(link.href).pathname.split("/")[1];
    if (other && other !== language) {
      link.href = ["", other, ...rest].join("/") + location.search;
    }
  }
}

for (const name of ["htmx:pushedIntoHistory", "htmx:historyRestore"]) {
  document.body.addEventListener(name, languageLinksFollow);
}
for (const name of ["htmx:load", "htmx:historyRestore"]) {
  document.body.addEventListener(name, printButtonsShow);
}
printButtonsShow();
