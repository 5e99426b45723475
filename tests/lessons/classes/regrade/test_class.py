"""A teacher grades the answers of a class again: a look first, then done, read and undone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lessons.assignments.services import Item
from lessons.classes.grades.selectors import book_read
from lessons.classes.services import class_create
from lessons.models import (
    Assignment,
    AssignmentWork,
    Attempt,
    Class,
    Course,
    CourseTest,
    GradeChange,
    KeptGrade,
    Membership,
    Regrade,
    RegradedAttempt,
)
from lessons.publishing.selectors import course_current_or_404
from lessons.quizzes.choice import choice_id
from lessons.regrades.answers import Scope
from lessons.regrades.selectors import kept_counted
from tests.conftest import client_of, user_make
from tests.lessons.classes.grades.conftest import answered, assign
from tests.lessons.classes.regrade.conftest import question_url, reason, reply, send
from tests.lessons.courses import course_change, course_publish
from virtlearn.people.models import AuditAction, AuditEntry, Role, User
from virtlearn.people.privacy.erase import account_erase


def points(row: Class, *members: Membership) -> list[float | None]:
    """Of each member in all that is assigned, added up; None where nothing counts yet."""
    row = Class.objects.select_related("course__current").get(pk=row.pk)
    found = [Membership.objects.get(pk=each.pk) for each in members]
    for each in found:
        each.in_class = row
    book = book_read(row, found, timezone.now())
    return [sum(cell.points or 0 for cell in book.grades[each.pk].cells.values()) for each in found]


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def undo(client: Client, row: Class) -> Any:
    made = Regrade.objects.filter(undone_at=None).latest("pk")
    return client.post(reverse("lessons:class_regrade_undo", args=[row.pk, made.pk]))


def test_the_whole_way(
    row: Class,
    mended: Assignment,
    member: Membership,
    other: Membership,
    teacher: User,
    teacher_client: Client,
    learner_client: Client,
) -> None:
    assert points(row, member, other) == [0, 1]
    before = list(Attempt.objects.order_by("pk").values())
    listed = teacher_client.get(reverse("lessons:class_regrade", args=[row.pk]))
    assert question_url(row) in words(listed)
    assert "How many processes?" in words(listed)
    assert "1 up, 1 down, 1 as they are" in words(listed)

    page = teacher_client.get(question_url(row))
    assert "Its key has changed since some of these answers." in words(page)
    # Ana's first of three attempts gets all, Bea's loses it; Ana's second stays at nothing.
    assert [(each.name, each.before, each.after) for each in page.context["learners"]] == [
        ("Ana Ruiz", 0, 1),
        ("Bea Gil", 1, 0),
    ]
    assert [
        (str(each.mode), each.counts.up, each.counts.down) for each in page.context["modes"]
    ] == [
        ("higher", 1, 0),
        ("replace", 1, 1),
        ("full", 2, 0),
    ]
    assert "64321" in words(page)  # as it was asked, beside as it is now

    done = send(teacher_client, question_url(row))
    assert done["Location"] == reverse("lessons:class_regrade", args=[row.pk])  # type: ignore[index]
    assert points(row, member, other) == [1, 1]
    assert list(Attempt.objects.order_by("pk").values()) == before  # nothing is overwritten
    entry = AuditEntry.objects.get(action=AuditAction.REGRADED)
    assert (entry.actor, entry.detail) == (teacher.pk, f"class {row.pk}: first/limit")

    mine = words(learner_client.get(reverse("lessons:grades_mine", args=[row.pk])))
    assert "Answers to a question in it were graded again." in mine
    assert f"graded again, before 0. Reason: <bdi>{reason}</bdi>" in mine
    cell = words(teacher_client.get(reverse("lessons:grade", args=[row.pk, member.pk, mended.pk])))
    assert f"graded again, before 0. Reason: <bdi>{reason}</bdi>" in cell
    theirs = words(
        client_of(other.user).get(reverse("lessons:grades_mine", args=[row.pk]))  # type: ignore[arg-type]
    )
    assert "graded again" not in theirs  # Bea kept the higher points

    listed = teacher_client.get(reverse("lessons:class_regrade", args=[row.pk]))
    assert listed.context["pending"] == []  # what was decided is settled
    assert "Keep the higher points: 1 up, 0 down." in words(listed)

    assert undo(teacher_client, row).status_code == 302
    assert points(row, member, other) == [0, 1]
    assert list(Attempt.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.filter(action=AuditAction.REGRADE_UNDONE).count() == 1
    assert (
        len(teacher_client.get(reverse("lessons:class_regrade", args=[row.pk])).context["pending"])
        == 1
    )


@pytest.mark.parametrize(
    ("mode", "wanted"), [("higher", [1, 1]), ("replace", [1, 0]), ("full", [1, 1])]
)
def test_each_way_to_count(
    row: Class,
    mended: Assignment,
    member: Membership,
    other: Membership,
    teacher_client: Client,
    mode: str,
    wanted: list[float],
) -> None:
    send(teacher_client, question_url(row), mode)
    assert points(row, member, other) == wanted
    again = send(teacher_client, question_url(row), mode)
    assert again.status_code == 422  # type: ignore[attr-defined]
    assert 'data-code="regrade-nothing"' in words(again)
    assert points(row, member, other) == wanted


def test_only_what_was_looked_at_is_done(
    row: Class, mended: Assignment, member: Membership, teacher_client: Client, learner: User
) -> None:
    seen = teacher_client.get(question_url(row)).context["seen"]
    Attempt.objects.filter(user=learner, number=1).update(points=0.5)
    given = {"mode": "replace", "reason": "Mine.", "seen": seen}
    refused = teacher_client.post(question_url(row), given)
    assert refused.status_code == 422
    assert 'data-code="regrade-changed"' in words(refused)
    assert 'value="Mine."' in words(refused)  # nothing typed is lost
    assert not Regrade.objects.exists()
    given["seen"] = refused.context["seen"]
    assert teacher_client.post(question_url(row), given).status_code == 302


def test_a_new_answer_and_a_new_key_are_changes_too(
    row: Class,
    mended: Assignment,
    other: Membership,
    teacher_client: Client,
    learner: User,
    folder: Path,
) -> None:
    seen = teacher_client.get(question_url(row)).context["seen"]
    reply(client_of(learner), "5", 3)
    given = {"mode": "replace", "reason": reason, "seen": seen}
    refused = teacher_client.post(question_url(row), given)
    assert refused.status_code == 422
    course_change(folder / "lessons" / "01-first", "How many processes?", "How many are there?")
    course_publish(folder)
    given["seen"] = refused.context["seen"]
    assert teacher_client.post(question_url(row), given).status_code == 422
    assert not Regrade.objects.exists()


def test_a_reason_and_a_way_to_count_are_needed(
    row: Class, mended: Assignment, teacher_client: Client
) -> None:
    for more in ({"reason": " "}, {"mode": "lower"}):
        answer = send(teacher_client, question_url(row), **more)
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert 'data-code="regrade-form-wrong"' in words(answer)
    assert not Regrade.objects.exists()


def test_credit_late_days_practice_and_what_was_set_by_hand_stay(
    row: Class,
    mended: Assignment,
    member: Membership,
    other: Membership,
    teacher: User,
    teacher_client: Client,
) -> None:
    work = AssignmentWork.objects.filter(membership=member)
    work.update(credit=50, late_days=1)
    kept = list(work.values())
    send(teacher_client, question_url(row), "replace")
    assert points(row, member) == [0.5]
    assert list(work.values()) == kept
    work.update(counted=False, credit=0, late_days=0, reason="closed")
    assert points(row, member) == [0]  # practice stays practice
    GradeChange.objects.create(
        assignment=mended, membership=other, kind="points", points=7, reason="On paper.", by=teacher
    )
    assert points(row, other) == [7]
    assert undo(teacher_client, row).status_code == 302
    assert points(row, other) == [7]


def test_the_later_one_stands_above_and_is_undone_first(
    row: Class,
    mended: Assignment,
    member: Membership,
    other: Membership,
    teacher_client: Client,
    folder: Path,
) -> None:
    send(teacher_client, question_url(row), "replace")
    first = Regrade.objects.get()
    send(teacher_client, question_url(row), "full")
    assert points(row, member, other) == [1, 1]
    address = reverse("lessons:class_regrade_undo", args=[row.pk, first.pk])
    refused = teacher_client.post(address)
    assert refused.status_code == 422
    assert 'data-code="regrade-not-last"' in words(refused)
    undo(teacher_client, row)
    assert points(row, member, other) == [1, 0]
    undo(teacher_client, row)
    assert points(row, member, other) == [0, 1]
    again = teacher_client.post(address)
    assert 'data-code="regrade-undone"' in words(again)


def test_what_cannot_be_graded_again_says_why_and_keeps_its_points(
    row: Class,
    homework: Assignment,
    member: Membership,
    other: Membership,
    teacher_client: Client,
    folder: Path,
) -> None:
    """The choice that Bea made is gone; Ana's is right now."""
    page = client_of(member.user).get("/en/courses/small/lessons/first/").content.decode()  # type: ignore[arg-type]
    order = page.split('name="order"')[1].split('value="')[1].split('"')[0].split()
    by_words = choices()
    assert set(order) == set(by_words.values())
    reply(client_of(member.user), by_words["The image's"], question="same-kernel")  # type: ignore[arg-type]
    reply(client_of(other.user), by_words["None"], question="same-kernel")  # type: ignore[arg-type]
    course_change(folder / "lessons" / "01-first", "- [ ] None :: NONEKEY\n", "")
    course_change(folder / "lessons" / "01-first", "- [ ] Ninguno :: NONEKEY\n", "")
    course_change(folder / "lessons" / "01-first", "- [x] The host's", "- [ ] The host's")
    course_change(folder / "lessons" / "01-first", "- [x] El del anf", "- [ ] El del anf")
    for language, said in (("en", "The image's"), ("es", "El de la imagen")):
        path = folder / "lessons" / "01-first" / f"lesson.{language}.md"
        text = path.read_text().replace(f"- [ ] {said}", f"- [x] {said}")
        path.write_text(text.replace(" {misconception=image-has-kernel}", ""))
    course_publish(folder)
    lines = teacher_client.get(question_url(row, "same-kernel")).context["learners"]
    assert [(each.name, each.after, each.unfit) for each in lines] == [
        ("Ana Ruiz", 2, ""),
        ("Bea Gil", 0, "what was chosen is not among the choices any more"),
    ]
    send(teacher_client, question_url(row, "same-kernel"), "replace")
    assert points(row, member, other) == [2, 0]
    assert RegradedAttempt.objects.get(attempt__user=other.user).unfit == "choice"
    send(teacher_client, question_url(row, "same-kernel"), "full")
    assert points(row, member, other) == [2, 2]


