"""The board shows the lab of a group at each of its members, whoever started it."""

from __future__ import annotations

import pytest

from labs.models import LabState
from lessons.classes.board.marks import marks_read
from lessons.classes.board.selectors import BoardRow, rows_read
from lessons.classes.groups.services import groups_set
from lessons.models import Class, Membership
from tests.conftest import user_make
from tests.lessons.classes.board.conftest import lab_of, result
from tests.lessons.classes.conftest import place
from tests.lessons.classes.groups.conftest import set_make
from virtlearn.people.models import User


@pytest.fixture
def people(row: Class, teacher: User) -> list[Membership]:
    """Ana and Ben are in Red; Cleo is in no group."""
    found = [place(row, user_make(name.lower()), name=name) for name in ("Ana", "Ben", "Cleo")]
    of_set = set_make(row, teacher)
    groups_set(of_set=of_set, by=teacher, wanted=dict.fromkeys(found[:2], "Red"))
    return found


def rows_of(row: Class) -> dict[str, BoardRow]:
    return {each.name: each for each in rows_read(row)}


def test_members_have_the_labs_progress(row: Class, people: list[Membership]) -> None:
    ana, ben, _cleo = (each.user for each in people)
    assert ana
    assert ben
    session = lab_of(ana, "small")
    session.group = str(people[0].group_places.get().group_id)
    session.save()
    result(session, "one", passed=3)
    found = rows_of(row)
    assert [found[name].lab is not None for name in ("Ana", "Ben", "Cleo")] == [True, True, False]
    shown = found["Ben"].lab
    assert shown
    assert shown.session == session
    assert {name: list(each.groups) for name, each in found.items()} == {
        "Ana": ["Red"],
        "Ben": ["Red"],
        "Cleo": [],
    }
    own = lab_of(ben, "small")  # what he runs alone stands before it
    theirs = rows_of(row)["Ben"].lab
    assert theirs
    assert theirs.session == own
    own.state, own.ended_at = LabState.ENDED, session.created_at
    own.save()
    theirs = rows_of(row)["Ben"].lab
    assert theirs
    assert theirs.session == session


def test_what_one_does_shows_at_the_other_though_only_changed_rows_are_read(
    row: Class, people: list[Membership]
) -> None:
    ana, ben, cleo = people
    assert ana.user
    session = lab_of(ana.user, "small")
    session.group = str(ana.group_places.get().group_id)
    session.save()
    before = marks_read(row, 0, {}, 0)
    result(session, "one", passed=3)
    after = marks_read(row, 0, {}, 0)
    changed = {pk for pk, mark in after.members.items() if mark != before.members[pk]}
    assert changed == {ana.pk, ben.pk}
    (found,) = rows_read(row, only={ben.pk})
    assert found.lab
    assert found.lab.session == session
    assert cleo.pk not in changed
