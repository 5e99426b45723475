// Runs before the first paint, so that neither a chosen theme flashes nor a page moves that is
// arranged otherwise where there are scripts. Without a choice of theme the system's decides (no
// data-theme attribute at all).
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  // A browser that keeps nothing has no choice to show.
}
document.documentElement.classList.add("scripted");
