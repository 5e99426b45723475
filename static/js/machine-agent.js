// What is asked of the agent in a browser's machine, and what it answers: labs/machines/browser/guest/
// lab/agent. Knows nothing of the machine but a way to send bytes. Pure but for its clock.

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const newline = 10;
const patience = 10; // s that an answer may take beyond what its script may

/** @param {Uint8Array} first @param {Uint8Array} second */
function joined(first, second) {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

export class Agent {
  /** @param {(bytes: Uint8Array) => void} send */
  constructor(send) {
    this.send = send;
    this.number = 0;
    this.heard = new Uint8Array(0);
    /** @type {Map<number, {resolve: (answer: {status: number, output: string}) => void, timer: any}>} */
    this.open = new Map();
    /** @type {{id: number, status: number, bytes: number} | null} */
    this.answer = null;
  }

  /**
   * Has `script` run for `user` (learner, checks, root, or host: beside the container).
   * @param {string} script
   * @param {{user?: string, seconds?: number}} [how]
   * @returns {Promise<{status: number, output: string}>} status 124: it took too long; -1: no answer
   */
  run(script, { user = "checks", seconds = 60 } = {}) {
    const id = (this.number += 1);
    const bytes = encoder.encode(script);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.settle(id, -1, ""), (seconds + patience) * 1000);
      this.open.set(id, { resolve, timer });
      this.send(joined(encoder.encode(`${id} ${user} ${seconds} ${bytes.length}\n`), bytes));
    });
  }

  /** @param {Uint8Array} bytes that the agent wrote */
  receive(bytes) {
    this.heard = joined(this.heard, bytes);
    for (;;) {
      if (!this.answer) {
        const end = this.heard.indexOf(newline);
        if (end < 0) return;
        const head = /^(\d+) (\d+) (\d+)$/.exec(decoder.decode(this.heard.slice(0, end)).trim());
        this.heard = this.heard.slice(end + 1);
        if (!head) continue; // what somebody else wrote there
        this.answer = { id: Number(head[1]), status: Number(head[2]), bytes: Number(head[3]) };
      }
      const { id, status, bytes: size } = this.answer;
      if (this.heard.length < size) return;
      const output = decoder.decode(this.heard.slice(0, size));
      this.heard = this.heard.slice(size);
      this.answer = null;
      this.settle(id, status, output);
    }
  }

  /** @param {number} id @param {number} status @param {string} output */
  settle(id, status, output) {
    const found = this.open.get(id);
    if (!found) return;
    clearTimeout(found.timer);
    this.open.delete(id);
    found.resolve({ status, output });
  }
}