def choices() -> dict[str, str]:
    """Id of each choice of `same-kernel`, by its words in English."""
    return {text: choice_id("same-kernel", text) for text in ("The host's", "The image's", "None")}


def test_a_question_that_is_gone_is_named_with_its_answers(
    row: Class, mended: Assignment, teacher_client: Client, folder: Path
) -> None:
    course_change(folder / "lessons" / "01-first", "#limit ", "#boundary ")
    course_publish(folder)
    page = teacher_client.get(reverse("lessons:class_regrade", args=[row.pk]))
    assert page.context["pending"] == []
    assert "Not asked any more" in words(page)
    assert "<code>limit</code>: 3 answers" in words(page)
    assert teacher_client.get(question_url(row)).status_code == 404


def test_hints_take_what_they_took_then(
    row: Class, homework: Assignment, member: Membership, teacher_client: Client, folder: Path
) -> None:
    """One hint was open when the answer was sent, the second was opened after it."""
    ana = client_of(member.user)  # type: ignore[arg-type]
    hint = reverse("lessons:hint", args=["small", "first", "same-kernel"])
    ana.post(hint, {"number": 1})
    reply(ana, choices()["The host's"], question="same-kernel")
    ana.post(hint, {"number": 2})
    stored = Attempt.objects.get()
    assert stored.points == pytest.approx(1.8)
    course_change(folder / "lessons" / "01-first", "points=2 attempts=3", "points=4 attempts=3")
    course_publish(folder)
    lines = teacher_client.get(question_url(row, "same-kernel")).context["learners"]
    assert [(each.before, each.after) for each in lines] == [(1.8, 3.6)]


