"""A terminal's screen as text, as a class's live board shows it: the type. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

import msgspec

from virtlearn.core.msgspec_types import types_ready

columns, rows = 80, 24  # of what is shown, at most


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """What one terminal shows. `text` has up to `rows` lines of up to `columns`, without characters
    that control anything; `cols` and `lines` are the terminal's real size, `top` its first line
    that is in `text`, from 0."""

    machine: str
    tab: int
    cols: int
    lines: int
    top: int
    text: str


def screens_digest(screens: Sequence[Screen]) -> str:
    """Another one wherever a screen reads otherwise; "" for none."""
    if not screens:
        return ""
    found = hashlib.blake2b(msgspec.json.encode(screens), digest_size=9).digest()
    return base64.urlsafe_b64encode(found).decode()


types_ready(Screen)
