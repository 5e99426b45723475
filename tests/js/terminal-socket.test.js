import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { TerminalSocket } from "../../static/js/terminal-socket.js";
import { FakeClock, pageOf } from "./dom.js";

let clock;
let sockets;
let events;
let size;
let terminal;
let output;

class FakeWebSocket extends EventTarget {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSED = 3;

  constructor(url) {
    super();
    this.url = url;
    this.readyState = FakeWebSocket.CONNECTING;
    this.bufferedAmount = 0;
    this.sent = [];
    sockets.push(this);
  }

  send(data) {
    this.sent.push(typeof data === "string" ? JSON.parse(data) : Buffer.from(data).toString("latin1"));
  }

  close() {
    this.readyState = FakeWebSocket.CLOSED;
  }

  /** What the server does. */
  open() {
    this.readyState = FakeWebSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  says(data) {
    const text = typeof data === "object" && !(data instanceof Uint8Array) ? JSON.stringify(data) : data;
    this.dispatchEvent(Object.assign(new Event("message"), { data: text }));
  }

  lose(code = 1006) {
    this.readyState = FakeWebSocket.CLOSED;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

const bytes = (text) => new TextEncoder().encode(text);

beforeEach(() => {
  clock = new FakeClock();
  sockets = [];
  events = [];
  size = { cols: 80, rows: 24 };
  output = [];
  pageOf().lang = "es";
  globalThis.WebSocket = FakeWebSocket;
  globalThis.location = { href: "https://school.example/en/lab/", protocol: "https:" };
  globalThis.addEventListener = (name, then) => document.addEventListener(`window-${name}`, then);
  globalThis.removeEventListener = (name, then) => document.removeEventListener(`window-${name}`, then);
  Math.random = () => 0.5; // a wait is what it is, without chance
  terminal = new TerminalSocket("/ws/x/", () => size, (data, taken) => output.push([data, taken]));
  for (const name of ["status", "typing", "doubt", "frame"]) {
    terminal.addEventListener(name, ({ detail }) => events.push([name, detail?.name ?? detail]));
  }
});

/** Connected, with a shell behind it. */
function joined() {
  if (!sockets.length) terminal.connect();
  const socket = sockets.at(-1);
  socket.open();
  socket.says({ type: "replay" });
  return socket;
}

const told = (name) => events.filter(([each]) => each === name).map(([, detail]) => detail);

test("the address has the size and the language, and the page's security", () => {
  terminal.connect();
  assert.equal(String(sockets[0].url), "wss://school.example/ws/x/?cols=80&rows=24&lang=es");
  location.protocol = "http:";
  terminal.connect();
  assert.equal(sockets[1].url.protocol, "ws:");
});

test("a connection that comes back says so, and one that never was does not", () => {
  terminal.connect();
  sockets[0].lose();
  clock.tick(300);
  assert.equal(sockets[1].url.search, "?cols=80&rows=24&lang=es");
  joined().lose();
  clock.tick(300);
  assert.equal(sockets[2].url.search, "?cols=80&rows=24&lang=es&again=yes");
});

test("what is typed waits for a shell, not for a socket", () => {
  terminal.connect();
  sockets[0].open();
  terminal.send(bytes("ls\r"));
  assert.deepEqual(sockets[0].sent, []);
  sockets[0].says({ type: "replay" });
  assert.deepEqual(sockets[0].sent, ["ls\r"]);
  assert.deepEqual(told("typing"), ["kept", "sent"]);
  assert.deepEqual(told("status"), ["connecting", "open"]);
});

test("a second replay joins nothing anew", () => {
  const socket = joined();
  socket.says({ type: "replay" });
  assert.deepEqual(told("status"), ["connecting", "open"]);
});

test("a size that changed on the way is told", () => {
  terminal.connect();
  size = { cols: 100, rows: 24 };
  assert.deepEqual(joined().sent, [{ type: "resize", cols: 100, rows: 24 }]);
  sockets[0].lose();
  clock.tick(300);
  size = { cols: 100, rows: 30 };
  assert.deepEqual(joined().sent, [{ type: "resize", cols: 100, rows: 30 }]);
});

test("a paste is sent in frames, in its order", () => {
  const socket = joined();
  const text = "a".repeat(16 * 1024) + "b".repeat(16 * 1024) + "c";
  terminal.send(bytes(text));
  assert.deepEqual(socket.sent.map((each) => each.length), [16384, 16384, 1]);
  assert.equal(socket.sent.join(""), text);
});

test("what is not on the screen yet is not acknowledged", () => {
  const socket = joined();
  socket.says(new Uint8Array(100 * 1024));
  socket.says(new Uint8Array(28 * 1024 - 1));
  socket.says(new Uint8Array(1));
  for (const [, taken] of output.splice(0, 2)) taken();
  assert.deepEqual(socket.sent, []);
  output[0][1]();
  assert.deepEqual(socket.sent, [{ type: "ack", bytes: 128 * 1024 }]);
});

test("what an earlier connection wrote is not acknowledged to the next", () => {
  joined().says(new Uint8Array(200 * 1024));
  sockets[0].lose();
  clock.tick(300);
  const socket = joined();
  output[0][1]();
  assert.deepEqual(socket.sent, []);
});

test("a lost connection is made again, each time later, and from the start once it was joined", () => {
  terminal.connect();
  const waits = [300, 700, 1500, 3000, 6000, 10_000, 10_000];
  for (const wait of waits) {
    sockets.at(-1).lose();
    const before = sockets.length;
    clock.tick(wait - 1);
    assert.equal(sockets.length, before);
    clock.tick(1);
    assert.equal(sockets.length, before + 1);
  }
  joined().lose();
  clock.tick(300);
  assert.equal(sockets.length, waits.length + 2);
});

test("chance moves a wait by a quarter at most", () => {
  for (const [chance, wait] of [[0, 225], [1, 375]]) {
    Math.random = () => chance;
    terminal.attempts = 0;
    terminal.connect();
    sockets.at(-1).lose();
    const before = sockets.length;
    clock.tick(wait - 1);
    assert.equal(sockets.length, before);
    clock.tick(1);
    assert.equal(sockets.length, before + 1);
  }
});

for (const code of [4400, 4401, 4404, 4410, 4429, 1009]) {
  test(`after ${code} it is over`, () => {
    joined().lose(code);
    clock.tick(60_000);
    terminal.connect();
    terminal.send(bytes("x"));
    assert.equal(sockets.length, 1);
    assert.deepEqual(told("status"), ["connecting", "open", "closed"]);
    assert.deepEqual(told("typing"), []);
  });
}

for (const code of [1000, 1001, 1006, 1011, 1012, 4500, 4503]) {
  test(`after ${code} it is tried again`, () => {
    joined().lose(code);
    clock.tick(300);
    assert.equal(sockets.length, 2);
  });
}

test("a browser that is back, or a page that is seen again, does not wait", () => {
  joined().lose();
  document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(sockets.length, 1);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(sockets.length, 2);
  clock.tick(5000);
  assert.equal(sockets.length, 2); // the wait is over, not doubled
  document.dispatchEvent(new Event("window-online"));
  assert.equal(sockets.length, 2);
});

test("what is typed without a connection waits, all of it or none", () => {
  joined().lose();
  terminal.send(bytes("a".repeat(1000)));
  terminal.send(bytes("b".repeat(24)));
  clock.tick(300);
  assert.deepEqual(joined().sent.map((each) => each.length), [1000, 24]);
  sockets.at(-1).lose();
  terminal.send(bytes("a".repeat(1000)));
  terminal.send(bytes("b".repeat(25)));
  terminal.send(bytes("c"));
  clock.tick(300);
  assert.deepEqual(joined().sent, []);
  assert.deepEqual(told("typing"), ["kept", "sent", "kept", "refused", "sent"]);
});

test("what waited too long is not sent any more", () => {
  terminal.connect();
  terminal.send(bytes("rm x\r"));
  clock.tick(19_999);
  terminal.send(bytes("y"));
  assert.deepEqual(told("typing"), ["kept"]);
  clock.tick(1);
  assert.deepEqual(told("typing"), ["kept", "refused"]);
  assert.deepEqual(joined().sent, []);
});

test("a doubt is told where something was typed and nothing was heard since", () => {
  const socket = joined();
  clock.tick(5);
  terminal.send(bytes("x"));
  clock.tick(5);
  socket.says(new Uint8Array(1));
  socket.lose();
  assert.deepEqual(told("doubt"), []);
  clock.tick(300);
  joined();
  clock.tick(5);
  terminal.send(bytes("x"));
  sockets.at(-1).lose();
  assert.equal(told("doubt").length, 1);
});

test("a connection that dies without a word is noticed, and a slow one is not given up", () => {
  const socket = joined();
  clock.tick(20_000);
  assert.deepEqual(socket.sent, [{ type: "ping" }]);
  socket.says({ type: "pong" });
  clock.tick(30_000);
  assert.equal(socket.sent.length, 2);
  socket.bufferedAmount = 0;
  clock.tick(10_000);
  assert.deepEqual(told("status").slice(-1), ["lost"]);
  assert.equal(socket.readyState, FakeWebSocket.CLOSED);
});

test("a page that is seen again asks at once whether its connection lives", () => {
  const socket = joined();
  document.hidden = true;
  clock.tick(5000);
  document.dispatchEvent(new Event("visibilitychange"));
  clock.tick(100);
  assert.deepEqual(socket.sent, []);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  clock.tick(0);
  assert.deepEqual(socket.sent, [{ type: "ping" }]);
  clock.tick(10_000); // nobody answers: a proxy has let go of it, or the computer slept
  assert.deepEqual(told("status").slice(-1), ["lost"]);
  clock.tick(300);
  assert.equal(sockets.length, 2);
  joined();
  document.dispatchEvent(new Event("visibilitychange"));
  clock.tick(0);
  sockets[1].says({ type: "ping" });
  clock.tick(10_000);
  assert.deepEqual(told("status").slice(-1), ["open"]);
});

test("a paste that is still moving is a connection that lives", () => {
  const socket = joined();
  socket.bufferedAmount = 1000;
  clock.tick(20_000);
  socket.bufferedAmount = 999;
  clock.tick(10_000);
  assert.deepEqual(told("status"), ["connecting", "open"]);
  clock.tick(20_000);
  clock.tick(10_000); // it has not moved since
  assert.deepEqual(told("status").slice(-1), ["lost"]);
});

test("what an earlier socket says or does is no news", () => {
  const first = joined();
  terminal.connect();
  first.says({ type: "late" });
  first.lose(4404);
  assert.deepEqual(told("frame").map(({ type }) => type ?? type), ["replay"]);
  assert.equal(terminal.over, false);
});

test("one that is let go of is closed, also while it connects, and comes back no more", () => {
  terminal.connect();
  terminal.dispose();
  assert.equal(sockets[0].readyState, FakeWebSocket.CONNECTING);
  sockets[0].open();
  assert.equal(sockets[0].readyState, FakeWebSocket.CLOSED);
  sockets[0].lose();
  document.dispatchEvent(new Event("window-online"));
  clock.tick(60_000);
  assert.equal(sockets.length, 1);
});
