"""What other settings would change in whose total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from lessons.classes.gradebook.grades import Grade, grade_of
from lessons.classes.gradebook.settings import Settings, scheme_made
from lessons.classes.grades.selectors import Book, entry_of

least = 1e-9  # of a total, as a share: below it is rounding


class TotalChange(msgspec.Struct, frozen=True, kw_only=True):
    """One learner's total before and after, in percent; None where nothing counts."""

    name: str
    before: float | None
    after: float | None

    @property
    def by(self) -> float:
        return (self.after or 0) - (self.before or 0)


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """Those whose total changes, the greatest changes first."""

    changes: Sequence[TotalChange]
    up: int
    down: int
    same: int


Pair = tuple[str, Grade, Grade]  # a name, before, after


def preview_of(pairs: Iterable[Pair]) -> Preview:
    """Of all learners: those of `pairs_of`, and erased accounts."""
    changes = [
        TotalChange(name=name, before=percent(before), after=percent(after))
        for name, before, after in pairs
    ]
    changed = [each for each in changes if differs(each)]
    up = sum(each.by > 0 for each in changed)
    return Preview(
        changes=sorted(changed, key=lambda each: (-abs(each.by), each.name.casefold())),
        up=up,
        down=sum(each.by < 0 for each in changed),
        same=len(changes) - len(changed),
    )


def differs(change: TotalChange) -> bool:
    if (change.before is None) != (change.after is None):
        return True
    return abs(change.by) > 100 * least


def percent(grade: Grade) -> float | None:
    return None if grade.total is None else 100 * grade.total


def pairs_of(book: Book, settings: Settings, names: Mapping[int, str]) -> list[Pair]:
    """`book` has all learners under the settings in force."""
    after = grades_with(book, settings)
    return [(names[pk], book.grades[pk], grade) for pk, grade in after.items()]


def grades_with(book: Book, settings: Settings) -> Mapping[int, Grade]:
    """By membership; nothing is read anew."""
    scheme = scheme_made(settings, book.scheme.assignments)
    retaken = [
        each
        for each in book.assignments
        if book.graded(each).take != scheme.by_id[str(each.pk)].take
    ]
    found = {}
    for member in book.members:
        entries = dict(book.entries[member.pk])
        for each in retaken:
            key = each.pk, member.pk
            entries[str(each.pk)] = entry_of(
                book.parts[each.pk],
                book.work.get(key, ()),
                scheme.by_id[str(each.pk)].take,
                book.decisions[key],
                book.changes.get(key),
            )
        found[member.pk] = grade_of(scheme, entries)
    return found
