"""A teacher's settings of a class's total: categories, and for each assignment where it counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from lessons.classes.gradebook.scheme import Assignment, Category, Scheme, Take
from virtlearn.core.msgspec_types import types_ready


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where an assignment counts, and which of several answers to a question; `extra` is extra
    credit."""

    category: str = ""
    take: Take = "best"
    extra: bool = False


class Settings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`places` are by the assignment's id; `cap` is of the total, as a share (1 is all).

    An assignment without a place, or in a category that is gone, counts in the first one. Without
    categories all assignments count together.
    """

    categories: tuple[Category, ...] = ()
    places: Mapping[str, Place] = {}
    cap: float | None = None

    def place(self, assignment: str) -> Place:
        found = self.places.get(assignment, Place())
        known = [each.id for each in self.categories] or [""]
        if found.category in known:
            return found
        return msgspec.structs.replace(found, category=known[0])

    @property
    def plain(self) -> Settings:
        """The same without the places that assignments have by themselves."""
        usual = Place(category=self.categories[0].id if self.categories else "")
        found = {name: self.place(name) for name in self.places}
        return msgspec.structs.replace(
            self, places={name: place for name, place in found.items() if place != usual}
        )


types_ready(Settings)


def settings_read(kept: Any) -> Settings:
    return msgspec.convert(kept, Settings)


def settings_kept(settings: Settings) -> Any:
    """What a JSON column takes."""
    return msgspec.to_builtins(settings)


def settings_digest(settings: Settings) -> str:
    """By which a page knows again what it has shown the consequences of."""
    same = settings_read(settings_kept(settings))  # 40 and 40.0 are one number
    return hashlib.sha256(msgspec.json.encode(same, order="deterministic")).hexdigest()[:16]


def scheme_made(settings: Settings, assignments: Iterable[Assignment]) -> Scheme:
    """How these assignments are graded; what they say themselves of their place is replaced."""
    placed = []
    for each in assignments:
        place = settings.place(each.id)
        placed.append(
            msgspec.structs.replace(
                each, category=place.category, take=place.take, extra=place.extra
            )
        )
    return Scheme(
        assignments=tuple(placed),
        categories=settings.categories or (Category(id=""),),
        cap=settings.cap,
    )
