// One terminal: xterm.js on one connection, its keys, its clipboard, what it answers by itself.

import "./xterm-styles.js";
import { Terminal } from "../xterm/lib/xterm.mjs";
import { FitAddon } from "../xterm-addon-fit/lib/addon-fit.mjs";
import { SearchAddon } from "../xterm-addon-search/lib/addon-search.mjs";
import { Unicode11Addon } from "../xterm-addon-unicode11/lib/addon-unicode11.mjs";
import { copyText, pasteable } from "./terminal-clipboard.js";
import { font, lineHeight } from "./terminal-cell.js";
import { hold } from "./terminal-hold.js";
import { passBy } from "./terminal-leave.js";
import { linksFollow } from "./terminal-links.js";
import { look } from "./terminal-look.js";
import { pasteWay } from "./terminal-paste.js";
import { isBusy, shownLines } from "./terminal-screen.js";
import { fitShared } from "./terminal-shared.js";
import { TerminalSocket } from "./terminal-socket.js";
import { TextView } from "./terminal-text-view.js";

/** What a terminal sends by itself: answers to questions in its output, mouse, focus. */
const answer = /^(?:\x1b(?:\[[?>=]?[\d;]*[cnRy]|\[\?\d[\d;]*\$y|[P\]][^\x07\x1b]*(?:\x07|\x1b\\)))+$/;
const report = /^(?:\x1b\[(?:[IO]|<[\d;]+[Mm]|M[^]{3}))+$/;

const mac = /mac|iphone|ipad/i.test(navigator.platform);
const encoder = new TextEncoder();

/**
 * Events: "status", "typing" and "doubt" as its socket sends them, "tasks", "warning", "ended" (detail:
 * reason), "leave" (the keyboard asks to get out), "find" (it asks for the search), "typed"
 * (detail: what the reader typed), "pasted" (detail: text), "file" (detail: text that shall be one),
 * "screen" (what is shown may have changed), "frame" (detail: a control frame that means nothing here).
 */
export class TerminalTab extends EventTarget {
  /**
   * @param {string} path of the websocket
   * @param {HTMLElement} place where the terminal is drawn
   * @param {{label: string, asText: string, moreChanged: string}} texts
   */
  constructor(path, place, texts) {
    super();
    this.place = place;
    this.muted = 0; // bytes of a replay that are not on the screen yet
    this.disposed = false;
    this.shared = false; // its size is told: others look at it from windows of their own
    /** @type {{cols: number, rows: number} | null} what the server knows that there is room for */
    this.wish = null;
    this.term = new Terminal({
      allowProposedApi: true, // the search's decorations, and the widths of characters
      cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      fontFamily: font,
      lineHeight,
      macOptionClickForcesSelection: true,
      scrollback: 5000,
      ...look.options,
    });
    this.fitting = new FitAddon();
    this.search = new SearchAddon();
    this.term.loadAddon(this.fitting);
    this.term.loadAddon(this.search);
    this.term.loadAddon(new Unicode11Addon());
    this.term.unicode.activeVersion = "11"; // as glibc counts columns, and so the guest's programs
    linksFollow(this.term);
    this.socket = new TerminalSocket(
      path,
      () => this.term,
      (data, taken) => this.output(data, taken),
    );
    this.listen();
    this.term.open(place);
    this.term.textarea?.setAttribute("aria-label", texts.label);
    this.text = new TextView(this, texts);
    this.observer = new ResizeObserver(() => requestAnimationFrame(() => this.fit()));
    this.observer.observe(place);
    this.fit();
    this.socket.connect();
  }

  listen() {
    const { term, socket } = this;
    term.attachCustomKeyEventHandler((event) => this.key(event));
    term.onData((data) => this.input(data));
    term.onBinary((data) => socket.send(Uint8Array.from(data, (each) => each.charCodeAt(0))));
    term.onResize(({ cols, rows }) => this.shared || socket.tell({ type: "resize", cols, rows }));
    const changed = () => this.dispatchEvent(new CustomEvent("screen"));
    term.onWriteParsed(changed);
    term.onScroll(changed);
    term.onResize(changed);
    for (const name of ["status", "typing", "doubt"]) {
      socket.addEventListener(name, (event) => {
        const { detail } = /** @type {CustomEvent} */ (event);
        this.dispatchEvent(new CustomEvent(name, { detail }));
      });
    }
    socket.addEventListener("frame", (event) => this.told(/** @type {CustomEvent} */ (event).detail));
    // Before xterm.js sees it, which takes whatever is in the clipboard.
    this.place.addEventListener(
      "paste",
      (event) => {
        event.preventDefault();
        event.stopPropagation();
        this.paste(event.clipboardData?.getData("text/plain") ?? "");
      },
      true,
    );
    this.restyle = () => {
      Object.assign(term.options, look.options);
      requestAnimationFrame(() => this.fit());
    };
    look.addEventListener("change", this.restyle);
  }

  /** Takes the room there is; nothing while the tab is hidden. */
  fit() {
    if (this.disposed || !this.place.clientWidth) return;
    const size = this.fitting.proposeDimensions();
    if (!size || size.cols < 2 || size.rows < 2) return;
    if (this.shared) fitShared(this, size);
    else this.term.resize(size.cols, size.rows);
  }

  /**
   * @param {Uint8Array} data
   * @param {() => void} taken
   */
  output(data, taken) {
    this.term.write(data, () => {
      this.muted = Math.max(0, this.muted - data.length);
      taken();
    });
  }

  /** @param {{type: string, bytes?: number, reason?: string, cols?: number, rows?: number}} frame */
  told(frame) {
    if (frame.type === "replay") {
      this.muted = frame.bytes ?? 0;
      this.term.write("\x1bc"); // in order with what is still being written, as reset() is not
    } else if (frame.type === "tasks") {
      this.dispatchEvent(new CustomEvent("tasks"));
    } else if (frame.type === "warning") {
      this.dispatchEvent(new CustomEvent("warning", { detail: frame }));
    } else if (frame.type === "ended") {
      this.dispatchEvent(new CustomEvent("ended", { detail: frame.reason }));
    } else if (frame.type === "size") {
      this.shared = true;
      this.term.resize(frame.cols ?? 80, frame.rows ?? 24);
      requestAnimationFrame(() => this.fit());
    } else if (frame.type !== "ping") {
      this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
    }
  }

  /** @param {string} data as typed, or sent by the terminal itself */
  input(data) {
    if (answer.test(data) || report.test(data)) {
      if (!this.muted && this.connected) this.receive(data);
      return;
    }
    const typed = hold.take(data);
    this.receive(typed);
    this.dispatchEvent(new CustomEvent("typed", { detail: typed }));
  }

  /**
   * A key of the page's, as if it were pressed here.
   * @param {string} data
   */
  press(data) {
    this.receiveKey(data);
    this.dispatchEvent(new CustomEvent("typed", { detail: data }));
  }

  /**
   * Input that came from elsewhere: another terminal, a button.
   * @param {string} data
   */
  receive(data) {
    this.socket.send(encoder.encode(data));
  }

  /**
   * Arrows and such as this terminal's program wants them, which may differ from where they were
   * typed.
   * @param {string} data
   */
  receiveKey(data) {
    const application = this.term.modes.applicationCursorKeysMode;
    this.receive(data.replace(/^\x1b[[O]([ABCDHF])$/, application ? "\x1bO$1" : "\x1b[$1"));
  }

  /** Whether pasted lines would be carried out one by one as they come. */
  get eager() {
    return !this.term.modes.bracketedPasteMode;
  }

  get fullScreen() {
    return this.term.buffer.active.type === "alternate";
  }

  /** @param {string} raw of the clipboard */
  async paste(raw) {
    const text = pasteable(raw);
    if (!text || this.disposed) return;
    const ask = new CustomEvent("pasted", { cancelable: true, detail: text });
    if (!this.dispatchEvent(ask)) return; // somebody else does it, into more terminals than this
    const way = await pasteWay(text, [this]);
    if (way === "file") this.dispatchEvent(new CustomEvent("file", { detail: text }));
    else if (way === "paste") this.insert(text);
    this.focus();
  }

  /** @param {string} text pasted: in brackets, where the program asked for them */
  insert(text) {
    const lines = text.replace(/\n/g, "\r");
    this.receive(this.eager ? lines : `\x1b[200~${lines}\x1b[201~`);
    this.term.scrollToBottom();
  }

  /** Whether a program runs in the foreground, so that what is typed is not read by a shell. */
  get busy() {
    return isBusy(this.term);
  }

  get connected() {
    return this.socket.connected;
  }

  /**
   * Types a command, in place of what stands at the prompt, and runs it.
   * @param {string} command one line or several
   */
  run(command) {
    this.receive("\x15" + command.trim().replace(/\r?\n/g, "\r") + "\r");
    this.term.scrollToBottom();
  }

  /**
   * All keys are the shell's but these: Shift+F6 leaves, Shift+F8 shows the screen as text,
   * Ctrl+Shift+C copies, Ctrl+Shift+V pastes, Ctrl+Shift+F searches; on a Mac those with Cmd, which
   * no shell is sent.
   * @param {KeyboardEvent} event
   * @returns {boolean} whether xterm.js is to handle it
   */
  key(event) {
    const { altKey, code, ctrlKey, metaKey, shiftKey } = event;
    const hot = (ctrlKey && shiftKey && !altKey && !metaKey) || (mac && metaKey && !ctrlKey && !altKey);
    /** @type {(() => void) | undefined} */
    let action;
    if (event.key === "F6" && shiftKey && !ctrlKey && !altKey && !metaKey) {
      action = () => {
        passBy(this.place);
        this.dispatchEvent(new CustomEvent("leave"));
      };
    } else if (event.key === "F8" && shiftKey && !ctrlKey && !altKey && !metaKey) {
      action = () => this.text.enter();
    } else if (hot && code === "KeyC") {
      action = () => void this.copy();
    } else if (hot && code === "KeyF") {
      action = () => this.dispatchEvent(new CustomEvent("find"));
    } else {
      return !(hot && code === "KeyV"); // the browser pastes by itself, and asks for no permission
    }
    event.preventDefault();
    if (event.type === "keydown") action();
    return false;
  }

  /** @returns {Promise<boolean>} whether something was copied */
  async copy() {
    const text = this.term.getSelection();
    return text !== "" && (await copyText(text));
  }

  /** @returns {string[]} the lines that are shown, those that were wrapped as one */
  shownLines() {
    return this.shown().map(({ text }) => text);
  }

  shown() {
    return shownLines(this.term);
  }

  focus() {
    this.term.focus();
  }

  /** @param {{end?: boolean}} [how] end: the shell ends as well */
  dispose({ end = false } = {}) {
    if (end) this.socket.tell({ type: "end" });
    this.disposed = true;
    look.removeEventListener("change", this.restyle);
    this.text.dispose();
    this.observer.disconnect();
    this.socket.dispose();
    this.term.dispose();
  }
}
