"""Words for the messages in which problems are told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

slug_shape = re.compile(r"[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,63}\Z")
slug_rule = "lower-case letters, digits and single hyphens, beginning with a letter"


def slug_is(text: str) -> bool:
    """Whether `text` can be a slug, an id or a key."""
    return slug_shape.match(text) is not None


def slug_of(text: str) -> str:
    """A slug made of `text`: accents dropped, what is no letter or digit becomes a hyphen."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")
    if not slug:
        return "section"
    return slug if slug[0].isalpha() else f"s-{slug}"


def shown(text: str, length: int = 60) -> str:
    """`text` as a message can quote it: on one line, printable, not too long."""
    flat = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def one_of(options: Iterable[str]) -> str:
    """`a`, `b` or `c`; "none" where there are none."""
    names = [f"`{option}`" for option in sorted(options)]
    if len(names) > 12:
        names = [*names[:12], "…"]
    if len(names) < 2:
        return names[0] if names else "none"
    return f"{', '.join(names[:-1])} or {names[-1]}"


def instead(name: str, options: Iterable[str]) -> str:
    """What to write instead of `name`, which is none of `options`."""
    known = sorted(options)
    if close := get_close_matches(name[:80], known, n=1, cutoff=0.7):
        return f"write `{close[0]}`?"
    return f"write {one_of(known)}" if known else "there is none yet"