def test_an_answer_in_a_test_is_graded_again_with_its_weight(
    row: Class, member: Membership, teacher: User, teacher_client: Client, folder: Path
) -> None:
    made = assign(
        row,
        teacher,
        items=(Item(kind="test", ref="end"),),
    )
    items = [
        {"lesson": "first", "question": "limit", "answer": ["5"], "fraction": 0, "points": 1},
        {
            "lesson": "first",
            "question": "pid-one",
            "answer": ["secretword"],
            "fraction": 1,
            "points": 3,
        },
        {"lesson": "second", "question": "limit", "answer": [], "fraction": 0, "points": 1},
    ]
    assert member.user
    test = CourseTest.objects.create(
        user=member.user, course="small", kind="end", number=1, items=items, share=0.6
    )
    AssignmentWork.objects.create(
        assignment=made, membership=member, test=test, counted=True, credit=100, reason="credit"
    )
    before = points(row, member)
    course_change(folder / "lessons" / "01-first", "= 64321", "= 5")
    course_publish(folder)
    send(teacher_client, question_url(row), "replace")
    assert before == pytest.approx([0.6 * 3])
    assert points(row, member) == pytest.approx([0.8 * 3])
    test.refresh_from_db()
    assert (test.share, test.items) == (0.6, items)
    html = words(teacher_client.get(reverse("lessons:grade", args=[row.pk, member.pk, made.pk])))
    assert f"graded again, before 1.80. Reason: <bdi>{reason}</bdi>" in html
    undo(teacher_client, row)
    assert points(row, member) == before


