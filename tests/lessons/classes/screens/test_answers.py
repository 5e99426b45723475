"""A learner's answer: who gives it where, and that a no ends it at once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from labs.core.screen import Screen
from labs.models import LabSession, SharedScreens
from labs.sharing.screens import screens_want, screens_write
from lessons.classes.screens.selectors import questions_of
from lessons.classes.screens.services import screens_stop
from lessons.classes.services import class_change
from lessons.models import Class, Membership
from tests.conftest import user_make
from tests.lessons.classes.board.conftest import lab_of
from tests.lessons.classes.conftest import place
from virtlearn.people.models import Role, User

text = Screen(machine="main", tab=1, cols=80, lines=24, top=0, text="$ ls")


@pytest.fixture
def session(member: Membership, learner: User) -> LabSession:
    """Whose screens are on a board now."""
    found = lab_of(learner, "small")
    screens_want([found.pk])
    screens_write({found.pk: [text]})
    return found


def set_to(row: Class, setting: str) -> None:
    class_change(row=row, screens=setting)


def answer(client: Client, row: Class, show: str, **data: str) -> int:
    where = f"/en/classes/{row.pk}/screens/"
    return client.post(where, {"show": show, **data}).status_code


def test_a_learner_is_asked_on_the_classs_page_and_answers(
    row: Class, member: Membership, learner_client: Client
) -> None:
    page = f"/en/classes/{row.pk}/"
    assert "Your terminals' screens" not in said(learner_client, page)
    set_to(row, "ask")
    asked = said(learner_client, page)
    assert "May your teachers see the screens of your terminals" in asked
    assert pressed(asked) == ["false", "false"]
    assert answer(learner_client, row, "yes") == 302
    member.refresh_from_db()
    assert member.screens is True
    assert pressed(said(learner_client, page)) == ["true", "false"]
    assert answer(learner_client, row, "no") == 302
    member.refresh_from_db()
    assert member.screens is False
    set_to(row, "on")
    assert "Your teachers can see the screens" in said(learner_client, page)


def said(client: Client, page: str) -> str:
    return client.get(page).content.decode().replace("&#x27;", "'")


def pressed(page: str) -> list[str]:
    """Yes and no."""
    return re.findall(r'id="screens-(?:yes|no)-\d+"\s+aria-pressed="(\w+)"', page)


def test_a_no_takes_what_is_shown_away_at_once(
    row: Class, session: LabSession, learner_client: Client
) -> None:
    assert answer(learner_client, row, "yes") == 302
    assert SharedScreens.objects.exists()
    assert answer(learner_client, row, "no") == 302
    assert not SharedScreens.objects.exists()


def test_a_lab_can_be_stopped_from_being_shown(
    row: Class, session: LabSession, member: Membership, learner: User
) -> None:
    other = place(row_of_another(row), learner)
    screens_stop(user=learner, course="small")
    for each in (member, other):
        each.refresh_from_db()
        assert each.screens is False
    assert not SharedScreens.objects.exists()


def row_of_another(row: Class) -> Class:
    return Class.objects.create(name="Second", course=row.course, join_code="SECOND22")


def test_the_teachers_no_takes_it_away_too(row: Class, session: LabSession) -> None:
    set_to(row, "on")
    screens_want([session.pk])
    set_to(row, "on")
    assert SharedScreens.objects.exists()
    set_to(row, "off")
    assert not SharedScreens.objects.exists()


def test_nobody_answers_for_another(
    row: Class,
    member: Membership,
    teacher_client: Client,
    assistant_client: Client,
    stranger_client: Client,
) -> None:
    for client in (teacher_client, assistant_client, stranger_client):
        assert answer(client, row, "yes") == 404
    member.refresh_from_db()
    assert member.screens is None


def test_the_answer_leads_back_and_not_off_the_site(
    row: Class, member: Membership, learner_client: Client
) -> None:
    where = f"/en/classes/{row.pk}/screens/"
    back = learner_client.post(where, {"show": "no", "back": "/en/classes/"})
    assert back["Location"] == "/en/classes/"
    elsewhere = learner_client.post(where, {"show": "no", "back": "//evil.example/"})
    assert elsewhere["Location"] == f"/en/classes/{row.pk}/"


def test_a_lab_asks_whom_a_class_of_its_course_has_not_heard(
    row: Class, member: Membership, learner: User
) -> None:
    assert not questions_of(learner, "small")
    set_to(row, "ask")
    assert list(questions_of(learner, "small")) == [member]
    assert not questions_of(learner, "another")
    assert not questions_of(None, "small")
    set_to(row, "on")
    assert list(questions_of(learner, "small")) == [member]
    Membership.objects.filter(pk=member.pk).update(screens=False)
    assert not questions_of(learner, "small")
    Membership.objects.filter(pk=member.pk).update(screens=None, role="assistant")
    assert not questions_of(learner, "small")


def test_a_class_that_is_over_asks_nobody(row: Class, member: Membership, learner: User) -> None:
    class_change(row=row, screens="ask", ends_on="2020-01-01")
    row.refresh_from_db()
    assert not questions_of(learner, "small")


def test_a_teacher_sets_it_among_the_settings(row: Class, teacher_client: Client) -> None:
    where = f"/en/classes/{row.pk}/settings/"
    fields = {"name": row.name, "time_zone": "UTC"}
    assert teacher_client.post(where, {**fields, "screens": "ask"}).status_code == 302
    row.refresh_from_db()
    assert row.screens == "ask"
    assert 'value="ask" selected' in teacher_client.get(where).content.decode()
    assert teacher_client.post(where, {**fields, "screens": "always"}).status_code == 422
    assert teacher_client.post(where, fields).status_code == 302  # said by nobody: by nobody
    row.refresh_from_db()
    assert row.screens == "off"


def test_a_guest_is_told_that_theirs_are_never_shown(row: Class, client: Client) -> None:
    set_to(row, "on")
    client.post(f"/en/join/{row.join_code}/", {"name": "Gast"})
    page = said(client, f"/en/classes/{row.pk}/")
    assert "never those of guests" in page
    assert "screens-yes" not in page


def test_only_learners_are_asked(row: Class, teacher: User) -> None:
    set_to(row, "on")
    assert not questions_of(teacher, "small")
    assert not questions_of(user_make("another", Role.INSTRUCTOR), "small")
