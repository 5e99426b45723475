"""What learners and teachers do is said by the service that does it, once, in its transaction."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.db import transaction

from labs.catalog.provider import lab_get
from labs.lifecycle.services import lab_session_start
from labs.models import LabSession
from labs.sessions import transitions
from labs.tasks.checks import pass_write
from lessons.classes.grades.services import grade_change
from lessons.classes.joining.services import join_by_code
from lessons.classes.members import services as members
from lessons.exams.services import test_record as course_test_record
from lessons.models import Assignment, Class, LessonRead, Membership
from lessons.publishing.selectors import current_forget
from lessons.reading.attempts import lesson_mark_read
from tests.conftest import user_make
from tests.labs.engine import engine_used
from tests.lessons.classes.grades.conftest import homework  # noqa: F401 - a fixture
from tests.lessons.courses import course_publish
from tests.site import course_folder
from virtlearn.outbox.events import Event, EventName
from virtlearn.people.models import Role, User

heard: list[Event] = []


def hear(event: Event) -> None:
    heard.append(event)


@pytest.fixture(autouse=True)
def _listening(settings: LazySettings) -> None:
    settings.EVENT_LISTENERS = [f"{__name__}.hear"]
    heard.clear()


def names() -> list[str]:
    return [str(each.name) for each in heard]


def test_a_lesson_is_completed_once(learner: User) -> None:
    for _ in range(2):
        lesson_mark_read(user=learner, course_slug="small", lesson_slug="first")
    assert names() == ["lesson.completed"]
    assert heard[0].about == {"lesson": "first"}


def test_what_fails_to_be_said_is_not_done(learner: User, settings: LazySettings) -> None:
    settings.EVENT_LISTENERS = ["tests.lessons.classes.webhooks.test_events.deaf"]
    with pytest.raises(RuntimeError), transaction.atomic():
        lesson_mark_read(user=learner, course_slug="small", lesson_slug="first")
    assert not LessonRead.objects.exists()


def deaf(event: Event) -> None:
    raise RuntimeError


def test_a_test_is_sent_in(learner: User) -> None:
    given = {"user": learner, "course_slug": "small", "kind": "end", "items": [], "number": 1}
    assert course_test_record(**given)  # type: ignore[arg-type]
    assert course_test_record(**given) is None  # type: ignore[arg-type]
    assert names() == ["quiz.submitted"]
    assert heard[0].about == {"test": "end"}


def test_a_grade_is_changed(homework: Assignment, member: Membership, teacher: User) -> None:  # noqa: F811
    change = {"kind": "points", "points": 1.0, "reason": "On paper."}
    for _ in range(2):
        grade_change(assignment=homework, membership=member, by=teacher, **change)  # type: ignore[arg-type]
    assert names() == ["grade.changed"]
    assert heard[0].about == {"assignment": str(homework.pk)}
    assert heard[0].in_class == member.in_class_id


def test_somebody_joins_by_code_by_a_heads_word_and_comes_back(row: Class, learner: User) -> None:
    place = join_by_code(row=row, user=learner)
    join_by_code(row=row, user=learner)
    assert names() == ["class.joined"]
    head = user_make("head", Role.HEAD)
    members.member_add(row=row, by=head, login=user_make("second"))
    members.member_add(row=row, by=head, login=None, email="kim@example.org")
    assert names() == ["class.joined"] * 2
    members.member_remove(member=place, by=head)
    members.member_admit(member=place, by=head)
    assert names() == ["class.joined"] * 3


def test_a_lab_starts_has_a_task_done_or_fails(db: None, learner: User) -> None:
    course_publish(course_folder)
    current_forget()
    lab = lab_get("containers-vs-kvm", "whose-kernel")
    assert lab
    with engine_used("fake"):
        session = lab_session_start(user=learner, lab=lab)
    assert names() == ["lab.started"]
    assert heard[0].about == {"lab": lab.slug}
    spec = session.spec
    machine = session.machines.first()
    assert machine
    for _ in range(2):
        pass_write(session, spec, spec.tasks[0], machine)
    assert names()[1:] == ["task.ticked"]
    assert heard[1].about == {"lab": lab.slug, "task": spec.tasks[0].id}
    LabSession.objects.update(state="starting")
    assert transitions.start_failed_set(session.pk, "no image", "image")
    assert not transitions.start_failed_set(session.pk, "no image", "image")
    assert names()[2:] == ["lab.failed"]
    assert {str(each.name) for each in heard} < set(map(str, EventName))