@pytest.mark.parametrize(
    ("language", "after"), [("en", 0), ("es", 1), ("", 1), ("fr", None)], ids=str
)
def test_a_test_is_graded_again_in_the_language_it_was_answered_in(
    language: str,
    after: int | None,
    row: Class,
    member: Membership,
    teacher: User,
    teacher_client: Client,
    folder: Path,
) -> None:
    """Where it is not known, in the one that gives most; where the question lost it, not at all."""
    made = assign(row, teacher, items=(Item(kind="test", ref="end"),))
    item = {"lesson": "first", "question": "pid-one", "answer": ["primero"], "fraction": 0}
    assert member.user
    test = CourseTest.objects.create(
        user=member.user,
        course="small",
        kind="end",
        number=1,
        items=[{**item, "points": 1, "language": language}],
        share=0,
    )
    AssignmentWork.objects.create(
        assignment=made, membership=member, test=test, counted=True, credit=100, reason="credit"
    )
    spanish = folder / "lessons" / "01-first" / "lesson.es.md"
    spanish.write_text(spanish.read_text().replace("= secretword ::", "= primero ::"))
    course_publish(folder)
    page = teacher_client.get(question_url(row, "pid-one"))
    lines = [(each.after, bool(each.unfit)) for each in page.context["learners"]]
    assert lines == {0: [], 1: [(1, False)], None: [(0, True)]}[after]


def test_a_page_of_a_test_says_in_which_language_it_was_answered(
    row: Class, learner_client: Client
) -> None:
    page = "/es/courses/small/end/"
    field = re.search(r'name="(first--[\w-]+-answer)"', words(learner_client.get(page)))
    draw = re.search(r'name="draw" value="(\d+)"', words(learner_client.get(page)))
    assert field
    assert draw
    form = {field[1]: "something", "number": 1, "draw": draw[1], "anyway": "1"}
    assert learner_client.post(page, form).status_code == 302
    items = CourseTest.objects.get().items
    assert {bool(each["answer"]): each["language"] for each in items} == {True: "es", False: ""}


