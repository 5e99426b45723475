"""In which language the command speaks: what the site has noted in the machine (/lab/language)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

noted = Path("/tmp/.language")  # noqa: S108  # the machine's own, and one word


@cache
def code() -> str:
    """ "en" where nothing is noted."""
    try:
        return noted.read_text().strip()
    except OSError:
        return "en"


def said(en: str, es: str) -> str:
    """The one of two texts that is the reader's."""
    return es if code() == "es" else en
