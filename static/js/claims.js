// Claims in a lesson: the lab of an experiment opens beside the text, and figures come into the text
// as they are measured.

const beside = /** @type {HTMLElement} */ (document.getElementById("beside"));
const frame = /** @type {HTMLIFrameElement} */ (beside.querySelector("iframe"));
const title = /** @type {HTMLElement} */ (beside.querySelector("[data-beside-title]"));
const whole = /** @type {HTMLAnchorElement} */ (beside.querySelector("[data-beside-page]"));
const close = /** @type {HTMLElement} */ (beside.querySelector("[data-beside-close]"));
const announcer = /** @type {HTMLElement} */ (document.querySelector("[data-claims-announce]"));

const every = 3000; // ms between two looks, while machines run

let opener = ""; // id of the experiment whose lab is open

document.addEventListener("click", (event) => {
  const link = /** @type {HTMLAnchorElement | null} */ (
    /** @type {Element} */ (event.target).closest?.("a[data-beside]")
  );
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
  if (!link || elsewhere || event.defaultPrevented) return;
  event.preventDefault();
  open(link);
});

/** @param {HTMLAnchorElement} link */
function open(link) {
  const wanted = new URL(link.dataset.beside ?? "", location.href);
  const shown = frame.src ? new URL(frame.src) : null;
  if (shown?.pathname === wanted.pathname && frame.contentWindow) {
    frame.contentWindow.location.hash = wanted.hash; // its terminals stay as they are
  } else {
    frame.src = wanted.href;
  }
  whole.href = link.href;
  opener = link.closest(".experiment")?.id ?? "";
  beside.hidden = false;
  document.body.classList.add("with-beside");
  document.getElementById(opener)?.scrollIntoView({ block: "nearest" });
  close.focus({ preventScroll: true });
  soon(every);
}

function shut() {
  beside.hidden = true;
  document.body.classList.remove("with-beside");
  /** @type {HTMLElement | null} */ (
    document.querySelector(`#${CSS.escape(opener)} a[data-beside]`)
  )?.focus();
}

close.addEventListener("click", shut);
beside.addEventListener("keydown", (event) => {
  if (event.key === "Escape") shut(); // in the frame, it is the terminal's
});

frame.addEventListener("load", () => {
  title.textContent = frame.contentDocument?.querySelector("h1")?.textContent?.trim() ?? "";
});

let timer = 0;

/** @param {number} wait in ms until the next look */
function soon(wait) {
  clearTimeout(timer);
  timer = setTimeout(look, wait);
}

const running = () => !beside.hidden || document.querySelector("[data-running]") !== null;

/**
 * Fetches experiments and figures, and puts in those that are not as they were.
 * @param {boolean} [once] whether to look though nothing is known to run
 */
async function look(once = false) {
  if (!once && !running()) return;
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(beside.dataset.figures ?? "", { headers: { "HX-Request": "true" } });
      if (answer.ok) put(await answer.text());
    } catch {
      // The site does not answer just now: the next look may.
    }
  }
  soon(every);
}

/** @param {string} html */
function put(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const fresh of /** @type {NodeListOf<HTMLElement>} */ (
    holder.content.querySelectorAll(".claim, .spoiler")
  )) {
    const old = document.getElementById(fresh.id);
    if (!old || hides(old) === hides(fresh)) continue;
    uncover(old, /** @type {HTMLElement} */ (fresh.cloneNode(true)));
  }
  for (const fresh of /** @type {NodeListOf<HTMLElement>} */ (
    holder.content.querySelectorAll(".experiment")
  )) {
    const old = document.getElementById(fresh.id);
    if (!old || old.dataset.version === fresh.dataset.version) continue;
    const arrived = fresh.querySelector(".compare") && !old.querySelector(".compare");
    const focused = old.contains(document.activeElement);
    old.replaceWith(fresh);
    htmx.process(fresh);
    if (arrived) announcer.textContent = announcer.dataset.arrived ?? "";
    if (focused) /** @type {HTMLElement | null} */ (fresh.querySelector("a[data-beside]"))?.focus();
  }
  for (const fresh of /** @type {NodeListOf<HTMLElement>} */ (
    holder.content.querySelectorAll("[data-measure]")
  )) {
    for (const old of document.querySelectorAll(`[data-measure="${fresh.dataset.measure}"]`)) {
      if (old.outerHTML !== fresh.outerHTML) old.replaceWith(fresh.cloneNode(true));
    }
  }
}

/** @param {HTMLElement} element */
const hides = (element) =>
  element.classList.contains("covered") || element.classList.contains("veiled");

/**
 * A figure has come, by which nothing stays covered: its experiment comes with the claim.
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
function uncover(old, fresh) {
  const focused = old.contains(document.activeElement);
  const arrived = fresh.querySelector(".compare") && !old.querySelector(".compare");
  old.replaceWith(fresh);
  htmx.process(fresh);
  if (arrived) announcer.textContent = announcer.dataset.arrived ?? "";
  if (focused) /** @type {HTMLElement | null} */ (fresh.querySelector("a[data-beside]"))?.focus();
}

// A claim stands in the course's own text, in which htmx does nothing by itself: a prediction would
// load the page anew, and what is typed in other places of it would be lost.
document.addEventListener("submit", (event) => {
  const form = /** @type {Element} */ (event.target).closest("form.predict-form");
  const claim = form?.closest(".claim");
  if (!form || !claim || event.defaultPrevented) return;
  event.preventDefault();
  const pressed = /** @type {HTMLButtonElement | null} */ (event.submitter);
  htmx.ajax("POST", form.getAttribute("action") ?? "", {
    source: form,
    target: claim,
    values: pressed?.name ? { [pressed.name]: pressed.value } : {},
    swap: "outerHTML settle:0s",
  });
});

document.addEventListener("visibilitychange", () => {
  // The lab may run in another tab, from which the reader comes back.
  if (document.visibilityState === "visible") look(true);
});
soon(every);
