// What a recording says, for the player, whose emulator gives a column to characters that have none
// in the guest: joiners, variation selectors, combining marks. They go, into the letter before them
// where Unicode has one letter for both; the columns of all that follows are then the guest's. Pure.

/** An escape as the file has it, with the control sequence that it may begin; or an optional letter
 * and characters without a column (the later parts of a Korean syllable among them). The soft hyphen
 * has a column. */
const parts = new RegExp(
  String.raw`\\u001b(?:\[[0-?]*)?[ -/]*[0-~]|\\u[0-9a-f]{4}|\\.` +
    String.raw`|\p{L}?(?:(?!\xad)[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff])+`,
  "giu",
);
const noColumn = /(?!\xad)[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/gu;

/**
 * @param {string} cast an asciicast file
 * @returns {string}
 */
export function castWidths(cast) {
  return cast.replace(parts, (part) =>
    part[0] === "\\" ? part : part.normalize("NFC").replace(noColumn, ""),
  );
}
