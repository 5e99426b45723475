import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { element, load, pageOf, storageForbid, storageGive } from "./dom.js";

let media;

beforeEach(() => {
  media = {};
  globalThis.matchMedia = (query) =>
    (media[query] ??= Object.assign(new EventTarget(), { matches: false }));
  globalThis.location = { pathname: "/en/" };
  pageOf();
});

test("what is remembered is given back, and what is not is null", async () => {
  storageGive("localStorage");
  const { browserMemory } = await load("storage.js");
  assert.equal(browserMemory.get("a"), null);
  browserMemory.set("a", "1");
  assert.equal(browserMemory.get("a"), "1");
});

test("the two memories are two", async () => {
  const [browser, tab] = [storageGive("localStorage"), storageGive("sessionStorage")];
  const { browserMemory, tabMemory } = await load("storage.js");
  browserMemory.set("a", "browser");
  tabMemory.set("a", "tab");
  assert.deepEqual([browser.getItem("a"), tab.getItem("a")], ["browser", "tab"]);
});

test("a browser that forbids it, or has no room, raises nothing", async () => {
  storageForbid("localStorage", "sessionStorage");
  const { browserMemory, tabMemory } = await load("storage.js");
  for (const memory of [browserMemory, tabMemory]) {
    memory.set("a", "1");
    assert.equal(memory.get("a"), null);
  }
  const full = storageGive("localStorage");
  full.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  browserMemory.set("a", "1");
});

test("terminals have their look where nothing can be remembered", async () => {
  storageForbid("localStorage");
  const { look } = await load("terminal-look.js");
  assert.deepEqual([look.size, look.theme, look.reader], [14, "page", false]);
  let told = 0;
  look.addEventListener("change", () => (told += 1));
  look.resize(1);
  assert.deepEqual([look.size, told], [15, 1]);
});

test("the theme's switch works where nothing can be remembered", async () => {
  storageForbid("localStorage");
  const button = element("button", { dataset: { themeSwitch: "" }, hidden: true });
  const page = pageOf(button);
  let told = "";
  page.addEventListener("themechange", (event) => (told = event.detail.theme));
  await load("base.js");
  button.dispatchEvent(new Event("click"));
  assert.deepEqual([page.dataset.theme, told], ["dark", "dark"]);
  assert.equal(button.getAttribute("aria-pressed"), "true");
});

test("a page is painted where nothing can be remembered", async () => {
  storageForbid("localStorage");
  const page = pageOf();
  await load("theme.js");
  assert.equal(page.dataset.theme, undefined);
});

for (const [kept, shown] of [["dark", "dark"], ["light", "light"], ["x", undefined], [null, undefined]]) {
  test(`a theme that was chosen is shown: ${kept}`, async () => {
    const storage = storageGive("localStorage");
    if (kept) storage.setItem("theme", kept);
    const page = pageOf();
    await load("theme.js");
    assert.equal(page.dataset.theme, shown);
  });
}

test("a look that was chosen is kept, and nonsense is not", async () => {
  const storage = storageGive("localStorage");
  storage.setItem("terminal-font-size", "24");
  storage.setItem("terminal-theme", "contrast");
  storage.setItem("terminal-screen-reader", "yes");
  const { look } = await load("terminal-look.js");
  assert.deepEqual([look.size, look.theme, look.reader], [24, "contrast", true]);
  assert.equal(look.palette.name, "contrast-dark");
  assert.equal(look.options.minimumContrastRatio, 7);
  for (let step = 0; step < 9; step += 1) look.resize(1);
  assert.equal(look.size, 32);
  look.resize(-99);
  assert.equal(look.size, 10);
  assert.equal(storage.getItem("terminal-font-size"), "10");
  for (const [name, value] of [["font-size", "13.5"], ["theme", "pink"]]) {
    storage.setItem(`terminal-${name}`, value);
  }
  const { look: other } = await load("terminal-look.js");
  assert.deepEqual([other.size, other.theme], [14, "page"]);
});

test("the page's theme decides unless another is chosen", async () => {
  storageGive("localStorage");
  const page = pageOf();
  const { look } = await load("terminal-look.js");
  const names = () => look.palette.name;
  assert.equal(names(), "light");
  page.dataset.theme = "dark";
  assert.equal(names(), "dark");
  media["(prefers-contrast: more)"].matches = true;
  assert.equal(names(), "contrast-dark");
  look.theme = "light";
  assert.equal(names(), "light");
});
