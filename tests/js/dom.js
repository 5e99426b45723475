// Stand-ins for the few things of a browser that the scripts under test ask for. What is not here
// is missing on purpose: a test that needs it belongs into tests/e2e, to a real browser.

export class FakeElement extends EventTarget {
  /** @param {string} tag @param {Record<string, unknown>} values @param {FakeElement[]} children */
  constructor(tag, values = {}, children = []) {
    super();
    this.tagName = tag.toUpperCase();
    this.attributes = {};
    this.dataset = {};
    this.style = {};
    this.hidden = false;
    this.classes = new Set();
    this.classList = {
      add: (name) => this.classes.add(name),
      remove: (name) => this.classes.delete(name),
      contains: (name) => this.classes.has(name),
      toggle: (name, on = !this.classes.has(name)) =>
        on ? this.classes.add(name) : this.classes.delete(name),
      [Symbol.iterator]: () => this.classes[Symbol.iterator](),
    };
    this.children = [];
    this.parent = null;
    this.textContent = "";
    Object.assign(this, values);
    this.append(...children);
  }

  set className(names) {
    this.classes.clear();
    for (const name of names.split(" ")) this.classes.add(name);
  }

  get parentNode() {
    return this.parent;
  }

  append(...added) {
    for (const each of added) this.insertBefore(each, null);
  }

  prepend(each) {
    this.insertBefore(each, this.children[0] ?? null);
  }

  insertBefore(each, before) {
    if (each === before) return;
    each.remove?.();
    each.parent = this;
    this.children.splice(before ? this.children.indexOf(before) : this.children.length, 0, each);
  }

  remove() {
    if (this.parent) this.parent.children.splice(this.parent.children.indexOf(this), 1);
    this.parent = null;
  }

  sibling(step) {
    const all = this.parent?.children ?? [];
    return all[all.indexOf(this) + step] ?? null;
  }

  get previousElementSibling() {
    return this.sibling(-1);
  }

  get nextElementSibling() {
    return this.sibling(1);
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  getAttribute(name) {
    return this.attributes[name] ?? null;
  }

  focus() {
    this.focused = true;
  }

  /** @param {string} selector a list of `tag`, `#id`, `.class`, `[attribute]` and their sums */
  matches(selector) {
    return selector.split(",").some((each) => this.matchesOne(each.trim()));
  }

  matchesOne(selector) {
    const parts = selector.match(/^[a-z0-9]+|[.#][\w-]+|\[[^\]]+\]/g) ?? [];
    return parts.every((part) => {
      if (part[0] === ".") return this.classes.has(part.slice(1));
      if (part[0] === "#") return this.id === part.slice(1);
      if (part[0] !== "[") return this.tagName === part.toUpperCase();
      const name = part.slice(1, -1);
      if (name.startsWith("data-")) {
        const key = name.slice(5).replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
        return key in this.dataset;
      }
      return this[name] !== undefined || name in this.attributes;
    });
  }

  closest(selector) {
    return this.matches(selector) ? this : (this.parent?.closest(selector) ?? null);
  }

  /** By the last part of a selector alone: what stands around it is the test's own affair. */
  querySelectorAll(selector) {
    const last = selector.split(",").map((each) => each.trim().split(" ").at(-1)).join(",");
    return this.children.flatMap((each) => [
      ...(each.matches(last) ? [each] : []),
      ...each.querySelectorAll(selector),
    ]);
  }

  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }
}

/** @param {string} tag @param {object} values @param {FakeElement[]} children */
export const element = (tag, values, ...children) => new FakeElement(tag, values, children);

/**
 * A document and the globals around it, for modules that look at the page when they are loaded.
 * @param {FakeElement[]} children
 */
export function pageOf(...children) {
  const page = new FakeElement("html", {}, children);
  page.documentElement = page;
  page.body = new FakeElement("body");
  page.hidden = false;
  page.createElement = (tag) => new FakeElement(tag);
  page.getElementById = (id) => page.querySelector(`#${id}`);
  globalThis.document = page;
  return page;
}

export class FakeStorage {
  constructor() {
    this.items = new Map();
  }

  getItem(key) {
    return this.items.get(key) ?? null;
  }

  setItem(key, value) {
    this.items.set(key, String(value));
  }
}

/** As of a browser whose reader has forbidden it: merely asking for it throws. */
export function storageForbid(...names) {
  for (const name of names) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get() {
        throw new Error("SecurityError");
      },
    });
  }
}

/** @param {string} name "localStorage" or "sessionStorage" */
export function storageGive(name) {
  const storage = new FakeStorage();
  Object.defineProperty(globalThis, name, { configurable: true, value: storage });
  return storage;
}

let loaded = 0;

/** Loads a script anew, as a new page does. @param {string} name of a file in static/js */
export function load(name) {
  loaded += 1;
  return import(`../../static/js/${name}?${loaded}`);
}

/** A clock that moves when it is told to: timers and performance.now follow it. */
export class FakeClock {
  constructor() {
    this.now = 1;
    this.timers = new Map();
    this.last = 0;
    globalThis.setTimeout = (then, after = 0) => {
      this.last += 1;
      this.timers.set(this.last, { then, at: this.now + after });
      return this.last;
    };
    globalThis.clearTimeout = (id) => this.timers.delete(id);
    const performance = { now: () => this.now };
    Object.defineProperty(globalThis, "performance", { configurable: true, value: performance });
  }

  /** @param {number} ms in which what is due is done, in its order */
  tick(ms) {
    const end = this.now + ms;
    for (;;) {
      const due = [...this.timers].filter(([, { at }]) => at <= end);
      if (!due.length) break;
      const [id, { then, at }] = due.reduce((one, other) => (other[1].at < one[1].at ? other : one));
      this.timers.delete(id);
      this.now = Math.max(this.now, at);
      then();
    }
    this.now = end;
  }
}
