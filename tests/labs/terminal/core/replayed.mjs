// Reads {cols, rows, cases: [{seen, replay}]} of base64 from standard input, and prints for each how
// xterm.js stands after either: [seen, replay].

import { Terminal } from "../../../../node_modules/@xterm/xterm/lib/xterm.mjs";

let input = "";
for await (const piece of process.stdin) input += piece;
const { cols, rows, cases } = JSON.parse(input);

/** @param {string} bytes */
async function stand(bytes) {
  const term = new Terminal({ allowProposedApi: true, cols, rows, scrollback: 5000 });
  await new Promise((done) => term.write(Buffer.from(bytes, "base64"), () => done(undefined)));
  const { active, normal } = term.buffer;
  const lines = (/** @type {import("@xterm/xterm").IBuffer} */ buffer) =>
    Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row)?.translateToString(true));
  return { modes: term.modes, type: active.type, lines: lines(active), normal: lines(normal),
    cursor: [active.cursorX, active.cursorY] };
}

const found = [];
for (const { seen, replay } of cases) found.push([await stand(seen), await stand(replay)]);
console.log(JSON.stringify(found));
