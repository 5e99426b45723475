// What every page does: the theme's switch, the place kept on a language switch, faults.

import "./definitions.js";
import "./press.js";
import { browserMemory } from "./storage.js";

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
    browserMemory.set("theme", theme);
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

// For whom the page was made: should the login have expired since, what is sent from here is not to
// become a guest's (virtlearn/people/access.py).
document.addEventListener("htmx:configRequest", (event) => {
  const signedIn = document.querySelector("[data-signed-in]");
  if (signedIn) /** @type {CustomEvent} */ (event).detail.headers["X-Signed-In"] = "yes";
});

// With an answer goes what it was given by: whether a question is harder on a touch screen is told
// by comparing answers, not by knowing devices. Nothing else about the browser is sent.
document.addEventListener(
  "submit",
  (event) => {
    const field = /** @type {Element} */ (event.target).querySelector("input[data-device]");
    if (!field) return;
    /** @type {HTMLInputElement} */ (field).value = matchMedia("(pointer: coarse)").matches
      ? "touch"
      : "desk";
  },
  true, // before htmx reads the form
);

// A button or a refresh that came to nothing says so, where messages stand, until one works again.
const messages = document.getElementById("messages");
let fault = /** @type {HTMLElement | null} */ (null);

/** @param {"unanswered" | "refused"} kind */
function faultShow(kind) {
  const text = messages?.dataset[kind];
  if (!text || fault?.isConnected) return;
  fault = document.createElement("p");
  fault.className = "message error unanswered";
  fault.append(text);
  if (kind === "refused") {
    const again = document.createElement("a");
    again.href = location.pathname + location.search; // without the place, which would load nothing
    again.textContent = messages.dataset.refusedAgain ?? "";
    fault.append(" ", again);
  }
  messages.append(fault);
}

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => faultShow("unanswered"));
}
document.addEventListener("htmx:responseError", (event) => {
  const { xhr, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  if (xhr.status >= 500) faultShow("unanswered");
  // News that are not there any more are no news; a button that does nothing has to say so.
  else if (requestConfig.verb !== "get") faultShow("refused");
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.successful) fault?.remove();
});
