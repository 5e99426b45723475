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

const settling = 20_000; // ms in which all has found its place, also on a busy machine

/** The way to the machines comes before the task, where one stands above the other. */
function begin() {
  const lab = document.querySelector("[data-workspace]");
  if (document.body.dataset.lab !== "ready" && lab) lab.scrollTop = 0;
}

addEventListener("load", () => requestAnimationFrame(begin));
addEventListener("hashchange", () => requestAnimationFrame(begin));

let shown = document.body.dataset.lab;

function task() {
  const name = decodeURIComponent(location.hash.slice(1));
  if (name) document.getElementById(name)?.scrollIntoView({ block: "start" });
}

/** Whatever takes its place above the task, the task stays in view, until the reader moves. */
function stay() {
  const places = new ResizeObserver(task);
  const end = () => places.disconnect();
  for (const each of document.querySelectorAll("body, main, .terminal-panels")) places.observe(each);
  for (const name of ["pointerdown", "wheel", "keydown"]) {
    addEventListener(name, end, { capture: true, once: true });
  }
  setTimeout(end, settling);
}

document.addEventListener("htmx:afterSettle", () => {
  if (document.body.dataset.lab === shown) return;
  shown = document.body.dataset.lab;
  if (shown === "ready") stay();
});
