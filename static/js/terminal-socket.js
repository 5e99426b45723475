// The connection of one terminal: a websocket that is opened again by itself when it is lost, and
// what was typed meanwhile. What the frames mean: labs/terminal/core/protocol.py.

const ackEvery = 128 * 1024; // bytes written to the screen between two acknowledgements
const frameSize = 16 * 1024; // bytes of pasted text in one frame
const keptMost = 1024; // bytes typed without a connection, which are sent once there is one
const keptFor = 20_000; // ms; what is older may no longer be what its writer wants
const pingEvery = 20_000; // ms
const pongWithin = 10_000;
const backOff = [300, 700, 1500, 3000, 6000, 10_000]; // ms between attempts to connect

/** Close codes after which another attempt is pointless (labs/terminal/core/ports.py). */
const final = new Set([4400, 4401, 4404, 4410, 4429, 1009]);

/**
 * Events: "status" (detail: {name, code, attempts}; name: "connecting" | "open" | "lost" |
 * "closed"), "typing" (detail: what becomes of what is typed, see `typing`), "doubt" (the connection
 * was lost after input, and nothing was heard since), "frame" (detail: a control frame).
 */
export class TerminalSocket extends EventTarget {
  /**
   * @param {string} path of the websocket
   * @param {() => {cols: number, rows: number}} size of the terminal
   * @param {(data: Uint8Array, taken: () => void) => void} output `taken` once it is on the screen
   */
  constructor(path, size, output) {
    super();
    this.path = path;
    this.size = size;
    this.output = output;
    this.attempts = 0;
    this.written = 0;
    this.acked = 0;
    this.heard = 0; // when the server said something last
    this.typed = 0; // when input was sent last
    /** @type {WebSocket | null} */
    this.socket = null;
    // Whether the server has a shell for this connection: it says so by its first frame. A socket
    // that is merely open may yet be closed for want of one, and what it was sent would be lost.
    this.joined = false;
    this.before = false; // whether it ever had one: the server counts connections that come back
    this.over = false;
    /** @type {Uint8Array[]} */
    this.kept = [];
    /** @type {"sent" | "kept" | "refused"} what becomes of what is typed */
    this.typing = "sent";
    this.wake = () => {
      if (document.hidden) return;
      if (this.retry) this.connect();
      else if (this.joined) this.ping(0); // a hidden page's timers, and a sleeping computer, come late
    };
    addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
  }

  connect() {
    clearTimeout(this.retry);
    this.retry = 0;
    if (this.over) return;
    this.status("connecting");
    const { cols, rows } = this.size();
    const url = new URL(this.path, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const language = document.documentElement.lang.slice(0, 2);
    url.search = `?cols=${cols}&rows=${rows}&lang=${language}${this.before ? "&again=yes" : ""}`;
    this.asked = { cols, rows };
    const before = this.socket;
    const socket = new WebSocket(url);
    this.socket = socket;
    this.joined = false;
    end(before); // one that hangs, where the reader asks for another
    this.written = this.acked = 0;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => {
      if (socket !== this.socket) return;
      this.heard = performance.now();
      if (typeof data === "string") this.told(JSON.parse(data));
      else this.received(new Uint8Array(data), socket);
    });
    socket.addEventListener("close", ({ code }) => {
      if (socket === this.socket) this.lost(code);
    });
  }

  /** @param {{type: string}} frame */
  told(frame) {
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
    if (frame.type === "replay" && !this.joined) this.join();
  }

  join() {
    this.joined = this.before = true;
    this.attempts = 0;
    const { cols, rows } = this.size();
    if (cols !== this.asked?.cols || rows !== this.asked.rows) {
      this.tell({ type: "resize", cols, rows }); // it changed while there was nobody to tell
    }
    const kept = this.kept;
    this.forget();
    for (const bytes of kept) this.send(bytes);
    this.status("open");
    this.become("sent");
    this.ping();
  }

