// Saves a text as it is typed, and keeps in the browser what the site does not have yet.

/**
 * @typedef {{status: number, body: {outcome?: string, text?: string, base?: string, message?: string,
 *   way_on?: string}}} Answer what came back; status 0: nothing did, 401: it was no answer of ours
 * @typedef {{base: string, text: string, at: number}} Kept
 * @typedef {{get(key: string): string | null, set(key: string, value: string): void}} Memory
 * @typedef {{read(): string, write(text: string): void, send(text: string, base: string): Promise<Answer>,
 *   show(state: string, message?: string): void, saved(): void}} Page
 */

export const pause = 1000; // ms without a key before a text is sent
export const keepPause = 400; // and before the browser keeps it
const later = 5000; // ms until what did not arrive is sent again

export class Saving {
  /** @param {Page} page @param {Memory} memory @param {string} key @param {string} base */
  constructor(page, memory, key, base) {
    this.page = page;
    this.memory = memory;
    this.key = key;
    this.base = base;
    this.stored = page.read(); // what the site has
    this.busy = false;
    /** @type {Answer["body"] | null} the text with both versions, until somebody has looked at it */
    this.conflict = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.sending = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.keeping = undefined;
  }

  get dirty() {
    return this.page.read() !== this.stored;
  }

  /** What this browser kept and the site does not have, from a page that ended too early.
   * @returns {Kept | null} */
  left() {
    try {
      const kept = JSON.parse(this.memory.get(this.key) ?? "null");
      return kept && typeof kept.text === "string" && kept.text !== this.stored ? kept : null;
    } catch {
      return null;
    }
  }

  /** @param {Kept} kept */
  take(kept) {
    this.base = kept.base;
    this.page.write(kept.text);
    this.changed();
  }

  forget() {
    clearTimeout(this.keeping);
    this.memory.set(this.key, "");
  }

  /** Call after each change of the text. */
  changed() {
    if (!this.dirty) return;
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(), keepPause);
    if (!this.conflict) this.plan(pause);
  }

  keep() {
    clearTimeout(this.keeping);
    if (!this.dirty) return;
    const kept = { base: this.base, text: this.page.read(), at: Date.now() };
    this.memory.set(this.key, JSON.stringify(kept));
  }

  /** @param {number} ms */
  plan(ms) {
    clearTimeout(this.sending);
    this.sending = setTimeout(() => this.save(), ms);
  }

  /** Sends the text, unless it is there already or on its way. */
  async save() {
    clearTimeout(this.sending);
    if (this.busy || this.conflict || !this.dirty) return;
    this.busy = true;
    this.page.show("saving");
    const text = this.page.read();
    const answer = await this.page.send(text, this.base);
    this.busy = false;
    if (answer.status === 200) this.arrived(text, answer.body);
    else if (answer.status === 409) this.collided(answer.body);
    else if (answer.status === 422) this.page.show("refused", said(answer.body));
    else if (answer.status === 401) this.page.show("signed-out");
    else {
      this.page.show("unsaved");
      this.plan(later);
    }
  }

  /** @param {string} sent @param {Answer["body"]} body */
  arrived(sent, body) {
    const typed = this.page.read() !== sent;
    const text = body.text ?? sent;
    if (text !== sent && typed) {
      // Others' words have come, and more was typed: what is sent next is merged once more.
      this.plan(0);
      return;
    }
    this.base = body.base ?? this.base;
    this.stored = text;
    if (text !== sent) this.page.write(text);
    if (typed) {
      this.changed();
    } else {
      this.forget();
    }
    this.page.show(body.outcome ?? "saved", body.message);
    this.page.saved();
  }

  /** @param {Answer["body"]} body */
  collided(body) {
    this.conflict = body;
    this.keep();
    this.page.show("conflict", said(body));
  }

  /** Puts both versions into the text, of which its writer makes one. Whatever was typed since the
   * conflict is sent first, so that it is in there. */
  async both() {
    if (!this.conflict) return;
    const answer = await this.page.send(this.page.read(), this.base);
    if (answer.status !== 409 && answer.status !== 200) {
      this.page.show("unsaved");
      return;
    }
    this.conflict = null;
    this.base = answer.body.base ?? this.base;
    this.page.write(answer.body.text ?? this.page.read());
    if (answer.status === 200) this.stored = this.page.read();
    this.changed();
    this.page.show("both");
  }
}

/** @param {Answer["body"]} body */
function said(body) {
  return [body.message, body.way_on].filter(Boolean).join(" ");
}
