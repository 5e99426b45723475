// Where a text is, and its page beside it: both are between the same two headings.

/** The lines, from 1, on which headings of the second and third level stand, outside of fences.
 * @param {string} text @returns {number[]} */
export function headingLines(text) {
  const found = [];
  let fence = "";
  for (const [at, line] of text.split("\n").entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark && !fence) fence = mark;
    else if (mark && mark[0] === fence[0] && mark.length >= fence.length) fence = "";
    else if (!fence && /^#{2,3} /.test(line)) found.push(at + 1);
  }
  return found;
}

/** @param {number[]} starts of the parts, in order; the first part begins at `first`
 * @param {number} at @param {number} first @param {number} last
 * @returns {{part: number, share: number}} which part, and how far it is through */
export function placeIn(starts, at, first, last) {
  const bounds = [first, ...starts, last];
  let part = 0;
  while (part < starts.length && starts[part] <= at) part += 1;
  const length = bounds[part + 1] - bounds[part];
  return { part, share: length > 0 ? Math.min(1, (at - bounds[part]) / length) : 0 };
}

/** The other way round: where that place is among other starts.
 * @param {number[]} starts @param {{part: number, share: number}} place
 * @param {number} first @param {number} last */
export function pointOf(starts, place, first, last) {
  const bounds = [first, ...starts, last];
  const part = Math.min(place.part, starts.length);
  return bounds[part] + place.share * (bounds[part + 1] - bounds[part]);
}
