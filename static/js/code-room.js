// The buttons of a block of code stand over the end of its first line. Where that line is long, or
// scrolls, they get a line of their own, so that nobody has to scroll to read what is behind them.

/** @param {Iterable<Element>} blocks with their buttons in place */
export function makeRoom(blocks) {
  const long = [...blocks].filter(isBehind); // all are measured before any is changed
  for (const block of long) block.classList.add("long");
}

/** @param {Element} block */
function isBehind(block) {
  const code = block.querySelector("pre > code");
  const buttons = block.querySelector(".code-buttons, .run-button");
  if (!code || !buttons) return false;
  const { bottom, left } = buttons.getBoundingClientRect();
  const lines = document.createRange();
  lines.selectNodeContents(code);
  return [...lines.getClientRects()].some((line) => line.top < bottom && line.right > left);
}
