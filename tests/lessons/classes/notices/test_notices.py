"""A message to a class: who sees it, for how long, and how it is closed and taken back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lessons.classes.notices.services import guest_merge, note_close
from lessons.models import Class, ClassNote, ClassNoteClosed, Membership
from tests.conftest import client_of, user_make
from tests.labs.engine import engine_used
from virtlearn.people.models import User

htmx = {"HX-Request": "true"}


def text_of(response: Any) -> str:
    bare = re.sub(r"<[^>]*>", " ", response.content.decode())
    return " ".join(html.unescape(bare).split())


text = "Break until ten: \u202eback <soon>"
shown = "Break until ten: back <soon>"


@pytest.fixture
def note(row: Class, teacher_client: Client) -> ClassNote:
    answer = teacher_client.post(f"/en/classes/{row.pk}/notes/send/", {"text": text}, follow=True)
    assert "The class sees your message for an hour" in text_of(answer)
    return ClassNote.objects.get()


@pytest.fixture
def lab_page(settings: LazySettings) -> Iterator[str]:
    settings.LAB_PROVIDER = "tests.labs.provider"
    with engine_used("fake"):
        yield reverse("labs:lab", args=("containers-vs-kvm", "whose-kernel"))


def page_of(row: Class) -> str:
    return f"/en/classes/{row.pk}/"


def asks(client: Client, seen: str = "") -> Any:
    return client.get("/en/classes/notes/", {"seen": seen}, headers=htmx)


def test_members_see_it_on_the_class_and_on_labs_until_they_close_it(
    row: Class, member: Membership, note: ClassNote, learner_client: Client, lab_page: str
) -> None:
    for page in (page_of(row), lab_page):
        found = learner_client.get(page)
        assert f"Networks 1A : {shown}" in text_of(found)
        assert f'name="back" value="{page}"' in found.content.decode()
    assert asks(learner_client, str(note.pk)).status_code == 204
    answer = learner_client.post(f"/en/classes/notes/{note.pk}/close/", {"back": lab_page})
    assert answer.headers["Location"] == lab_page
    for page in (page_of(row), lab_page):
        assert "Break" not in text_of(learner_client.get(page))
    assert asks(learner_client).status_code == 204
    answer = asks(learner_client, str(note.pk))  # another page of theirs
    assert (answer.status_code, "Break" in answer.content.decode()) == (200, False)


def test_a_page_that_is_open_shows_a_new_one(
    row: Class, member: Membership, note: ClassNote, learner_client: Client
) -> None:
    second = ClassNote.objects.create(in_class=row, text="Go on.")
    answer = asks(learner_client, str(note.pk))
    assert text_of(answer).index("Go on.") < text_of(answer).index("Break")
    again = re.search(r"seen=([\d+]+)", answer.content.decode())
    assert again
    assert again[1] == f"{second.pk}+{note.pk}"
    assert asks(learner_client, again[1].replace("+", " ")).status_code == 204


def test_it_is_gone_after_an_hour_and_for_who_is_in_no_class(
    row: Class, member: Membership, note: ClassNote, learner_client: Client, lab_page: str
) -> None:
    stranger = client_of(user_make("another"))
    assert "class-notes" not in stranger.get(lab_page).content.decode()
    ClassNote.objects.update(at=F("at") - timedelta(minutes=61))
    found = learner_client.get(page_of(row)).content.decode()
    assert "Break" not in found
    assert "class-notes" in found  # and asks for the next one
    Membership.objects.filter(pk=member.pk).update(state="removed")
    ClassNote.objects.update(at=timezone.now())
    assert "Break" not in learner_client.get(lab_page).content.decode()
    assert learner_client.post(f"/en/classes/notes/{note.pk}/close/").status_code == 404


def test_who_sent_it_takes_it_back(
    row: Class, member: Membership, note: ClassNote, teacher_client: Client, learner_client: Client
) -> None:
    board = f"{page_of(row)}board/"
    assert shown in text_of(teacher_client.get(board))
    assert shown not in text_of(teacher_client.get(page_of(row)))
    for _ in range(2):
        answer = teacher_client.post(f"{page_of(row)}notes/{note.pk}/back/")
        assert answer.headers["Location"] == board
    assert "Break" not in text_of(learner_client.get(page_of(row)))


def test_nothing_is_sent_where_there_is_nothing_or_the_class_is_over(
    row: Class, assistant_client: Client, teacher_client: Client
) -> None:
    url = f"{page_of(row)}notes/send/"
    assert assistant_client.post(url, {"text": text}).status_code == 403
    answer = teacher_client.post(url, {"text": " \n"}, follow=True)
    assert "The message is empty" in text_of(answer)
    Class.objects.update(archived_at=timezone.now())
    teacher_client.post(url, {"text": text})
    assert not ClassNote.objects.exists()


def test_what_a_guest_has_closed_stays_closed(note: ClassNote, guest: User, learner: User) -> None:
    note_close(note=note, user=guest)
    for _ in range(2):
        guest_merge(guest=guest, into=learner)
    assert ClassNoteClosed.objects.get().user == learner


@pytest.fixture
def call(row: Class, teacher_client: Client) -> ClassNote:
    url = reverse("lessons:class_call", args=[row.pk])
    answer = teacher_client.post(url, {"place": "first#first"}, follow=True)
    assert "The class is asked to come to" in text_of(answer)
    assert "All are asked to look at" in text_of(answer)
    return ClassNote.objects.get()


def test_a_lesson_that_is_open_asks_its_reader_to_come_and_leads_there(
    row: Class, member: Membership, call: ClassNote, learner_client: Client, client: Client
) -> None:
    lesson = reverse("lessons:lesson", args=["small", "second"])
    page = learner_client.get(lesson).content.decode()
    found = re.search(r'id="class-notes" hx-get="([^"]+)" hx-trigger="load, every 10s"', page)
    assert found
    assert "class-notes" not in client.get(lesson).content.decode().replace("class-notes-here", "")
    answer = learner_client.get(html.unescape(found[1]), headers=htmx)
    assert "Your teacher asks you to look at" in text_of(answer)
    assert "The first section" in text_of(answer)

    url = reverse("lessons:class_note_close", args=[call.pk])
    answer = learner_client.post(url, {"go": "yes"})
    there = reverse("lessons:lesson", args=["small", "first"])
    assert answer.headers["Location"] == f"{there}#first"
    assert asks(learner_client).status_code == 204


def test_not_now_leaves_the_page_as_it_is(
    row: Class, member: Membership, call: ClassNote, learner_client: Client
) -> None:
    url = reverse("lessons:class_note_close", args=[call.pk])
    answer = learner_client.post(url, {"back": page_of(row)}, headers=htmx)
    assert answer.status_code == 200
    assert 'id="class-notes"' in answer.content.decode()
    assert "Your teacher" not in text_of(answer)


def test_a_call_is_taken_back_and_a_new_one_takes_its_place(
    row: Class, member: Membership, call: ClassNote, teacher_client: Client, learner_client: Client
) -> None:
    url = reverse("lessons:class_call", args=[row.pk])
    teacher_client.post(url, {"place": "second#"})
    (later,) = ClassNote.objects.all()
    assert (later.lesson, later.heading) == ("second", "")
    assert asks(learner_client).status_code == 200
    teacher_client.post(reverse("lessons:class_note_take_back", args=[row.pk, later.pk]))
    assert asks(learner_client).status_code == 204


def test_only_who_teaches_the_class_calls_it_and_only_to_what_it_reads(
    row: Class,
    member: Membership,
    teacher_client: Client,
    assistant_client: Client,
    learner_client: Client,
    stranger_client: Client,
    instructor_client: Client,
) -> None:
    url = reverse("lessons:class_call", args=[row.pk])
    for client, status in (
        (assistant_client, 403),
        (learner_client, 404),
        (stranger_client, 404),
        (instructor_client, 404),
    ):
        assert client.post(url, {"place": "first#first"}).status_code == status
    for place in ("first#nowhere", "nowhere#", "", "https://example.org/"):
        answer = teacher_client.post(url, {"place": place}, follow=True)
        assert "has no such heading" in text_of(answer)
    assert not ClassNote.objects.exists()
    Class.objects.update(archived_at=timezone.now())
    teacher_client.post(url, {"place": "first#first"})
    assert not ClassNote.objects.exists()
