"""Reads the one word that a browser sends of its device: whether it is operated by touch."""

from __future__ import annotations

from collections.abc import Mapping

devices = frozenset({"touch", "desk"})


def device_read(data: Mapping[str, str]) -> str:
    """ "touch", "desk", or "" where the form's field `device` says neither."""
    device = data.get("device", "")
    return device if device in devices else ""
