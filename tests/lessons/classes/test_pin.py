"""Which revision a class reads is a function of time; its members read that one everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lessons.classes.pin import selectors as pin_selectors
from lessons.classes.pin import services
from lessons.classes.pin.selectors import digest_read
from lessons.classes.services import class_archive, class_change, class_create
from lessons.models import Attempt, Class, Course, Membership, ReviewAnswer, ReviewCard
from lessons.publishing import reader
from lessons.publishing.pin import ClassPin, Pin, choice_make, pin_in_force
from lessons.publishing.revisions import revisions_differ
from lessons.publishing.selectors import (
    _revision_course,
    course_current_or_404,
    current_forget,
    revisions_pinned,
)
from tests.conftest import client_of, user_make
from tests.lessons.classes.conftest import place
from tests.lessons.courses import course_change, course_publish
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User

noon = datetime(2026, 3, 29, 12, tzinfo=UTC)
lesson_url = "/en/courses/small/lessons/first/"


def pin(**fields: object) -> Pin:
    return Pin(**fields)  # type: ignore[arg-type]


def test_what_is_planned_is_in_force_when_its_day_begins_in_the_classs_zone() -> None:
    planned = pin(pinned="a", planned="b", planned_on=date(2026, 3, 29), time_zone="Europe/Berlin")
    before, after = (
        datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC),
        datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
    )
    assert (pin_in_force(planned, before), pin_in_force(planned, after)) == ("a", "b")
    follows = pin(pinned="a", planned_on=date(2026, 3, 29))
    assert pin_in_force(follows, noon) == ""


def test_a_class_that_has_ended_reads_the_newest() -> None:
    assert pin_in_force(pin(pinned="a", ends_on=date(2026, 3, 29)), noon) == "a"
    assert pin_in_force(pin(pinned="a", ends_on=date(2026, 3, 28)), noon) == ""


def class_pin(name: str, digest: str, day: int = 1, **more: object) -> ClassPin:
    published = {digest: datetime(2026, 1, day, tzinfo=UTC)} if digest else {}
    return ClassPin(class_id=day, name=name, pin=pin(pinned=digest, **more), published=published)


def test_of_several_classes_the_newest_revision_wins() -> None:
    old, new = class_pin("A", "a", 1), class_pin("B", "b", 2)
    for classes in ([old, new], [new, old]):
        choice = choice_make(classes, noon)
        assert (choice.digest, choice.classes, choice.others) == ("b", ("B",), ("A",))
    following = choice_make([old, class_pin("C", "")], noon)
    assert (following.digest, following.others) == ("", ("A",))
    assert choice_make([old, class_pin("C", "", ends_on=date(2026, 1, 1))], noon).digest == "a"
    assert choice_make([], noon).digest == ""


# --- what members read ---------------------------------------------------------------------------


@pytest.fixture
def second(row: Class, folder: Path) -> str:
    """A second revision, with another text, a changed, a new and a hidden question; the class has
    the first. Gives the digest of the first."""
    first = course_current_or_404("small").digest
    by = User.objects.get(username="teacher")
    services.revision_take(row=row, digest=first, on=None, by=by)
    course_change(folder / "lessons" / "01-first", "The end.", "The new end.")
    course_change(folder / "lessons" / "01-first", "Which process?", "Which process is it?")
    course_change(folder / "lessons" / "01-first", "#limit ", "#boundary ")
    course_publish(folder)
    row.refresh_from_db()
    return first


def test_members_read_their_classs_revision_and_others_the_newest(
    row: Class, second: str, member: Membership, learner_client: Client, stranger_client: Client
) -> None:
    mine = learner_client.get(lesson_url).content.decode()
    theirs = stranger_client.get(lesson_url).content.decode()
    assert ("The end." in mine, "The new end." in mine) == (True, False)
    assert ("The end." in theirs, "The new end." in theirs) == (False, True)
    assert "in the revision of your class" in mine
    assert "<bdi>Networks 1A</bdi>" in mine
    assert "in the revision of your class" not in theirs
    course_page = learner_client.get("/en/courses/small/").content.decode()
    assert "in the revision of your class" in course_page
    # What is posted goes to the same revision: this question is gone from the newest one.
    answer = f"{lesson_url}questions/limit/answer/"
    sent = {"number": "1", "answer": "64321"}
    assert stranger_client.post(answer, sent).status_code == 404
    assert learner_client.post(answer, sent).status_code in {200, 302}
    assert Attempt.objects.get().revision.digest == second  # type: ignore[union-attr]


@pytest.mark.parametrize("path", ["", "glossary/", "search/?q=end", "print/", "end/", "notes/"])
def test_all_pages_of_the_course_are_of_that_revision(
    row: Class, second: str, member: Membership, learner_client: Client, path: str
) -> None:
    page = learner_client.get(f"/en/courses/small/{path}")
    assert page.status_code == 200
    assert "The new end." not in page.content.decode()


def card_due(user: User, question: str) -> None:
    """A card of a question of the first lesson, due since yesterday."""
    due = timezone.now() - timedelta(days=1)
    ReviewCard.objects.create(
        user=user,
        course="small",
        lesson="first",
        question=question,
        stability=1,
        difficulty=5,
        last_at=due - timedelta(days=1),
        due_at=due,
    )


def test_the_review_asks_what_is_in_that_revision(
    row: Class,
    second: str,
    member: Membership,
    learner_client: Client,
    stranger: User,
    stranger_client: Client,
) -> None:
    """ "limit" is gone from the newest revision, and "pid-one" is asked in other words there."""
    assert member.user
    for user in (member.user, stranger):
        card_due(user, "limit")
        card_due(user, "pid-one")
    url = "/en/review/small/first/limit/"
    assert learner_client.get(url).status_code == 200
    assert stranger_client.get(url).status_code == 404
    sent = learner_client.post(url, {"number": "1", "answer": "64"})
    assert sent.status_code == 302
    assert ReviewAnswer.objects.get().question == "limit"
    assert stranger_client.post(url, {"number": "1", "answer": "64"}).status_code == 404
    mine = learner_client.get("/en/review/").content.decode()
    theirs = stranger_client.get("/en/review/").content.decode()
    assert ("Which process?" in mine, "Which process is it?" in mine) == (True, False)
    assert ("Which process?" in theirs, "Which process is it?" in theirs) == (False, True)
    assert "in the revision of your class" in mine
    assert "in the revision of your class" not in theirs
    lesson = stranger_client.get(lesson_url).content.decode()
    assert "1 question is due" in lesson
    member.delete()
    assert learner_client.get(url).status_code == 404


def test_a_lab_is_of_the_same_revision(row: Class, second: str, learner: User) -> None:
    place(row, learner)
    published = reader.course_for(learner, "small")
    assert published
    assert published.digest == second
    assert revisions_pinned() == {("small", second)}


@pytest.mark.parametrize("over", ["removed", "left", "ended", "archived"])
def test_who_is_not_in_it_any_more_reads_the_newest(
    row: Class,
    second: str,
    member: Membership,
    learner_client: Client,
    teacher: User,
    over: str,
) -> None:
    assert "The end." in learner_client.get(lesson_url).content.decode()
    if over == "ended":
        class_change(row=row, ends_on=timezone.localdate() - timedelta(days=2))
    elif over == "archived":
        class_archive(row=row, by=teacher)
    else:
        Membership.objects.filter(pk=member.pk).update(state="removed")
    assert "The new end." in learner_client.get(lesson_url).content.decode()


def test_in_two_classes_the_page_says_that_one_reads_an_older_one(
    row: Class,
    second: str,
    member: Membership,
    learner: User,
    learner_client: Client,
    teacher: User,
) -> None:
    other = class_create(course=row.course, by=teacher, name="Newer", time_zone="UTC")
    place(other, learner)
    page = learner_client.get(lesson_url).content.decode()
    assert "The new end." in page
    assert "An older revision is read in:" in page
    assert "<bdi>Networks 1A</bdi>" in page


def test_a_plan_needs_nothing_to_run(
    row: Class,
    second: str,
    member: Membership,
    learner_client: Client,
    teacher: User,
) -> None:
    today = timezone.now().astimezone(UTC).date()
    services.revision_take(row=row, digest="", on=today + timedelta(days=1), by=teacher)
    assert "The end." in learner_client.get(lesson_url).content.decode()
    Class.objects.filter(pk=row.pk).update(planned_on=today)
    current_forget()
    assert "The new end." in learner_client.get(lesson_url).content.decode()
    row.refresh_from_db()
    services.plan_cancel(row=row, by=teacher)  # what is in force stays
    row.refresh_from_db()
    assert (row.pinned, row.planned_on) == (None, None)


def test_a_plan_is_for_a_later_day_and_an_own_revision(
    row: Class, second: str, teacher: User, folder: Path
) -> None:
    today = timezone.now().astimezone(UTC).date()
    with pytest.raises(RefusedError) as refused:
        services.revision_take(row=row, digest="", on=today, by=teacher)
    assert refused.value.code == "class-day-past"
    with pytest.raises(RefusedError) as refused:
        services.revision_take(row=row, digest="f" * 64, on=None, by=teacher)
    assert refused.value.code == "class-no-revision"


def test_a_revision_that_cannot_be_shown_is_passed_over(
    row: Class, second: str, member: Membership, learner_client: Client
) -> None:
    row.course.revisions.filter(digest=second).update(head=b"{}")
    current_forget()
    _revision_course.cache_clear()
    assert "The new end." in learner_client.get(lesson_url).content.decode()


def test_a_reader_without_such_a_class_pays_no_statement_and_a_member_one(
    row: Class,
    second: str,
    member: Membership,
    learner_client: Client,
    stranger_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    others = Course.objects.get(slug="small")
    for client in (learner_client, stranger_client):
        client.get(lesson_url)
    with django_assert_num_queries(4):  # session, user, the reader's classes, what was done
        learner_client.get(lesson_url)
    Class.objects.filter(course=others).update(pinned=None)
    current_forget()
    stranger_client.get(lesson_url)
    with django_assert_num_queries(3):
        learner_client.get(lesson_url)
    with django_assert_num_queries(3):
        stranger_client.get(lesson_url)


# --- the difference ------------------------------------------------------------------------------


def test_the_difference_names_texts_and_questions(row: Class, second: str) -> None:
    found = revisions_differ("small", second, course_current_or_404("small").digest)
    assert found
    assert [(each.kind, each.slug, each.how, each.languages) for each in found.texts] == [
        ("lesson", "first", "changed", ("en", "es"))
    ]
    assert {(each.question, each.how) for each in found.questions} == {
        ("pid-one", "changed"),
        ("boundary", "new"),
        ("limit", "gone"),
    }
    assert not revisions_differ("small", second, second)


def test_the_page_shows_it_with_how_many_have_answered(
    row: Class, second: str, member: Membership, teacher_client: Client, learner: User
) -> None:
    stranger = user_make("outside")
    for user in (learner, stranger):
        Attempt.objects.create(
            user=user,
            course="small",
            lesson="first",
            question="limit",
            number=1,
            language="en",
            answer=["1"],
            fraction=0,
            points=0,
            correct=False,
        )
    assert pin_selectors.answers_counted(row) == {("first", "limit"): 1}
    url = reverse("lessons:class_revision", args=[row.pk])
    page = " ".join(teacher_client.get(url).content.decode().split())
    assert "Revision 2 exists; other than before: 1 text, 3 questions." in page
    assert "limit</a> – hidden; its answers are kept (1 member has answered)" in page
    assert "The class reads revision 1" in page
    assert "question `limit`: 1 answer would be hidden" in page
    newest = row.course.current
    assert newest
    unseen = teacher_client.post(url, {"revision": newest.digest, "when": "now"})
    assert unseen.status_code == 422
    assert digest_read(Class.objects.get(pk=row.pk)) == second
    seen = unseen.context["seen"]
    teacher_client.post(url, {"revision": newest.digest, "when": "now", "seen": seen})
    row = Class.objects.get(pk=row.pk)
    assert digest_read(row) == newest.digest
    assert row.pinned == newest
    teacher_client.post(url, {"revision": "newest", "when": "now"})
    assert Class.objects.get(pk=row.pk).pinned is None


def test_a_wrong_day_keeps_what_was_chosen(row: Class, second: str, teacher_client: Client) -> None:
    url = reverse("lessons:class_revision", args=[row.pk])
    page = teacher_client.post(url, {"revision": second, "when": "day", "day": "2020-01-01"})
    assert page.status_code == 422
    assert "That day has begun already" in page.content.decode()
    assert 'value="2020-01-01"' in page.content.decode()
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    assert teacher_client.post(url, {"revision": "newest", "when": "day", "day": day})
    shown = " ".join(teacher_client.get(url).content.decode().split())
    assert "it follows the newest revision." in shown
    teacher_client.post(url, {"cancel": "yes"})
    assert Class.objects.get(pk=row.pk).planned_on is None


def test_a_pinned_revision_outlives_the_course_of_publishing(
    row: Class, second: str, folder: Path
) -> None:
    course_change(folder, "The new end.", "The newest end.")
    course_publish(folder)
    assert digest_read(Class.objects.get(pk=row.pk)) == second
    assert client_of(user_make("late")).get(lesson_url).status_code == 200
