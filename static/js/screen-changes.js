// What has changed between two looks at a screen, as somebody who hears it would be told. Pure.

const linesMost = 8; // that are said at once

/**
 * @param {string[]} before lines of the screen, by row
 * @param {string[]} after
 * @returns {string[]} the lines that are new, by row, blank ones left out; what has only moved up or
 * down with all others is not new
 */
export function linesChanged(before, after) {
  let changed = rowsDiffering(before, after, 0);
  for (let shift = 1 - after.length; shift < after.length; shift += 1) {
    const differing = rowsDiffering(before, after, shift);
    if (differing.length < changed.length) changed = differing;
  }
  return changed.map((row) => after[row].trim()).filter(Boolean);
}

/**
 * @param {string[]} before
 * @param {string[]} after
 * @param {number} shift rows by which all lines have moved up
 */
function rowsDiffering(before, after, shift) {
  const rows = [];
  for (let row = 0; row < after.length; row += 1) {
    if (after[row] !== (before[row + shift] ?? "")) rows.push(row);
  }
  return rows;
}

/**
 * @param {string[]} lines
 * @param {string} more words for the lines that are not said, "%s" their count
 * @returns {string}
 */
export function linesSaid(lines, more) {
  const rest = lines.length - linesMost;
  const said = lines.slice(0, linesMost);
  return (rest > 0 ? [...said, more.replace("%s", String(rest))] : said).join("\n");
}
