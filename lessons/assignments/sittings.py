"""Reads how exams that a teacher begins stand for members: `lessons.assignments.access` decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from lessons.assignments.access.member import Sitting
from lessons.assignments.access.rule import Mode
from lessons.models import Assignment, AssignmentOverride, ExamBatch, ExamPlace, Membership

nothing = Sitting()


class Sittings(msgspec.Struct, frozen=True, kw_only=True):
    """`batches`: the one of all, by assignment. `places`: by assignment and membership."""

    batches: Mapping[int, ExamBatch]
    places: Mapping[tuple[int, int], ExamPlace]

    def of(self, assignment: Assignment, membership: int) -> Sitting:
        """Of several batches the one in which the member has a place, else the one of all."""
        place, of_all = (
            self.places.get((assignment.pk, membership)),
            self.batches.get(assignment.pk),
        )
        if place is None and of_all is None:
            return nothing
        batched = assignment.rule.get("mode") == Mode.BATCHED
        batch = place.batch if batched and place else of_all
        seated = place is not None and place.taken_at is not None
        return Sitting(
            has_place=seated and place is not None and (not batched or place.batch_id is not None),
            started_at=batch.started_at if batch else None,
            ended_at=batch.ended_at if batch else None,
            more_minutes=batch.more_minutes if batch else 0,
            own_minutes=place.more_minutes if place else 0,
        )


def sittings_read(
    assignments: Iterable[Assignment],
    memberships: Sequence[Membership],
    overrides: Mapping[int, Sequence[AssignmentOverride]],
) -> Sittings:
    """No statement where no teacher begins anything."""
    sat = [each.pk for each in assignments if is_sat(each, overrides.get(each.pk, ()))]
    if not sat:
        return Sittings(batches={}, places={})
    batches = ExamBatch.objects.filter(assignment__in=sat, code="")
    places = ExamPlace.objects.filter(
        assignment__in=sat, membership__in=[each.pk for each in memberships]
    ).select_related("batch")
    return Sittings(
        batches={each.assignment_id: each for each in batches},
        places={(each.assignment_id, each.membership_id): each for each in places},
    )


def is_sat(assignment: Assignment, overrides: Iterable[AssignmentOverride]) -> bool:
    """Whether its teacher begins it (`Rule.by_teacher`), for all or for some."""
    rules = [assignment.rule, *(each.patch for each in overrides)]
    return any(each.get("mode", Mode.INDIVIDUAL) != Mode.INDIVIDUAL for each in rules)
