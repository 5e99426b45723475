"""Merges overrides into a rule, field by field, and says where each field is from. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from lessons.assignments.access.rule import After, Deadline, Mode, Rule, Shown
from lessons.assignments.access.wall_clock import WallTime
from virtlearn.core.msgspec_types import types_ready


class Patch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an override says: what is UNSET stays as it was, None takes a field away.

    A due date and its credit are one field, as are what is after and its credit; lists are replaced
    whole, and an empty one clears.
    """

    release: WallTime | UnsetType | None = UNSET
    listed_before: bool | UnsetType = UNSET
    early: tuple[Deadline, ...] | UnsetType = UNSET
    due: Deadline | UnsetType | None = UNSET
    late: tuple[Deadline, ...] | UnsetType = UNSET
    after: After | UnsetType = UNSET
    attempts: int | UnsetType | None = UNSET
    time_limit: int | UnsetType | None = UNSET
    password: str | UnsetType | None = UNSET
    honour: str | UnsetType | None = UNSET
    questions: Shown | UnsetType = UNSET
    score: Shown | UnsetType = UNSET
    late_days: int | UnsetType = UNSET
    mode: Mode | UnsetType = UNSET

    @property
    def fields(self) -> dict[str, object]:
        """What it sets, by field."""
        found = {name: getattr(self, name) for name in self.__struct_fields__}
        return {name: value for name, value in found.items() if value is not UNSET}


types_ready(Patch)


class SourceKind(StrEnum):
    """Where a field of a member's rule is from."""

    RULE = "rule"
    LABEL = "label"
    MEMBER = "member"


class Source(msgspec.Struct, frozen=True):
    """`name` is the label, or the override's own reason where it is a member's."""

    kind: SourceKind = SourceKind.RULE
    name: str = ""


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """One override that applies to a member; those that do not are left out before."""

    source: Source
    patch: Patch


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """A member's own rule, and by field where it is from, if not from the assignment."""

    rule: Rule
    sources: Mapping[str, Source]

    def source(self, field: str) -> Source:
        return self.sources.get(field, Source())


def overrides_merge(rule: Rule, overrides: Sequence[Override]) -> Merged:
    """Labels' overrides first, then the member's own; among the same kind the later one wins."""
    order = [SourceKind.LABEL, SourceKind.MEMBER]
    fields: dict[str, object] = {}
    sources: dict[str, Source] = {}
    for each in sorted(overrides, key=lambda override: order.index(override.source.kind)):
        fields |= each.patch.fields
        sources |= dict.fromkeys(each.patch.fields, each.source)
    return Merged(rule=msgspec.structs.replace(rule, **fields), sources=sources)
