"""The cover of a course's book: its title, its authors, and the three technologies on one host.

An SVG, which EPUB 3.3 counts among the images that each reading system shows. Its colours stand in
it, since a cover is shown outside of the book's pages.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from html import escape
from pathlib import Path

from lessons.illustrations import illustration

width, height, margin = 600, 800, 60  # units
letters, line, lines_most = 46, 56, 6  # of the title: their size, from line to line, how many
across = 19  # letters of the title that a line has room for
drawn_rule = re.compile(r"^svg ([^{]+\{[^}]*\})", re.MULTILINE)
book_style = Path(__file__).with_name("book.css")


def cover_make(title: str, authors: Sequence[str], language: str) -> str:
    """The SVG as text; a title beyond six lines is cut."""
    lines = textwrap.wrap(title, across, max_lines=lines_most, placeholder=" …")
    rows = "".join(
        f'<tspan x="{margin}" y="{150 + at * line}">{escape(text)}</tspan>'
        for at, text in enumerate(lines)
    )
    family = illustration("family")
    by = escape(", ".join(authors))
    colours = "\n".join(drawn_rule.findall(book_style.read_text()))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"
 aria-label="{escape(title)}" xml:lang="{escape(language)}">
<style>
{colours}
text {{ font-family: sans-serif; }}
</style>
<rect width="{width}" height="{height}" fill="#ffffff"/>
<rect width="{width}" height="14" fill="#1d4f91"/>
<text font-size="{letters}" font-weight="700">{rows}</text>
<svg x="{margin}" y="500" width="480" height="192" viewBox="{family.view_box}" fill="none">
{family.inner}
</svg>
<text class="muted" x="{margin}" y="750" font-size="24">{by}</text>
</svg>
"""
