"""The board shows the lab of a group at each of its members, whoever started it."""

from __future__ import annotations

import pytest

from labs.models import LabState
from lessons.classes.board.presenter import board_view
from lessons.classes.board.selectors import BoardRow, board_rows
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
    return {each.name: each for each in board_rows(row)}


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
    view = board_view(row, list(found.values()), "", "en", 0)
    assert {each.name: each.groups for each in view.rows} == {
        "Ana": "Red",
        "Ben": "Red",
        "Cleo": "",
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
