// One terminal: xterm.js on one websocket, which it opens again by itself when it is lost.
// What the frames mean: labs/terminal/protocol.py.

import "./xterm-styles.js";
import { Terminal } from "../xterm/lib/xterm.mjs";
import { FitAddon } from "../xterm-addon-fit/lib/addon-fit.mjs";
import { terminalTheme } from "./terminal-theme.js";

const ackEvery = 128 * 1024; // bytes written to the screen between two acknowledgements
const frameSize = 16 * 1024; // bytes of pasted text in one frame
const keptMost = 1024; // bytes typed while the connection is lost, which are sent once it is back
const keptFor = 20_000; // ms
const pingEvery = 20_000; // ms
const pongWithin = 10_000;
const backOff = [300, 700, 1500, 3000, 6000, 10_000]; // ms between attempts to connect

/** Close codes after which another attempt is pointless (labs/terminal/hub.py). */
const final = new Set([4400, 4401, 4404, 4410, 4429, 1009]);

/** What a terminal answers by itself to questions in its output; nobody typed it. */
const answer = /^(?:\x1b(?:\[[?>=]?[\d;]*[cnRy]|\[\?\d[\d;]*\$y|[P\]][^\x07\x1b]*(?:\x07|\x1b\\)))+$/;

const encoder = new TextEncoder();

/**
 * Events: "status" (detail: "connecting" | "open" | "lost" | "closed"), "tasks", "warning",
 * "ended" (detail: reason), "leave" (the keyboard asks to get out), "attempt" (detail: number),
 * "frame" (detail: a control frame that means nothing here).
 */
export class TerminalTab extends EventTarget {
  /**
   * @param {string} path of the websocket
   * @param {HTMLElement} place where the terminal is drawn
   * @param {{label: string, screenReader: boolean}} options
   */
  constructor(path, place, { label, screenReader }) {
    super();
    this.path = path;
    this.place = place;
    this.attempts = 0;
    this.muted = 0; // bytes of a replay that are not on the screen yet
    this.written = 0;
    this.acked = 0;
    /** @type {WebSocket | null} */
    this.socket = null;
    this.disposed = false;
    /** @type {Uint8Array[]} */
    this.kept = [];
    this.keptSince = 0;
    this.term = new Terminal({
      cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      fontFamily: 'ui-monospace, "Cascadia Mono", "Liberation Mono", Menlo, Consolas, monospace',
      fontSize: 14,
      minimumContrastRatio: 4.5,
      screenReaderMode: screenReader,
      scrollback: 5000,
      theme: terminalTheme(),
    });
    this.fitting = new FitAddon();
    this.term.loadAddon(this.fitting);
    this.term.attachCustomKeyEventHandler((event) => this.key(event));
    this.term.onData((data) => this.input(data));
    this.term.onBinary((data) => this.send(Uint8Array.from(data, (each) => each.charCodeAt(0))));
    this.term.onResize(({ cols, rows }) => this.tell({ type: "resize", cols, rows }));
    this.term.open(place);
    this.term.textarea?.setAttribute("aria-label", label);
    this.observer = new ResizeObserver(() => requestAnimationFrame(() => this.fit()));
    this.observer.observe(place);
    this.wake = () => {
      if (!document.hidden && this.retry) this.connect();
    };
    addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.fit();
    this.connect();
  }

  /** Takes the room there is; nothing while the tab is hidden. */
  fit() {
    if (this.disposed || !this.place.clientWidth) return;
    const size = this.fitting.proposeDimensions();
    if (size && size.cols > 1 && size.rows > 1) this.term.resize(size.cols, size.rows);
  }

  connect() {
    clearTimeout(this.retry);
    this.retry = 0;
    if (this.disposed) return;
    this.status("connecting");
    const url = new URL(this.path, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.search = `?cols=${this.term.cols}&rows=${this.term.rows}`;
    const socket = new WebSocket(url);
    this.socket = socket;
    this.written = this.acked = 0;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      this.attempts = 0;
      this.status("open");
      const kept = performance.now() - this.keptSince < keptFor ? this.kept : [];
      this.kept = [];
      for (const bytes of kept) this.send(bytes);
      this.ping();
    });
    socket.addEventListener("message", ({ data }) => {
      if (socket !== this.socket) return;
      this.heard = performance.now();
      if (typeof data === "string") this.told(JSON.parse(data));
      else this.output(new Uint8Array(data), socket);
    });
    socket.addEventListener("close", ({ code }) => {
      if (socket === this.socket) this.lost(code);
    });
  }

  /** @param {number} code */
  lost(code) {
    this.socket = null;
    clearTimeout(this.pinging);
    if (this.disposed) return;
    if (final.has(code)) {
      this.status("closed", code);
      return;
    }
    const wait = backOff[Math.min(this.attempts, backOff.length - 1)];
    this.attempts += 1;
    this.status("lost", code);
    this.dispatchEvent(new CustomEvent("attempt", { detail: this.attempts }));
    this.retry = setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2));
  }

  /** Notices a connection that died without a word. */
  ping() {
    clearTimeout(this.pinging);
    this.pinging = setTimeout(() => {
      const asked = performance.now();
      this.tell({ type: "ping" });
      this.pinging = setTimeout(() => {
        if ((this.heard ?? 0) < asked && this.socket) {
          const socket = this.socket;
          this.lost(1006);
          socket.close();
        } else {
          this.ping();
        }
      }, pongWithin);
    }, pingEvery);
  }

  /**
   * @param {Uint8Array} data
   * @param {WebSocket} socket
   */
  output(data, socket) {
    this.term.write(data, () => {
      if (socket !== this.socket) return;
      this.muted = Math.max(0, this.muted - data.length);
      this.written += data.length;
      if (this.written - this.acked >= ackEvery) {
        this.acked = this.written;
        this.tell({ type: "ack", bytes: this.written });
      }
    });
  }

  /** @param {{type: string, bytes?: number, reason?: string, code?: string, seconds?: number}} frame */
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
    } else if (frame.type !== "ping") {
      this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
    }
  }

  /** @param {string} data as typed, pasted, or answered by the terminal itself */
  input(data) {
    if (this.muted && answer.test(data)) return;
    this.send(encoder.encode(data));
  }

  /** @param {Uint8Array} bytes */
  send(bytes) {
    if (this.socket?.readyState !== WebSocket.OPEN) {
      this.keep(bytes);
      return;
    }
    for (let start = 0; start < bytes.length; start += frameSize) {
      if (this.socket?.readyState !== WebSocket.OPEN) return;
      this.socket.send(bytes.subarray(start, start + frameSize));
    }
  }

  /** @param {Uint8Array} bytes typed while there is no connection */
  keep(bytes) {
    if (!this.retry && !this.socket) return; // there will be none
    if (!this.kept.length) this.keptSince = performance.now();
    const waiting = this.kept.reduce((sum, each) => sum + each.length, 0);
    if (waiting + bytes.length <= keptMost) this.kept.push(bytes);
  }

  /** @param {object} frame */
  tell(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  get connected() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /**
   * Types a command, in place of what stands at the prompt, and runs it.
   * @param {string} command one line or several
   */
  run(command) {
    this.input("\x15" + command.trim().replace(/\r?\n/g, "\r") + "\r");
    this.term.scrollToBottom();
  }

  /**
   * All keys are the shell's but these: Shift+F6 leaves, Ctrl+Shift+C copies, Ctrl+Shift+V pastes.
   * @param {KeyboardEvent} event
   * @returns {boolean} whether xterm.js is to handle it
   */
  key(event) {
    if (event.key === "F6" && event.shiftKey && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      if (event.type === "keydown") this.dispatchEvent(new CustomEvent("leave"));
      return false;
    }
    if (event.ctrlKey && event.shiftKey && !event.altKey && event.code === "KeyC") {
      event.preventDefault();
      if (event.type === "keydown") this.copy();
      return false;
    }
    // The browser pastes by itself, and asks for no permission.
    return !(event.ctrlKey && event.shiftKey && !event.altKey && event.code === "KeyV");
  }

  copy() {
    const text = this.term.getSelection();
    if (!text) return;
    if (navigator.clipboard) navigator.clipboard.writeText(text).catch(() => {});
    else document.execCommand("copy");
  }

  restyle() {
    this.term.options.theme = terminalTheme();
  }

  /** @param {boolean} on */
  screenReader(on) {
    this.term.options.screenReaderMode = on;
  }

  focus() {
    this.term.focus();
  }

  /**
   * @param {string} name
   * @param {number} [code] of the close
   */
  status(name, code) {
    this.dispatchEvent(new CustomEvent("status", { detail: { name, code } }));
  }

  /** @param {{end?: boolean}} [how] end: the shell ends as well */
  dispose({ end = false } = {}) {
    if (end) this.tell({ type: "end" });
    this.disposed = true;
    clearTimeout(this.retry);
    clearTimeout(this.pinging);
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    this.observer.disconnect();
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.term.dispose();
  }
}
