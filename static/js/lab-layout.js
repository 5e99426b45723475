// Decides how a lab's window is shared out between its text and its terminals. Pure: sizes in, a plan
// out, so that every window can be tried without a browser.

/** What every terminal has, where a window has room for it. */
export const least = { rows: 20, columns: 80 };
/** What it has on a phone, and where somebody wants letters that are larger than the window allows. */
export const narrow = { rows: 10, columns: 40 };
const narrowest = 640; // px of a window, below which text and machines are never seen together
/** The text has at least so many px: across beside the terminals, down above them. */
const textLeast = { beside: 336, above: 150 };
const textShare = 0.4; // of the window, as long as the reader has not moved the separator
const comfortable = 12; // px of letters, below which machines are shown one at a time
export const letterSizes = [14, 13, 12, 11]; // px, of which one is taken where the reader chose none

/**
 * @typedef {{width: number, height: number}} Size in px
 * @typedef {object} Space
 * @property {number} width of the workspace, in px
 * @property {number} height
 * @property {number} separator how thick it is, in px
 * @property {number} foot height of the tools below the machines, in px
 * @property {number} switch height of what chooses the machine, where one is shown at a time, in px
 * @property {Size} frame px of a machine's box around its terminals
 * @property {Size} inset px of a terminal's box around its letters
 * @property {(letters: number) => Size} cell of one character, by the size of the letters in px
 *
 * @typedef {"auto" | "columns" | "rows" | "one"} Arrangement
 * @typedef {object} Wish
 * @property {number[]} terminals how many are to be seen of each machine: 1, or 2 where it is split
 * @property {Arrangement} arrangement of the machines
 * @property {boolean} folded the text is put away
 * @property {number[]} letters sizes in px, the preferred one first
 * @property {number | null} share of the window that the reader gave the text
 *
 * @typedef {object} Plan
 * @property {"beside" | "above" | "panes"} mode where the text is; "panes": either it or the machines
 * @property {number} columns of machines
 * @property {number} rows of machines
 * @property {boolean} one a single machine is shown at a time
 * @property {"columns" | "rows" | "none"} split where the two terminals of a split machine stand
 * @property {number} letters size in px
 * @property {number} text px of the text; 0 in panes, and where it is folded
 * @property {{least: number, most: number}} textRoom within which it can be moved
 * @property {boolean} granted what the reader asked for could be had
 */

/**
 * @param {Space} space
 * @param {Wish} wish
 * @returns {Plan}
 */
export function plan(space, wish) {
  const asked = wish.arrangement === "columns" || wish.arrangement === "rows";
  const split = wish.terminals.some((count) => count > 1);
  const dense = asked || split; // letters may be small for what somebody asks for
  const together = grids(wish);
  const alone = [{ columns: 1, rows: 1, one: wish.terminals.length > 1 }];
  const letters = dense ? wish.letters : wish.letters.filter((size, at) => !at || size >= comfortable);
  for (const mode of modes(wish)) {
    const found = fitting(space, wish, mode, together, letters);
    if (found) return { ...found, granted: true };
    const single = fitting(space, wish, mode, alone, wish.letters);
    if (single && !asked) return { ...single, granted: true };
  }
  const single = { ...wish, terminals: wish.terminals.map(() => 1) };
  for (const mode of modes(wish)) {
    const found = fitting(space, single, mode, alone, wish.letters);
    if (found) return { ...found, split: "none", granted: !asked && !split };
  }
  if (wish.letters.length === 1 && space.width >= narrowest) {
    const found = fitting(space, single, "beside", alone, wish.letters, narrow);
    if (found) return { ...found, split: "none", granted: !asked && !split };
  }
  return panes(space, wish);
}

/** @param {Wish} wish @returns {("beside" | "above")[]} in the order of preference */
function modes(wish) {
  return wish.folded ? ["beside"] : ["beside", "above"];
}

/** @param {Wish} wish @returns {{columns: number, rows: number, one: boolean}[]} */
function grids({ terminals: { length }, arrangement }) {
  if (arrangement === "one" && length > 1) return [{ columns: 1, rows: 1, one: true }];
  const all = [];
  for (let columns = length; columns >= 1; columns -= 1) {
    const rows = Math.ceil(length / columns);
    if ((rows - 1) * columns < length) all.push({ columns, rows, one: false });
  }
  if (arrangement === "columns") return all.slice(0, 1);
  if (arrangement === "rows") return all.slice(-1);
  return all;
}

/**
 * The first of `together` in which all terminals have their least size.
 * @param {Space} space
 * @param {Wish} wish
 * @param {"beside" | "above"} mode
 * @param {{columns: number, rows: number, one: boolean}[]} together
 * @param {number[]} letters
 * @param {{rows: number, columns: number}} size that each terminal has at least
 * @returns {Omit<Plan, "granted"> | undefined}
 */
function fitting(space, wish, mode, together, letters, size = least) {
  const beside = mode === "beside";
  const parted = wish.folded ? 0 : space.separator;
  const kept = wish.folded ? 0 : textLeast[mode];
  const width = space.width - (beside ? parted + kept : 0);
  const height = space.height - space.foot - (beside ? 0 : parted + kept);
  for (const letter of letters) {
    for (const grid of together) {
      for (const split of /** @type {("columns" | "rows")[]} */ (["rows", "columns"])) {
        const box = boxOf(space, Math.max(...wish.terminals), split, letter, size);
        const [wide, high] = [box.width * grid.columns, box.height * grid.rows];
        const choice = grid.one ? space.switch : 0;
        if (wide > width || high + choice > height) continue;
        const most = kept + (beside ? width - wide : height - high - choice);
        const whole = beside ? space.width : space.height;
        const wanted = (wish.share ?? textShare) * whole;
        const text = wish.folded ? 0 : Math.round(Math.min(most, Math.max(kept, wanted)));
        return { mode, ...grid, split, letters: letter, text, textRoom: { least: kept, most } };
      }
    }
  }
  return undefined;
}

/**
 * The box of a machine whose terminals have their least size.
 * @param {Space} space
 * @param {number} terminals
 * @param {"columns" | "rows"} split
 * @param {number} letters
 * @param {{rows: number, columns: number}} size
 * @returns {Size}
 */
function boxOf({ frame, inset, cell }, terminals, split, letters, { rows, columns }) {
  const { width, height } = cell(letters);
  const one = {
    width: Math.ceil(columns * width) + inset.width,
    height: Math.ceil(rows * height) + inset.height,
  };
  return {
    width: frame.width + one.width * (split === "columns" ? terminals : 1),
    height: frame.height + one.height * (split === "rows" ? terminals : 1),
  };
}

/** @param {Space} space @param {Wish} wish @returns {Plan} */
function panes(space, wish) {
  const width = space.width - space.frame.width - space.inset.width;
  const fits = (/** @type {number} */ size) => narrow.columns * space.cell(size).width <= width;
  const letters = wish.letters.find(fits) ?? wish.letters[wish.letters.length - 1];
  const asked = wish.arrangement === "columns" || wish.arrangement === "rows";
  return {
    mode: "panes", columns: 1, rows: 1, one: wish.terminals.length > 1, split: "none", letters,
    text: 0, textRoom: { least: 0, most: 0 },
    granted: !asked && wish.terminals.every((count) => count === 1),
  };
}
