// A lab that is shown beside a lesson: what leads to another page leads there in the whole window,
// and the task that the claim is about stays in view when the terminals come.

document.addEventListener(
  "click",
  (event) => {
    const link = /** @type {HTMLAnchorElement | null} */ (
      /** @type {Element} */ (event.target).closest?.("a[href]")
    );
    if (link && link.pathname !== location.pathname) link.target = "_parent";
  },
  true,
);

const wait = 300; // ms until the terminals have taken their place

/** The way to the machines comes before the task, as long as there are none. */
function begin() {
  if (document.body.dataset.lab !== "ready") scrollTo(0, 0);
}

addEventListener("load", () => requestAnimationFrame(begin));
addEventListener("hashchange", () => requestAnimationFrame(begin));

let shown = document.body.dataset.lab;

function task() {
  const name = decodeURIComponent(location.hash.slice(1));
  if (name) document.getElementById(name)?.scrollIntoView({ block: "start" });
}

document.addEventListener("htmx:afterSettle", () => {
  if (document.body.dataset.lab === shown) return;
  shown = document.body.dataset.lab;
  if (shown === "ready") setTimeout(task, wait);
});
