// Which lines of two screens have no counterpart on the other one. Pure.

import { atPrompt, prompt } from "./shell-prompt.js";

/** @param {string} line */
function bare(line) {
  return line.trimEnd().replace(prompt, "");
}

/** @param {string} line @returns {boolean} whether it is output, which a prompt and what is typed at it is not */
const counts = (line) => line.trim() !== "" && !atPrompt(line);

/**
 * By the longest common subsequence, so that a line more on one side doesn't make all that follow
 * differ. Empty lines and those with a prompt never differ.
 * @param {string[]} left
 * @param {string[]} right
 * @returns {{left: number[], right: number[]}} indices of the lines that differ
 */
export function linesDiffering(left, right) {
  const a = left.map(bare);
  const b = right.map(bare);
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width); // of the subsequence from (i, j) on
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      length[at] =
        a[i] === b[j] ? length[at + width + 1] + 1 : Math.max(length[at + width], length[at + 1]);
    }
  }
  /** @type {{left: number[], right: number[]}} */
  const differing = { left: [], right: [] };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const at = i * width + j;
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && length[at + width] >= length[at + 1])) {
      if (counts(left[i])) differing.left.push(i);
      i += 1;
    } else {
      if (counts(right[j])) differing.right.push(j);
      j += 1;
    }
  }
  return differing;
}
