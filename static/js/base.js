// What every page does: the theme's switch, the CSRF token of htmx, the place kept on a language switch.

/** @returns {boolean} whether the page is dark now, by choice or by the system */
export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
    show();
    document.dispatchEvent(new CustomEvent("themechange", { detail: { theme } }));
  });
}

// The other language's page opens at the section that is being read: ids agree between languages.
for (const link of document.querySelectorAll("[data-keep-place]")) {
  link.addEventListener("click", () => {
    const bare = link.href.split("#")[0];
    link.href = bare + currentPlace();
  });
}

function currentPlace() {
  let place = "";
  for (const heading of document.querySelectorAll("main h2[id], main h3[id], main form[id]")) {
    if (heading.getBoundingClientRect().top > innerHeight / 3) break;
    place = "#" + heading.id;
  }
  return place;
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
