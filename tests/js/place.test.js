import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { FakeClock, element, load, pageOf, storageForbid, storageGive } from "./dom.js";

let clock;
let storage;
let sent;

beforeEach(() => {
  clock = new FakeClock();
  storage = storageGive("localStorage");
  sent = [];
  globalThis.location = { pathname: "/en/courses/c/lessons/one/" };
  globalThis.innerHeight = 900;
  globalThis.fetch = async (address, options) => {
    sent.push([address, String(options.body)]);
    throw new Error("offline");
  };
  globalThis.addEventListener = (name, then) => (globalThis.scrolled = then);
});

const heading = (id, top) => element("h2", { id, getBoundingClientRect: () => ({ top }) });

/** A lesson whose place is kept by `kept`, with sections at these heights of the window. */
async function lesson(kept, tops) {
  const page = pageOf(
    element("main", { dataset: { place: "/place/", placeKept: kept, placeKey: "c" } },
      element("h1", { textContent: " One " }),
      ...Object.entries(tops).map(([id, top]) => heading(id, top))),
    element("input", { name: "csrfmiddlewaretoken", value: "token" }),
  );
  const plain = page.querySelector.bind(page);
  page.querySelector = (selector) => plain(selector.startsWith("input") ? "input" : selector);
  await load("place.js");
  return page;
}

const stored = () => JSON.parse(storage.getItem("place:c"));

test("a visitor's place is kept by the browser, once they stay", async () => {
  await lesson("browser", { first: 10, second: 299, third: 301 });
  clock.tick(3999);
  assert.equal(stored(), null);
  clock.tick(1);
  assert.deepEqual(stored(), { path: location.pathname, hash: "#second", title: "One" });
  assert.deepEqual(sent, []);
});

test("an account's place is told to the site, each section once, and a failure is no harm", async () => {
  const tops = { first: 10 };
  const page = await lesson("site", tops);
  clock.tick(4000);
  scrolled();
  clock.tick(4000);
  assert.deepEqual(sent, [["/place/", "section=first&csrfmiddlewaretoken=token"]]);
  page.querySelectorAll("h2")[0].getBoundingClientRect = () => ({ top: 800 });
  scrolled();
  clock.tick(2000);
  scrolled(); // still on the way
  clock.tick(3999);
  assert.equal(sent.length, 1);
  clock.tick(1);
  assert.deepEqual(sent[1], ["/place/", "section=&csrfmiddlewaretoken=token"]);
});

test("who goes is noted where they were, not where they never stayed", async () => {
  const page = await lesson("site", { first: 10 });
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(sent, []);
  clock.tick(4000);
  page.querySelectorAll("h2")[0].id = "moved";
  page.dispatchEvent(new Event("visibilitychange"));
  assert.equal(sent.length, 2);
});

test("at the top of the same lesson the place that was kept stays", async () => {
  storage.setItem("place:c", JSON.stringify({ path: location.pathname, hash: "#old", title: "" }));
  await lesson("browser", { first: 800 });
  clock.tick(4000);
  assert.equal(stored().hash, "#old");
});

test("at the top of another lesson it is that lesson's top", async () => {
  storage.setItem("place:c", JSON.stringify({ path: "/en/other/", hash: "#old", title: "" }));
  await lesson("browser", { first: 800 });
  clock.tick(4000);
  assert.equal(stored().hash, "");
});

/** What the page of the course shows of what is kept. */
async function leftOff(kept) {
  if (kept !== undefined) storage.setItem("place:c", kept);
  const link = element("a", {});
  const shown = element("p", { dataset: { leftOff: "c" }, hidden: true }, link);
  pageOf(shown);
  await load("place.js");
  return { hidden: shown.hidden, href: link.href, text: link.textContent };
}

test("the page of a course shows where a visitor left off", async () => {
  const kept = JSON.stringify({ path: "/en/x/", hash: "#s", title: "X" });
  assert.deepEqual(await leftOff(kept), { hidden: false, href: "/en/x/#s", text: "X" });
});

test("a place that was kept without a section leads to the lesson", async () => {
  const kept = JSON.stringify({ path: "/en/x/", title: "X" });
  assert.equal((await leftOff(kept)).href, "/en/x/");
});

for (const path of ["//evil.example/", "/\\evil.example/", "https://evil.example/", "javascript:x", "", 7]) {
  test(`a place that is none of the site shows nothing: ${path}`, async () => {
    assert.equal((await leftOff(JSON.stringify({ path, hash: "", title: "" }))).hidden, true);
  });
}

for (const kept of [undefined, "", "{", "null", "7", "[]", "{}"]) {
  test(`nothing of use is kept: ${kept}`, async () => {
    assert.equal((await leftOff(kept)).hidden, true);
  });
}

test("a browser that keeps nothing shows no place and raises nothing", async () => {
  storageForbid("localStorage");
  assert.equal((await leftOff(undefined)).hidden, true);
  await lesson("browser", { first: 10 });
  clock.tick(4000);
});
