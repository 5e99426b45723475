"""Answers to a lesson while a start runs: saved as given, there elsewhere, handed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lessons.assignments.services import Item
from lessons.models import (
    AnswerDraft,
    Assignment,
    AssignmentStart,
    AssignmentWork,
    Attempt,
    Class,
    ExamBatch,
    Membership,
)
from lessons.reading.overdue import work_overdue_hand_in
from tests.conftest import client_of
from tests.lessons.assignments.conftest import Make
from tests.lessons.assignments.exams import begin, exam_fields, one, started_ago
from tests.lessons.assignments.test_work import answer, page
from virtlearn.people.models import User

lesson_exam = {**exam_fields, "items": (Item(kind="lesson", lesson="first"),)}


def save(
    client: Client, text: str, version: int = 0, *, number: int = 1, question: str = "limit"
) -> Any:
    fields = {"answer": text, "version": version, "number": number}
    return client.post(f"{page}questions/{question}/draft/", fields)


@pytest.fixture
def made(
    make: Make, row: Class, member: Membership, learner_client: Client, teacher_client: Client
) -> Assignment:
    """An exam over the lesson that runs since a second, with the learner in it."""
    made = make(**lesson_exam)
    learner_client.post(one(row, made, "place/"))
    begin(row, made, teacher_client)
    return made


def time_over() -> None:
    started_ago(ExamBatch.objects.get(), seconds=62 * 60)


def read(client: Client) -> str:
    return str(client.get(page).content.decode())


def test_what_is_given_is_there_on_another_laptop(
    made: Assignment, learner: User, learner_client: Client
) -> None:
    assert save(learner_client, "643").json() == {"version": 1}
    assert save(learner_client, "6432", 1).json() == {"version": 2}
    other = read(client_of(learner))
    assert 'value="6432"' in other
    assert 'name="version"\n           value="2"' in other
    assert not Attempt.objects.exists()


def test_an_old_copy_never_replaces_a_newer_draft(
    made: Assignment, learner: User, learner_client: Client
) -> None:
    save(learner_client, "1")
    save(client_of(learner), "2", 1)
    refused = save(learner_client, "3", 1)
    assert (refused.status_code, refused.json()["version"]) == (409, 2)
    assert refused.json()["code"] == "exam-answered-elsewhere"
    assert AnswerDraft.objects.get().answer == ["2"]


def test_a_draft_of_an_attempt_that_was_sent_is_in_nobodys_way(
    made: Assignment, learner_client: Client
) -> None:
    save(learner_client, "1")
    save(learner_client, "12", 1)
    shown = answer(learner_client).content.decode()  # 5, which is wrong
    assert 'value="12"' not in shown
    assert 'name="version"\n           value="0"' in shown
    save(learner_client, "12", 2)  # on its way when the answer was sent
    assert save(learner_client, "77", 0, number=2).status_code == 200
    assert 'value="77"' in read(learner_client)


@pytest.mark.parametrize("by", ["site", "learner"])
def test_at_the_end_what_is_saved_counts_as_an_attempt(
    by: str, row: Class, made: Assignment, member: Membership, learner_client: Client
) -> None:
    save(learner_client, "64321")
    save(learner_client, "hello", question="pid-one")
    save(learner_client, "no number", question="several")
    if by == "learner":
        learner_client.post(one(row, made, "hand-in/"))
    else:
        assert work_overdue_hand_in(timezone.now()) == 0
        time_over()
        assert work_overdue_hand_in(timezone.now()) == 2
    assert work_overdue_hand_in(timezone.now()) == 0
    tried = {each.question: each for each in Attempt.objects.all()}
    assert set(tried) == {"limit", "pid-one"}  # what can't be read is no attempt
    assert tried["limit"].correct
    works = AssignmentWork.objects.all()
    assert {(each.counted, each.credit, each.membership) for each in works} == {(True, 100, member)}
    batch = ExamBatch.objects.get()
    assert batch.started_at
    if by == "site":
        assert {each.at for each in works} == {batch.started_at + timedelta(minutes=60)}


def test_what_was_sent_is_not_handed_in_twice(
    made: Assignment, member: Membership, learner_client: Client
) -> None:
    save(learner_client, "64321")
    answer(learner_client)
    time_over()
    assert work_overdue_hand_in(timezone.now()) == 0
    assert Attempt.objects.get().answer == ["5"]


def test_nothing_is_saved_after_the_end_or_before_the_beginning(
    make: Make,
    row: Class,
    member: Membership,
    learner: User,
    learner_client: Client,
    teacher_client: Client,
) -> None:
    made = make(**lesson_exam)
    assert save(learner_client, "1").status_code == 410
    learner_client.post(one(row, made, "place/"))
    assert save(learner_client, "1").status_code == 410
    begin(row, made, teacher_client)
    assert save(learner_client, "1").status_code == 200
    time_over()
    assert save(learner_client, "2", 1).status_code == 410
    assert AnswerDraft.objects.get().answer == ["1"]
    assert "limit/draft/" not in read(client_of(learner))


def test_nobody_else_has_drafts(
    made: Assignment, learner_client: Client, stranger_client: Client, client: Client
) -> None:
    save(learner_client, "secret-draft")
    for other in (stranger_client, client):
        assert save(other, "2").status_code == 410
        shown = read(other)
        assert "secret-draft" not in shown
        assert "limit/draft/" not in shown
    assert AnswerDraft.objects.count() == 1


def test_of_single_questions_only_those_have_drafts(
    make: Make, row: Class, member: Membership, learner_client: Client
) -> None:
    items = tuple(Item(kind="question", lesson="first", ref=each) for each in ("limit", "several"))
    made = make(items=items, time_limit=30)
    assert save(learner_client, "1").status_code == 410
    learner_client.post(one(row, made, "start/"))
    assert save(learner_client, "1").status_code == 200
    assert save(learner_client, "1", question="several").status_code == 200
    assert save(learner_client, "1", question="pid-one").status_code == 410
    assert read(learner_client).count('/draft/"') == 2


def test_a_start_with_drafts_is_not_taken_back(
    row: Class, made: Assignment, learner_client: Client, teacher_client: Client
) -> None:
    save(learner_client, "1")
    batch = ExamBatch.objects.get()
    teacher_client.post(one(row, made, f"exam/{batch.pk}/back/"))
    assert AssignmentStart.objects.exists()
    assert AnswerDraft.objects.exists()


def test_a_draft_is_graded_in_the_language_in_which_it_was_given(
    made: Assignment, learner_client: Client
) -> None:
    url = f"{page}questions/limit/draft/".replace("/en/", "/es/")
    learner_client.post(url, {"answer": "64321", "number": 1})
    time_over()
    assert work_overdue_hand_in(timezone.now()) == 1
    assert (Attempt.objects.get().language, Attempt.objects.get().correct) == ("es", True)
