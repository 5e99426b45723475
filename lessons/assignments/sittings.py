"""Reads how exams that a teacher begins stand for members: `lessons.assignments.access` decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.db.models import Q

from lessons.assignments.access.member import Sitting
from lessons.assignments.access.rule import Mode
from lessons.models import Assignment, AssignmentOverride, ExamBatch, ExamPlace, Membership

nothing = Sitting()
named_most = 20


class Place(NamedTuple):
    """What counts of a place in an exam, a row of `ExamPlace`."""

    assignment: int
    membership: int
    batch: int | None
    taken_at: datetime | None
    more_minutes: int


class Sittings(msgspec.Struct, frozen=True, kw_only=True):
    """`of_all`: the batch of all, by assignment. `batches`: each by its number. `places`: by
    assignment and membership."""

    of_all: Mapping[int, ExamBatch]
    batches: Mapping[int, ExamBatch]
    places: Mapping[tuple[int, int], Place]

    def of(self, assignment: Assignment, membership: int) -> Sitting:
        """Of several batches the one in which the member has a place, else the one of all."""
        place = self.places.get((assignment.pk, membership))
        of_all = self.of_all.get(assignment.pk)
        if place is None and of_all is None:
            return nothing
        batched = assignment.rule.get("mode") == Mode.BATCHED
        batch = self.batches.get(place.batch or 0) if batched and place else of_all
        seated = place is not None and place.taken_at is not None
        return Sitting(
            has_place=seated and place is not None and (not batched or place.batch is not None),
            started_at=batch.started_at if batch else None,
            ended_at=batch.ended_at if batch else None,
            more_minutes=batch.more_minutes if batch else 0,
            own_minutes=place.more_minutes if place else 0,
        )


def of_members(memberships: Sequence[Membership]) -> Q:
    """Rows that hang on these; of many also those of others in their classes, which cost less to
    read than so many numbers to ask for."""
    if len(memberships) <= named_most:
        return Q(membership__in=[each.pk for each in memberships])
    return Q(membership__in_class__in={each.in_class_id for each in memberships})


def sittings_read(
    assignments: Iterable[Assignment],
    memberships: Sequence[Membership],
    overrides: Mapping[int, Sequence[AssignmentOverride]],
) -> Sittings:
    """No statement where no teacher begins anything."""
    sat = [each.pk for each in assignments if is_begun_by_teacher(each, overrides.get(each.pk, ()))]
    if not sat:
        return Sittings(of_all={}, batches={}, places={})
    batches = list(ExamBatch.objects.filter(assignment__in=sat))
    rows = ExamPlace.objects.filter(of_members(memberships), assignment__in=sat)
    places = map(Place._make, rows.values_list(*Place._fields))
    return Sittings(
        of_all={each.assignment_id: each for each in batches if not each.code},
        batches={each.pk: each for each in batches},
        places={(each.assignment, each.membership): each for each in places},
    )


def is_begun_by_teacher(assignment: Assignment, overrides: Iterable[AssignmentOverride]) -> bool:
    """Whether its teacher begins it (`Rule.by_teacher`), for all or for some."""
    rules = [assignment.rule, *(each.patch for each in overrides)]
    return any(each.get("mode", Mode.INDIVIDUAL) != Mode.INDIVIDUAL for each in rules)
