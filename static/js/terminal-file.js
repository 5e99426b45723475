// Pasted text as a file of the machine: a shell of its own is given it in short lines, which no
// terminal cuts, and in letters that no terminal takes for keys.

const lineLength = 76; // of base64, as RFC 2045 has it
const patience = 15_000; // ms for a prompt, and for the shell's word that it listens
const blockLength = 0x8000; // bytes that are made letters at once

/** What the shell shows once it reads: it begins no line that was typed. */
const listening = /^> \S+\/pasted-\d+$/;

/**
 * @param {string} text
 * @returns {{command: string, body: string}} what is typed at a prompt, and what is sent after the
 * shell has shown `> FILE`; in the end it shows the file's size and name
 */
export function fileTyped(text) {
  const bytes = new TextEncoder().encode(text);
  let letters = "";
  for (let at = 0; at < bytes.length; at += blockLength) {
    letters += String.fromCharCode(...bytes.subarray(at, at + blockLength));
  }
  const lines = btoa(letters).match(new RegExp(`.{1,${lineLength}}`, "g")) ?? [];
  const body = lines.map((line) => `${line}\n`).join("");
  const command =
    "command -v base64 >/dev/null && f=~/pasted-$(date +%s) && { " +
    `stty -echo; echo "> $f"; head -c ${body.length} | base64 -d >"$f"; stty echo; wc -c "$f"; }`;
  return { command, body };
}

/**
 * @param {import("./terminal.js").TerminalTab} terminal with a shell that nobody else types into
 * @param {string} text
 * @returns {Promise<boolean>} whether all of it was sent
 */
export async function fileWrite(terminal, text) {
  const { command, body } = fileTyped(text);
  if (!(await shows(terminal, () => terminal.connected && !terminal.busy))) return false;
  terminal.run(command);
  const heard = () => terminal.shownLines().some((line) => listening.test(line));
  if (!(await shows(terminal, heard))) return false;
  terminal.receive(body);
  return true;
}

/**
 * @param {EventTarget} terminal
 * @param {() => boolean} holds
 * @returns {Promise<boolean>} whether it came to hold
 */
function shows(terminal, holds) {
  return new Promise((resolve) => {
    /** @param {boolean} found */
    const end = (found) => {
      clearTimeout(waiting);
      terminal.removeEventListener("screen", look);
      resolve(found);
    };
    const look = () => {
      if (holds()) end(true);
    };
    const waiting = setTimeout(() => end(false), patience);
    terminal.addEventListener("screen", look);
    look();
  });
}
