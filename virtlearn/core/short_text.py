"""Names and other texts of one line that people type: of any script, and harmless beside others.

Pure. A letter may take several code points, and a direction that a text sets must not turn round
what stands after it (Unicode Standard Annexes 29 and 9).
"""

from __future__ import annotations

from unicodedata import category, normalize

import regex

# Marks and isolates that set the direction of text; letters have their direction by themselves.
directional = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], None
)


def short_text(text: str, most: int) -> str:
    """`text` in NFC on one line, at most `most` code points, and no letter of it cut.

    Control characters and those that set a direction are left out.
    """
    plain = normalize("NFC", text).translate(directional)
    plain = "".join(" " if category(each) in ("Cc", "Zl", "Zp") else each for each in plain)
    kept = ""
    for letter in regex.findall(r"\X", " ".join(plain.split())):
        if len(kept) + len(letter) > most:
            break
        kept += letter
    return kept.strip()
