// The run on the first page. One press starts the lab as its own page does, shows the machines that
// the course names, and types its commands. Where no machine can be had, what they showed once plays.

import { isDark } from "./base.js";
import { playerMake } from "./cast-player.js";
import { sizeLargest } from "./cast.js";
import { sitePath } from "./site-path.js";

const often = 1000; // ms between two looks at whether the machines are there
const soon = 200; // ms between two looks at whether a terminal stands at its prompt
const patience = 120_000; // ms until a start counts as failed

/** @param {number} ms */
const wait = (ms) => new Promise((then) => setTimeout(then, ms));

class Hero {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.form = /** @type {HTMLFormElement} */ (root.querySelector("[data-hero-form]"));
    this.press = /** @type {HTMLButtonElement} */ (root.querySelector("[data-hero-press]"));
    this.note = /** @type {HTMLElement} */ (root.querySelector("[data-hero-note]"));
    this.machines = [...root.querySelectorAll("[data-hero-machine]")].map((figure) => ({
      name: figure.dataset.heroMachine ?? "",
      label: figure.querySelector("figcaption")?.textContent?.trim() ?? "",
      command: figure.dataset.command ?? "",
      after: Number(figure.dataset.after) * 1000,
      screen: /** @type {HTMLElement} */ (figure.querySelector("[data-hero-screen]")),
      cast: JSON.parse(figure.querySelector("script")?.textContent ?? '""'),
      /** @type {import("./terminal.js").TerminalTab | null} */
      terminal: null,
    }));
    /** @type {any[]} */
    this.players = [];
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.run();
    });
  }

  async run() {
    this.press.disabled = true;
    try {
      if (this.machines.some(({ terminal }) => terminal?.connected)) await this.types(true);
      else if ("live" in this.root.dataset) await this.start();
      else await this.replay(this.note.dataset.recorded);
    } catch {
      await this.replay(this.note.dataset.failed);
    } finally {
      this.press.disabled = false;
    }
  }

  async start() {
    this.say(this.note.dataset.starting);
    const begun = performance.now();
    let answer = await this.ask(this.form.action, { method: "POST", body: new FormData(this.form) });
    while (answer.state === "queued" || answer.state === "starting") {
      if (answer.state === "queued") await this.replay(this.note.dataset.waiting);
      else if (performance.now() - begun > patience) break;
      await wait(often);
      answer = await this.ask(this.root.dataset.state ?? "");
    }
    if (answer.state === "ready") await this.connect(answer.session);
    else await this.replay([answer.refused, this.note.dataset.recorded].join(" ").trim());
  }

  /**
   * What the lab's page would show now.
   * @param {string} url
   * @param {RequestInit} [options]
   */
  async ask(url, options) {
    const answer = await fetch(url, { ...options, headers: { "HX-Request": "true" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { state = "", session = "" } = page.getElementById("lab-state")?.dataset ?? {};
    const refused = page.querySelector(".lab-refused, .page-refused")?.textContent?.trim() ?? "";
    return { state, session, refused };
  }

  /** @param {string} session */
  async connect(session) {
    const { TerminalTab } = await import("./terminal.js");
    for (const player of this.players.splice(0)) player.dispose();
    for (const machine of this.machines) {
      const place = document.createElement("div");
      place.className = "hero-terminal";
      machine.screen.replaceChildren(place);
      const path = `${sitePath}ws/terminal/${session}/${machine.name}/1/`;
      machine.terminal = new TerminalTab(path, place, { label: machine.label });
    }
    await Promise.all(this.machines.map(({ terminal }) => atPrompt(terminal)));
    this.say(this.note.dataset.ready);
    await this.types(false);
  }

  /** @param {boolean} again leaves out what goes on since the press before */
  async types(again) {
    const begun = performance.now();
    for (const { terminal, command, after } of this.machines) {
      if (again && terminal?.busy) continue;
      if (!again) await wait(Math.max(0, begun + after - performance.now()));
      terminal?.run(command);
    }
  }

  /** @param {string | undefined} note */
  async replay(note) {
    this.say(note);
    if (this.players.length || !this.machines.every(({ cast }) => cast)) return;
    await scriptLoad(this.root.dataset.player ?? "");
    for (const { cast, screen } of this.machines) {
      const theme = isDark() ? "virtlearn-dark" : "virtlearn-light";
      const player = playerMake(cast, screen, theme, { ...sizeLargest(cast), loop: true });
      this.players.push(player);
      player.play();
    }
  }

  /** @param {string | undefined} text */
  say(text) {
    if (this.note.textContent !== text) this.note.textContent = text ?? "";
  }
}

/** @param {import("./terminal.js").TerminalTab | null} terminal */
async function atPrompt(terminal) {
  for (const end = performance.now() + patience; performance.now() < end; ) {
    if (terminal?.connected && !terminal.busy) return;
    await wait(soon);
  }
  throw new Error("no prompt");
}

/** @param {string} source of a script that is no module, loaded once */
function scriptLoad(source) {
  return new Promise((then, fail) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = then;
    script.onerror = fail;
    document.head.append(script);
  });
}

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-hero]"));
if (root) new Hero(root);