  /**
   * @param {Uint8Array} data
   * @param {WebSocket} socket
   */
  received(data, socket) {
    this.output(data, () => {
      if (socket !== this.socket) return;
      this.written += data.length;
      if (this.written - this.acked >= ackEvery) {
        this.acked = this.written;
        this.tell({ type: "ack", bytes: this.written });
      }
    });
  }

  /** @param {number} code */
  lost(code) {
    const doubtful = this.joined && this.typed > this.heard;
    this.socket = null;
    this.joined = false;
    clearTimeout(this.pinging);
    if (this.over) return;
    if (final.has(code)) {
      this.over = true;
      this.forget();
      this.status("closed", code);
      return;
    }
    const wait = backOff[Math.min(this.attempts, backOff.length - 1)];
    this.attempts += 1;
    this.retry = setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2));
    this.status("lost", code);
    if (doubtful) this.dispatchEvent(new CustomEvent("doubt"));
  }

  /**
   * Notices a connection that died without a word.
   * @param {number} [after] ms
   */
  ping(after = pingEvery) {
    clearTimeout(this.pinging);
    this.pinging = setTimeout(() => {
      const asked = performance.now();
      this.tell({ type: "ping" });
      const waiting = this.socket?.bufferedAmount ?? 0;
      this.pinging = setTimeout(() => {
        const socket = this.socket;
        if (!socket) return;
        // What was pasted goes first, and the answer may stand behind it.
        const moving = waiting > 0 && socket.bufferedAmount < waiting;
        if (this.heard < asked && !moving) {
          this.lost(1006);
          socket.close();
        } else {
          this.ping();
        }
      }, pongWithin);
    }, after);
  }

  /** @param {Uint8Array} bytes typed or pasted */
  send(bytes) {
    if (!this.connected) {
      this.keep(bytes);
      return;
    }
    this.typed = performance.now();
    for (let start = 0; start < bytes.length; start += frameSize) {
      if (!this.connected) {
        this.keep(bytes.subarray(start)); // it began to close in the middle
        return;
      }
      this.socket?.send(bytes.subarray(start, start + frameSize));
    }
  }

  /** @param {Uint8Array} bytes typed while there is no connection: all of them wait, or none */
  keep(bytes) {
    if (this.over) return;
    const waiting = this.kept.reduce((sum, each) => sum + each.length, 0);
    if (this.typing === "refused" || waiting + bytes.length > keptMost) {
      this.refuse();
      return;
    }
    this.kept.push(bytes);
    this.stale ??= setTimeout(() => this.refuse(), keptFor);
    this.become("kept");
  }

  refuse() {
    this.forget();
    this.become("refused");
  }

  forget() {
    clearTimeout(this.stale);
    this.stale = undefined;
    this.kept = [];
  }

  /** @param {TerminalSocket["typing"]} typing */
  become(typing) {
    if (typing === this.typing) return;
    this.typing = typing;
    this.dispatchEvent(new CustomEvent("typing", { detail: typing }));
  }

  /** @param {object} frame */
  tell(frame) {
    if (this.connected) this.socket?.send(JSON.stringify(frame));
  }

  get connected() {
    return this.joined && this.socket?.readyState === WebSocket.OPEN;
  }

  /**
   * @param {string} name
   * @param {number} [code] of the close
   */
  status(name, code) {
    const detail = { name, code, attempts: this.attempts };
    this.dispatchEvent(new CustomEvent("status", { detail }));
  }

  dispose() {
    this.over = true;
    this.forget();
    clearTimeout(this.retry);
    clearTimeout(this.pinging);
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    const socket = this.socket;
    this.socket = null;
    end(socket);
  }
}

/**
 * One that is still connecting is closed once it has: else the browser says that it failed.
 * @param {WebSocket | null} socket
 */
function end(socket) {
  if (socket?.readyState === WebSocket.CONNECTING) {
    socket.addEventListener("open", () => socket.close());
  } else {
    socket?.close();
  }
}
