"""Websocket protocol between a terminal's page and the server. Pure.

Binary frames are the terminal's bytes: input from the page, output to it. Text frames are JSON
control messages with a `type`. Why they are as they are: docs/decisions/0005-terminal.md
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from labs.core.presence import Person

frame_limit = 64 * 1024  # bytes of one frame from the page, text or binary
size_limits = (1, 500)  # rows and columns that a terminal may have

# Answers that a terminal emulator gives to questions in the output (cursor position, kind of
# terminal, colours). They look like typing, but nobody typed them.
answer = re.compile(
    rb"(?:\x1b(?:\[[?>=]?[0-9;]*[cnRy]|\[\?[0-9;]+\$y|[P\]][^\x07\x1b]*(?:\x07|\x1b\\)))+\Z"
)


class FrameError(ValueError):
    """A frame that the page can't have sent by honest means; the connection is closed."""


class Frame(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=False):
    """The base of all control messages."""


class Resize(Frame, frozen=True, tag="resize"):
    """The page's terminal has this size; see `size_clamp`."""

    cols: int
    rows: int


class Ack(Frame, frozen=True, tag="ack"):
    """The page has written so many bytes of output, counted from the start of the connection."""

    bytes: int


class Ping(Frame, frozen=True, tag="ping"):
    """The page asks whether the connection lives; it is answered by the same."""


class End(Frame, frozen=True, tag="end"):
    """The learner closed this tab: its shell ends. The console can't be closed."""


class Replay(Frame, frozen=True, tag="replay"):
    """The next `bytes` of output were shown before: the page clears its screen first, and keeps
    quiet where that output asks its terminal something."""

    bytes: int


class Tasks(Frame, frozen=True, tag="tasks"):
    """A task's state or hint changed; the page fetches its fragment."""


class Warn(Frame, frozen=True, tag="warning"):
    """`code`: "input" (some was thrown away), "memory" (a program was ended for want of it), or by
    what the session ends soon: "time" or "idle", with the seconds until then, at five minutes and
    at one; "none" when that is over."""

    code: str
    seconds: int = 0


class Ended(Frame, frozen=True, tag="ended"):
    """The session, or with "exited" only this tab's shell, is over. `reason` is a stable key."""

    reason: str


class People(Frame, frozen=True, tag="people"):
    """To the learner: who else is there now. The page fetches its fragment."""

    people: tuple[Person, ...]


class Hand(Frame, frozen=True, tag="hand"):
    """To the learner: whether their hand is up, which an instructor may have lowered."""

    raised: bool


class Screens(Frame, frozen=True, tag="screens"):
    """To the learner: whether a class's board shows the screens of their terminals."""

    shown: bool


class Mode(Frame, frozen=True, tag="mode"):
    """To a visitor: whether they may "watch" or "type". Of who watches nothing is taken."""

    mode: str


class Size(Frame, frozen=True, tag="size"):
    """To a visitor: the size that the learner's terminal has."""

    cols: int
    rows: int


class Tabs(Frame, frozen=True, tag="tabs"):
    """To a visitor: the machine's terminals that are open, of which each can be looked at."""

    tabs: tuple[int, ...]


FromPage = Resize | Ack | Ping | End
ToPage = Replay | Tasks | Warn | Ended | Ping | People | Hand | Screens | Mode | Size | Tabs

decoder: msgspec.json.Decoder[FromPage] = msgspec.json.Decoder(FromPage)
encoder = msgspec.json.Encoder()


def frame_decode(text: str) -> FromPage:
    """A text frame of the page. Raises FrameError for anything that is not one."""
    if len(text) > frame_limit:
        raise FrameError("frame too long")
    try:
        return decoder.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise FrameError(str(error)) from error


def frame_encode(frame: ToPage) -> str:
    return encoder.encode(frame).decode()


def size_clamp(cols: Any, rows: Any) -> tuple[int, int]:
    """A terminal's size within bounds; what is no number counts as 80 columns or 24 rows."""
    low, high = size_limits

    def clamp(value: Any, otherwise: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            return otherwise
        return max(low, min(high, value))

    return clamp(cols, 80), clamp(rows, 24)


def is_answer(data: bytes) -> bool:
    """Whether `data` is nothing but answers of a terminal emulator."""
    return data[:1] == b"\x1b" and answer.match(data) is not None
