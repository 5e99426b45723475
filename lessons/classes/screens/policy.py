"""Decides whether a member's screens may be shown. Pure."""

from __future__ import annotations

from enum import StrEnum


class Setting(StrEnum):
    """What the class says; as lessons.models.Class.Screens."""

    OFF = "off"
    ASK = "ask"
    ON = "on"


def may_show(setting: str, answer: bool | None, *, guest: bool) -> bool:
    """`answer` is the member's own, None while they gave none. A no holds whatever the class says,
    and guests, of whom nobody knows who they are, are never shown."""
    if guest or answer is False:
        return False
    return setting == Setting.ON or (setting == Setting.ASK and answer is True)
