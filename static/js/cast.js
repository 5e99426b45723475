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

const sgr = /\x1b\[([\d;]*)m/g;
const least = 4.5; // contrast of letters and their ground, as WCAG 2.2 wants it (1.4.3)

/**
 * The recording with letters that can be read on every ground: the same sixteen colours are letters
 * and grounds, so that black on green, say, is too dark where all have to be dark on white. As
 * xterm.js does with `minimumContrastRatio`.
 * @param {string} recording
 * @param {{foreground: string, background: string, colours: string[]}} palette of `#rrggbb`, the
 * sixteen colours in their order
 */
export function readable(recording, palette) {
  const pen = new Pen(palette);
  return recording
    .split("\n")
    .map((line) => {
      if (!line.includes("\\u001b[") || !/^\s*\[[^,]*,\s*"o"/.test(line)) return line;
      const [at, kind, shown] = JSON.parse(line);
      return JSON.stringify([at, kind, shown.replace(sgr, (whole, codes) => whole + pen.take(codes))]);
    })
    .join("\n");
}

/** Which letters stand on which ground now. */
class Pen {
  /** @param {{foreground: string, background: string, colours: string[]}} palette */
  constructor(palette) {
    this.palette = palette;
    this.letters = -1; // number of a colour; -1: the terminal's own; -2: one of none of the sixteen
    this.ground = -1;
    this.mended = false;
  }

  /** @param {string} codes @returns {string} what has to follow them */
  take(codes) {
    const parts = codes.split(";").map(Number);
    for (let at = 0; at < parts.length; at += 1) {
      const code = parts[at];
      if (code === 0) [this.letters, this.ground, this.mended] = [-1, -1, false];
      else if (code === 38 || code === 48) {
        const colour = parts[at + 1] === 5 && parts[at + 2] < 16 ? parts[at + 2] : -2;
        if (code === 38) this.letters = colour;
        else this.ground = colour;
        at += parts[at + 1] === 5 ? 2 : 4;
      } else if (code === 39) this.letters = -1;
      else if (code === 49) this.ground = -1;
      else if (code >= 30 && code <= 37) this.letters = code - 30;
      else if (code >= 90 && code <= 97) this.letters = code - 82;
      else if (code >= 40 && code <= 47) this.ground = code - 40;
      else if (code >= 100 && code <= 107) this.ground = code - 92;
    }
    return this.mend();
  }

  mend() {
    const { foreground, background, colours } = this.palette;
    if (this.letters === -2 || this.ground === -2) return "";
    const own = this.letters < 0 ? foreground : colours[this.letters];
    const ground = this.ground < 0 ? background : colours[this.ground];
    if (contrast(own, ground) < least) {
      this.mended = true;
      const better = contrast("#ffffff", ground) > contrast("#000000", ground) ? 255 : 0;
      return `\x1b[38;2;${better};${better};${better}m`;
    }
    if (!this.mended) return "";
    this.mended = false;
    if (this.letters < 0) return "\x1b[39m";
    return `\x1b[${this.letters < 8 ? 30 + this.letters : 82 + this.letters}m`;
  }
}

/** @param {string} one @param {string} other both `#rrggbb` @returns {number} 1 to 21 */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {string} colour */
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
