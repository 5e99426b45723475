// An answer that is saved as it is given: one request for a question at a time, tried again where it
// fails, and never over what another browser saved meanwhile.

const pause = 600; // ms without a change after which an answer is saved
const sweep = 2000; // ms between two looks for changes that told of themselves by no event
const waits = [1000, 2000, 4000, 8000]; // ms until what failed is tried again

/**
 * What all answers of a page share. `left`: the page is on its way elsewhere; `over`: nothing is
 * taken any more.
 * @typedef {{ left: boolean, over: boolean, show: () => void, ended: () => void }} Keeper
 */

/**
 * A question whose fields are in `part`, within `form`, whose data-keep is where they are saved.
 * `section` holds the question as a whole.
 */
export class KeptAnswer {
  /**
   * @param {HTMLElement} section @param {HTMLElement} part @param {HTMLFormElement} form
   * @param {Keeper} keeper
   */
  constructor(section, part, form, keeper) {
    this.section = section;
    this.part = part;
    this.form = form;
    this.keeper = keeper;
    this.version = /** @type {HTMLInputElement} */ (part.querySelector("input[name$=version]"));
    this.saved = this.text();
    this.timer = 0;
    this.failed = 0;
    this.busy = /** @type {Promise<void> | null} */ (null);
    this.conflict = /** @type {HTMLElement} */ (section.querySelector("[data-conflict]"));
    this.theirs = 0;
    section.querySelector("[data-mine]")?.addEventListener("click", () => this.insist());
    section.querySelector("[data-theirs]")?.addEventListener("click", (event) => {
      event.preventDefault();
      keeper.left = true;
      location.hash = section.id;
      location.reload();
    });
  }

  /** @returns {[string, string][]} */
  fields() {
    const names = new Set();
    for (const field of this.part.querySelectorAll("input, select, textarea")) {
      if (field !== this.version) names.add(/** @type {HTMLInputElement} */ (field).name);
    }
    for (const name of ["csrfmiddlewaretoken", "device"]) names.delete(name);
    const all = [...new FormData(this.form)];
    return all.filter(([name]) => names.has(name)).map(([name, value]) => [name, String(value)]);
  }

  text() {
    return JSON.stringify(this.fields());
  }

  get url() {
    return this.form.dataset.keep ?? "";
  }

  get dirty() {
    return this.conflict.hidden && this.text() !== this.saved;
  }

  /** @param {number} ms */
  later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), ms);
  }

  look() {
    if (!this.keeper.over && !this.busy && this.dirty && !this.failed) this.later(pause);
  }

  body() {
    const body = new URLSearchParams(this.fields());
    body.append("csrfmiddlewaretoken", token(this.form));
    body.append("question", this.section.dataset.question ?? "");
    body.append(this.version.name, this.version.value);
    return body;
  }

  /** Saves what has changed; what changes meanwhile is saved after it. @returns {Promise<void>} */
  async save() {
    clearTimeout(this.timer);
    if (this.busy) await this.busy;
    if (this.keeper.over || !this.dirty) return;
    this.busy = this.send(this.text());
    this.keeper.show();
    await this.busy;
    this.busy = null;
    this.keeper.show();
    this.look();
  }

  /** @param {string} text */
  async send(text) {
    try {
      const reply = await fetch(this.url, {
        method: "POST",
        body: this.body(),
        redirect: "manual",
      });
      await this.take(reply, text);
    } catch {
      this.again("unsaved");
    }
  }

  /** @param {Response} reply @param {string} text */
  async take(reply, text) {
    if (reply.status === 410) {
      this.keeper.over = true;
      this.keeper.ended();
    } else if (reply.status === 409) {
      this.theirs = (await reply.json()).version;
      this.conflict.hidden = false;
    } else if (reply.ok) {
      this.version.value = String((await reply.json()).version);
      this.saved = text;
      this.failed = 0;
    } else {
      this.again(reply.type === "opaqueredirect" || reply.status === 403 ? "signedOut" : "unsaved");
    }
  }

  /** @param {string} why */
  again(why) {
    this.why = why;
    this.later(waits[Math.min(this.failed, waits.length - 1)]);
    this.failed += 1;
  }

  /** What is here is to stand, not what came from elsewhere. */
  insist() {
    this.version.value = String(this.theirs);
    this.conflict.hidden = true;
    this.saved = "";
    this.save();
  }
}

/** As it is now: signing in anew changes it. @param {HTMLFormElement} form @returns {string} */
function token(form) {
  const name = `${form.dataset.tokenCookie}=`;
  const kept = document.cookie.split("; ").find((each) => each.startsWith(name));
  const field = form.querySelector("input[name=csrfmiddlewaretoken]");
  return kept?.slice(name.length) ?? /** @type {HTMLInputElement} */ (field).value;
}

/**
 * What is said of `answers`; the words are in data- attributes of `state`.
 * @param {HTMLElement} state @param {KeptAnswer[]} answers @param {boolean} over
 */
export function tell(state, answers, over) {
  const failed = answers.find((each) => each.failed);
  let words = state.dataset.saved;
  if (over) words = state.dataset.over;
  else if (failed) words = state.dataset[failed.why ?? "unsaved"];
  else if (answers.some((each) => !each.conflict.hidden)) words = state.dataset.elsewhere;
  else if (answers.some((each) => each.busy || each.dirty)) words = state.dataset.saving;
  if (state.textContent !== words) state.textContent = words ?? "";
  state.classList.toggle("error", Boolean(failed) && !over);
}

/**
 * Saves what changes in `answers()`, which are looked up each time.
 * @param {Document | HTMLElement} where @param {() => KeptAnswer[]} answers @param {Keeper} keeper
 */
export function watch(where, answers, keeper) {
  for (const name of ["input", "change", "click", "keyup", "drop"]) {
    where.addEventListener(name, (event) => {
      const target = /** @type {Node} */ (event.target);
      answers().find((each) => each.part.contains(target))?.look();
    });
  }
  setInterval(() => answers().forEach((each) => each.look()), sweep);
  addEventListener("pagehide", () => {
    if (keeper.over || keeper.left) return;
    for (const each of answers()) if (each.dirty) navigator.sendBeacon(each.url, each.body());
  });
  addEventListener("beforeunload", (event) => {
    const lost = answers().some((each) => each.failed && each.dirty);
    if (!keeper.left && !keeper.over && lost) event.preventDefault();
  });
}
