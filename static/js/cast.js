// What a recording in asciicast v2 says of itself.

/**
 * The most columns and the most rows that the terminal had, at its start or after any change.
 * @param {string} recording
 * @returns {{cols: number, rows: number}}
 */
export function sizeLargest(recording) {
  const [first, ...events] = recording.split("\n");
  const head = JSON.parse(first);
  let { width: cols, height: rows } = head;
  for (const line of events) {
    // The kind comes after the time; what was shown is read only where the size has changed.
    if (!/^\s*\[[^,]*,\s*"r"/.test(line)) continue;
    const [width, height] = JSON.parse(line)[2].split("x").map(Number);
    cols = Math.max(cols, width);
    rows = Math.max(rows, height);
  }
  return { cols, rows };
}
