"""Plain text, and Moodle's own format, as HTML."""

from __future__ import annotations

import re

tag_in_text = re.compile(r"<[a-zA-Z/!][^>]*>")


def html_of(text: str) -> str:
    """Moodle's own format: HTML whose line ends are breaks."""
    lines = text.strip().split("\n")
    pieces = re.split(r"(<pre.*?</pre>)", "\n".join(lines), flags=re.DOTALL | re.IGNORECASE)
    return "".join(
        piece if at % 2 else re.sub(r"\n\s*\n", "<p>", piece).replace("\n", "<br>")
        for at, piece in enumerate(pieces)
    )


def literal(text: str) -> str:
    """Plain text as HTML that shows it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
