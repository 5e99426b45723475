"""Rules and overrides as JSON, the instants beside them, and the same in another zone. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from lessons.assignments.access.overrides import Patch
from lessons.assignments.access.rule import Rule


class Instants(msgspec.Struct, frozen=True, kw_only=True):
    """What of a rule is asked for by queries; all in UTC."""

    release_at: datetime | None
    due_at: datetime | None
    ends_at: datetime | None


def rule_read(kept: Any) -> Rule:
    return msgspec.convert(kept, Rule)


def patch_read(kept: Any) -> Patch:
    return msgspec.convert(kept, Patch)


def kept_of(value: Rule | Patch) -> Any:
    """What a JSON column takes."""
    return msgspec.to_builtins(value)


def instants_of(rule: Rule) -> Instants:
    """By the zones' laws as they are known now."""
    last = rule.late[-1] if rule.late else rule.due
    return Instants(
        release_at=rule.release.begins if rule.release else None,
        due_at=rule.due.at.ends if rule.due else None,
        ends_at=last.at.ends if last else None,
    )


def zones_of(kept: Any) -> set[str]:
    """All zones that times of a rule or an override stand in."""
    if isinstance(kept, dict):
        own = {kept["zone"]} if {"local", "zone"} <= kept.keys() else set()
        return own.union(*(zones_of(each) for each in kept.values()))
    if isinstance(kept, list):
        return set().union(*(zones_of(each) for each in kept))
    return set()


def in_zone(kept: Any, zone: str) -> Any:
    """The same wall clocks in another zone: 23:59 stays 23:59."""
    if isinstance(kept, dict):
        changed = {name: in_zone(each, zone) for name, each in kept.items()}
        return changed | ({"zone": zone} if {"local", "zone"} <= kept.keys() else {})
    if isinstance(kept, list):
        return [in_zone(each, zone) for each in kept]
    return kept
