"""Overrides: labels before members, the later one wins, field by field."""

from __future__ import annotations

import msgspec

from lessons.assignments.access.overrides import (
    Override,
    Patch,
    Source,
    SourceKind,
    overrides_merge,
)
from lessons.assignments.access.rule import Rule
from tests.lessons.assignments.access.rules import by, homework, wall

group_a = Source(SourceKind.LABEL, "Group A")
group_b = Source(SourceKind.LABEL, "Group B")
own = Source(SourceKind.MEMBER, "was ill")


def merged(*overrides: tuple[Source, Patch]) -> Rule:
    return overrides_merge(
        homework, [Override(source=source, patch=patch) for source, patch in overrides]
    ).rule


def test_a_members_override_beats_a_labels_wherever_it_stands() -> None:
    label = (group_b, Patch(due=by("03-30 23:59")))
    member = (own, Patch(due=by("04-02 23:59")))
    assert merged(label, member).due == merged(member, label).due == by("04-02 23:59")


def test_among_labels_the_later_one_in_the_list_wins() -> None:
    first = (group_a, Patch(due=by("03-30 23:59"), attempts=2))
    second = (group_b, Patch(due=by("03-28 23:59")))
    found = merged(first, second)
    assert found.due == by("03-28 23:59")
    assert found.attempts == 2  # field by field


def test_a_due_date_and_its_credit_travel_together() -> None:
    assert merged((group_a, Patch(due=by("03-30 23:59", 90)))).due == by("03-30 23:59", 90)
    both = merged(
        (group_a, Patch(due=by("03-30 23:59", 90))), (group_b, Patch(due=by("03-25 23:59")))
    )
    assert both.due == by("03-25 23:59", 100)  # not 90


def test_lists_are_replaced_whole_and_an_empty_one_clears() -> None:
    assert merged((own, Patch(late=(by("03-27 12:00", 10),)))).late == (by("03-27 12:00", 10),)
    assert merged((own, Patch(late=()))).late == ()
    assert merged((own, Patch(late=()))).early == homework.early


def test_none_takes_a_field_away_and_unset_leaves_it() -> None:
    assert merged((own, Patch(release=None))).release is None
    assert merged((own, Patch())) == homework


def test_each_field_says_where_it_is_from() -> None:
    found = overrides_merge(
        homework,
        [
            Override(source=own, patch=Patch(attempts=3)),
            Override(source=group_b, patch=Patch(attempts=2, release=wall("03-10 09:00"))),
        ],
    )
    assert found.source("attempts") == own
    assert found.source("release") == group_b
    assert found.source("due") == Source()


def test_what_is_unset_and_what_is_none_survive_json() -> None:
    patch = Patch(release=None, late=(), listed_before=False)
    kept = msgspec.json.decode(msgspec.json.encode(patch), type=Patch)
    assert kept == patch
    assert kept.fields == {"release": None, "late": (), "listed_before": False}
