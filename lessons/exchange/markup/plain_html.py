"""Plain text, and Moodle's own format, as HTML."""

from __future__ import annotations

import re

from lessons.exchange.markup.html_tree import text_most
from lessons.quizzes.asked import NoFormError

tag_in_text = re.compile(r"<[a-zA-Z/!][^<>]*>")


def html_of(text: str) -> str:
    """Moodle's own format: HTML whose line ends are breaks."""
    lines = text.strip().split("\n")
    if len(text) > text_most:
        raise NoFormError(f"a text of it has over {text_most:,} characters")
    pieces = re.split(r"(<pre.*?</pre>)", "\n".join(lines), flags=re.DOTALL | re.IGNORECASE)
    return "".join(
        piece if at % 2 else re.sub(r"\n\s*\n", "<p>", piece).replace("\n", "<br>")
        for at, piece in enumerate(pieces)
    )


def literal(text: str) -> str:
    """Plain text as HTML that shows it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