def test_kept_grades_of_erased_accounts_stay_and_the_page_says_why(
    row: Class,
    mended: Assignment,
    member: Membership,
    other: Membership,
    teacher: User,
    teacher_client: Client,
) -> None:
    assert member.user
    assert teacher_client.get(question_url(row)).context["kept"] == 0
    account_erase(user=member.user, by=teacher)
    page = teacher_client.get(question_url(row))
    assert page.context["kept"] == 1
    assert "The grade of 1 erased account stays as it is" in words(page)
    kept = list(KeptGrade.objects.values_list("points", flat=True))
    send(teacher_client, question_url(row), "full")
    assert list(KeptGrade.objects.values_list("points", flat=True)) == kept
    # A question of another lesson is not what the grade rests on.
    scope = Scope(course=row.course, published=course_current_or_404("small"), in_class=row)
    assert kept_counted(scope, ("second", "limit")) == 0
    assert kept_counted(scope, ("first", "several")) == 1


def test_what_was_answered_after_it_is_graded_by_the_question_itself(
    row: Class,
    mended: Assignment,
    member: Membership,
    other: Membership,
    teacher_client: Client,
    learner: User,
) -> None:
    send(teacher_client, question_url(row), "full")
    reply(client_of(other.user), "5", 2)  # type: ignore[arg-type]
    page = teacher_client.get(reverse("lessons:class_regrade", args=[row.pk]))
    assert page.context["pending"] == []


def test_a_class_that_is_over_changes_no_more(
    row: Class, mended: Assignment, member: Membership, teacher_client: Client
) -> None:
    send(teacher_client, question_url(row))
    made = Regrade.objects.get()
    Class.objects.filter(pk=row.pk).update(archived_at=timezone.now())
    refused = send(teacher_client, question_url(row), "full")
    assert 'data-code="class-over"' in words(refused)
    address = reverse("lessons:class_regrade_undo", args=[row.pk, made.pk])
    assert teacher_client.post(address).status_code == 422
    made.refresh_from_db()
    assert made.undone_at is None
    assert "Undo it" not in words(
        teacher_client.get(reverse("lessons:class_regrade", args=[row.pk]))
    )


def test_who_may(
    row: Class,
    mended: Assignment,
    teacher_client: Client,
    assistant_client: Client,
    learner_client: Client,
    stranger_client: Client,
    client: Client,
) -> None:
    """Not assistants, learners, strangers, visitors, nor another class's teacher."""
    send(teacher_client, question_url(row))
    made = Regrade.objects.get()
    by = user_make("other-teacher", Role.INSTRUCTOR)
    own = class_create(course=Course.objects.get(), by=by, name="Others", time_zone="UTC")
    outsider = client_of(by)
    addresses = [
        reverse("lessons:class_regrade", args=[row.pk]),
        question_url(row),
        reverse("lessons:class_regrade_undo", args=[row.pk, made.pk]),
    ]
    given = {
        "mode": "full",
        "reason": "x",
        "seen": teacher_client.get(question_url(row)).context["seen"],
    }
    for who, status in (
        (assistant_client, 403),
        (learner_client, 404),
        (stranger_client, 404),
        (outsider, 404),
        (client, 302),
    ):
        for address in addresses[:2]:
            assert who.get(address).status_code == status
        for address in addresses[1:]:
            assert who.post(address, given).status_code == status
    # Nor through the own class: another's regrade is not there, nor another's answers.
    assert (
        outsider.post(reverse("lessons:class_regrade_undo", args=[own.pk, made.pk])).status_code
        == 404
    )
    assert outsider.get(question_url(own)).status_code == 404
    made.refresh_from_db()
    assert (Regrade.objects.count(), made.undone_at) == (1, None)


def test_the_number_of_statements_does_not_grow_with_the_class(
    row: Class,
    mended: Assignment,
    teacher_client: Client,
    django_assert_max_num_queries: Any,
) -> None:
    url = reverse("lessons:class_regrade", args=[row.pk])
    teacher_client.get(url)
    for number in range(12):
        user = user_make(f"more{number}")
        one = Membership.objects.create(
            in_class=row, user=user, state="joined", joined_at=timezone.now()
        )
        answered(mended, one, "limit", 0)
    with django_assert_max_num_queries(30):
        assert teacher_client.get(url).status_code == 200
    with django_assert_max_num_queries(45):
        assert teacher_client.get(question_url(row)).status_code == 200
