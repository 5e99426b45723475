// Runs before the first paint, so that a chosen theme doesn't flash. Without a choice the
// system's decides (no data-theme attribute at all).
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  // A browser that keeps nothing has no choice to show.
}
