// What a shell's prompt looks like: who@where:path and its sign, or a path alone as busybox has it.
// Pure.

export const prompt = /^(?:[\w.-]+@[\w.-]+(?::\S*)?|~|\/\S*) ?[$#](?:\s|$)/;

/** @param {string} line @returns {boolean} whether it begins with a prompt */
export function atPrompt(line) {
  return prompt.test(line);
}
