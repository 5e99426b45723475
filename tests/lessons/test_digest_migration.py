"""Answers and results from before digests get those of what they answer, where that is known."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from labs.catalog.provider import lab_get
from labs.lifecycle import services
from labs.models import TaskResult
from lessons.assessment import question_bank
from lessons.models import Attempt, Revision
from lessons.publishing import selectors
from tests.labs.engine import engine_used
from tests.lessons.courses import course_publish
from tests.site import course_folder
from virtlearn.people.models import User

migration = import_module("lessons.migrations.0010_attempt_digest")


def attempt(user: User, question: str, revision: Revision | None, lesson: str = "first") -> None:
    Attempt.objects.create(
        user=user,
        course="small",
        lesson=lesson,
        question=question,
        number=1,
        revision=revision,
        language="es",
        answer=["1"],
        fraction=0,
        points=0,
        correct=False,
    )


def test_answers_get_the_digest_of_their_revision(folder: Path, learner: User, db: None) -> None:
    revision, _new = course_publish(folder)
    attempt(learner, "limit", revision)
    attempt(learner, "gone", revision)
    attempt(learner, "limit", None, "second")
    migration.attempts_fill(apps, None)
    found = dict(Attempt.objects.values_list("question", "digest").filter(lesson="first"))
    digests = question_bank.digests_of("small", revision.digest, "first")
    assert found == {"limit": digests["limit"], "gone": ""}
    assert Attempt.objects.get(lesson="second").digest == ""


@pytest.mark.django_db
def test_results_get_the_digest_of_their_task(learner: User) -> None:
    course_publish(course_folder)
    selectors.current_forget()
    lab = lab_get("containers-vs-kvm", "whose-kernel")
    assert lab
    with engine_used("fake"):
        services.lab_session_start(user=learner, lab=lab)
    stored = dict(TaskResult.objects.values_list("task", "digest"))
    TaskResult.objects.update(digest="")
    migration.results_fill(apps, None)
    assert dict(TaskResult.objects.values_list("task", "digest")) == stored
    assert all(stored.values())
