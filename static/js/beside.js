// A lab that is shown beside a lesson: what leads to another page leads there in the whole window.

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
