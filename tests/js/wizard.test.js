import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { element, load, pageOf } from "./dom.js";

class FakeInput {
  constructor(values) {
    Object.assign(this, values);
  }
}

beforeEach(() => {
  globalThis.Element = EventTarget;
  globalThis.HTMLInputElement = FakeInput;
  globalThis.CSS = { escape: (text) => text };
  globalThis.print = () => (printed += 1);
  globalThis.location = { pathname: "/en/wizard/result/", search: "?a=1" };
  printed = 0;
});

let printed = 0;

test("the links to the other languages follow the answers, and the page's own stays", async () => {
  const link = (hreflang, href) => element("a", { href, hreflang, dataset: { keepPlace: "" } });
  const spanish = link("es", "https://x.example/es/wizard/?old=1");
  const english = link("en", "https://x.example/en/wizard/");
  const page = pageOf(spanish, english);
  await load("wizard.js");
  page.body.dispatchEvent(new Event("htmx:pushedIntoHistory"));
  assert.equal(spanish.href, "/es/wizard/result/?a=1");
  assert.equal(english.href, "https://x.example/en/wizard/");
});

test("the links to the other languages keep the path below which the site is reached", async () => {
  globalThis.location.pathname = "/learn/en/wizard/result/";
  const href = "https://x.example/learn/es/wizard/";
  const spanish = element("a", { href, hreflang: "es", dataset: { keepPlace: "" } });
  const page = pageOf(spanish);
  await load("wizard.js");
  page.body.dispatchEvent(new Event("htmx:pushedIntoHistory"));
  assert.equal(spanish.href, "/learn/es/wizard/result/?a=1");
});

test("print buttons are shown where they can do something, also those that come later", async () => {
  const button = element("button", { hidden: true, dataset: { wizardPrint: "" } });
  const page = pageOf(button);
  await load("wizard.js");
  assert.equal(button.hidden, false);
  const later = element("button", { hidden: true, dataset: { wizardPrint: "" } });
  page.append(later);
  page.body.dispatchEvent(new Event("htmx:load"));
  assert.equal(later.hidden, false);
});

test("the link is copied, and where that fails it says so", async () => {
  const field = element("input", { id: "share-url", value: "https://x.example/?a=1" });
  const button = element("button", {
    hidden: true,
    textContent: "Copy the link",
    dataset: { share: "share-url", copied: "Copied", failed: "Could not copy" },
  });
  const page = pageOf(field, button);
  page.getElementById = (id) => (id === "share-url" ? field : null);
  button.closest = (selector) => (selector === "[data-share]" ? button : null);
  let copied = "";
  const clipboard = { writeText: async (text) => (copied = text) };
  Object.defineProperty(globalThis, "navigator", { value: { clipboard }, configurable: true });
  await load("wizard.js");
  assert.equal(button.hidden, false);
  const click = new Event("click");
  Object.defineProperty(click, "target", { value: button });
  page.dispatchEvent(click);
  await new Promise(setImmediate);
  assert.equal(copied, field.value);
  assert.equal(button.textContent, "Copied");
});
