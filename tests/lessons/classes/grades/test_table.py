"""The table of grades: what a cell says and why, in few statements, and to whom."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from lessons.assignments.access.rule import Deadline, Shown
from lessons.assignments.services import Item
from lessons.models import (
    Accommodation,
    Assignment,
    AssignmentExtension,
    AssignmentOverride,
    Class,
    GradeChange,
    Label,
    Membership,
)
from tests.conftest import client_of, user_make
from tests.lessons.classes.conftest import place
from tests.lessons.classes.grades.conftest import answered, around_now, assign, exam_taken, over
from virtlearn.people.models import User


def shown(client: Client, row: Class, query: str = "") -> str:
    answer = client.get(reverse("lessons:grades", args=[row.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def cells(html: str, name: str) -> list[str]:
    """The texts of a learner's row: the total, then each assignment."""
    rows = html.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0].split("</tr>")
    own = next(each for each in rows if f"<bdi>{name}</bdi>" in each)
    found = re.findall(r"<td[^>]*>(.*?)</td>", own, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]


def test_the_best_answer_to_each_question_counts_with_its_credit(
    row: Class, homework: Assignment, member: Membership, teacher_client: Client
) -> None:
    # Worth 2, and of three answers the best is 1 point at 60 %: 2.6 of the lesson's 8 points.
    answered(homework, member)
    answered(homework, member, "several", 1, credit=60)
    answered(homework, member, "several", 0.5, credit=60)
    answered(homework, member, "several", 2, counted=False)
    html = shown(teacher_client, row)
    assert cells(html, "Ana Ruiz") == ["32.5 %", "2.60 late"]
    assert "of 8" in html
    assert f'href="{reverse("lessons:grade", args=[row.pk, member.pk, homework.pk])}"' in html


def test_each_state_of_a_grade_is_a_word(
    row: Class, teacher: User, member: Membership, teacher_client: Client
) -> None:
    assert "nothing is assigned" in shown(teacher_client, row)
    excused, by_hand = (over(row, teacher, name) for name in ("Excused", "By hand"))
    over(row, teacher, "Missing")
    assign(row, teacher, "Open")
    for assignment, kind, points in ((excused, "excused", None), (by_hand, "points", 6)):
        GradeChange.objects.create(
            assignment=assignment, membership=member, kind=kind, points=points, by=teacher
        )
    # 6 of 8 and 0 of 8.
    assert cells(shown(teacher_client, row), "Ana Ruiz") == [
        *("37.5 %", "– excused", "6 set by hand", "0 missing", "–"),
    ]


def test_a_test_has_a_point_for_each_of_its_questions(
    row: Class, teacher: User, member: Membership, teacher_client: Client
) -> None:
    made = assign(row, teacher, items=(Item(kind="test", ref="end"),))
    exam_taken(made, member, 0.5)
    exam_taken(made, member, 0.25)
    html = shown(teacher_client, row)
    assert "of 6" in html
    assert cells(html, "Ana Ruiz") == ["50.0 %", "3"]


def crowd(row: Class, homework: Assignment, count: int) -> None:
    """Learners with an answer each; one of four has a label and one of three an extension."""
    label = Label.objects.create(in_class=row, name="Group A")
    for number in range(count):
        other = place(row, user_make(f"learner-{number:03}"))
        answered(homework, other)
        if number % 4 == 0:
            other.labels.add(label)
        if number % 3 == 0:
            AssignmentExtension.objects.create(assignment=homework, membership=other, days=2)
    AssignmentOverride.objects.create(
        assignment=homework, label=label, patch={"listed_before": True}
    )


def test_more_learners_take_no_more_statements(
    row: Class,
    homework: Assignment,
    member: Membership,
    teacher: User,
    teacher_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    crowd(row, homework, 6)
    for number in range(5):
        over(row, teacher, f"Over {number}")
    shown(teacher_client, row)
    with django_assert_max_num_queries(27):
        html = shown(teacher_client, row)
    assert "7 learners" in html


def test_a_large_class_is_shown_in_pages_and_is_searched(
    row: Class,
    homework: Assignment,
    member: Membership,
    teacher_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lessons.classes.grades.views.table.page_size", 10)
    crowd(row, homework, 30)
    shown(teacher_client, row)
    pages = []
    for number in (1, 2, 3, 4):
        with django_assert_max_num_queries(27):
            pages.append(shown(teacher_client, row, f"?page={number}"))
    assert all("31 learners" in html for html in pages)
    assert [html.count('<th scope="row"') for html in pages] == [10, 10, 10, 1]
    names = re.findall(r'class="name"><bdi>([^<]+)</bdi>', "".join(pages))
    assert names == ["Ana Ruiz", *(f"learner-{number:03}" for number in range(30))]
    assert cells(pages[2], "learner-023") == ["25.0 %", "2"]
    found = shown(teacher_client, row, "?q=learner-023")
    assert "1 learner\n" in found
    assert cells(found, "learner-023") == ["25.0 %", "2"]
    assert "No match. Try a part of the name." in shown(teacher_client, row, "?q=nobody-there")
    label = Label.objects.get()
    assert "8 learners" in shown(teacher_client, row, f"?label={label.pk}")


def test_exceptions_of_some_hold_for_them_alone(
    row: Class, teacher: User, member: Membership, teacher_client: Client
) -> None:
    """Of an assignment that is over for most, nothing is missing yet for those who have longer."""
    made = over(row, teacher)
    label = Label.objects.create(in_class=row, name="Group A")
    people = {}
    for name in ("extended", "labelled", "accommodated", "usual"):
        people[name] = place(row, user_make(name))
    AssignmentExtension.objects.create(assignment=made, membership=people["extended"], days=3)
    people["labelled"].labels.add(label)
    AssignmentOverride.objects.create(assignment=made, label=label, patch={"due": None})
    Accommodation.objects.create(membership=people["accommodated"], days=2)
    html = shown(teacher_client, row)
    longer = {name: cells(html, name)[1] for name in people}
    assert longer == {
        "extended": "–",
        "labelled": "–",
        "accommodated": "–",
        "usual": "0 missing",
    }
    assert cells(html, "Ana Ruiz")[1] == "0 missing"


def test_a_label_chooses_some(
    row: Class, homework: Assignment, member: Membership, teacher_client: Client
) -> None:
    label = Label.objects.create(in_class=row, name="Group A")
    other = place(row, user_make("bo"), name="Bo")
    other.labels.add(label)
    html = shown(teacher_client, row, f"?label={label.pk}")
    assert "Bo" in html
    assert "Ana Ruiz" not in html
    assert "Ana Ruiz" in shown(teacher_client, row, "?label=999999")
    assert "Ana Ruiz" in shown(teacher_client, row, "?label=x")
    other.labels.clear()
    assert "No learner has this label" in shown(teacher_client, row, f"?label={label.pk}")


def test_pseudonyms_are_stable_and_name_nobody(
    row: Class, homework: Assignment, member: Membership, teacher_client: Client, learner: User
) -> None:
    learner.username, learner.email = "ruiz-a", "ana@example.org"
    learner.save()
    answered(homework, member)
    html = shown(teacher_client, row, "?pseudonyms=1")
    for secret in ("Ana Ruiz", "Ana", learner.username, "ana@example.org", "s1"):
        assert secret not in html
    names = re.findall(r'<th scope="row" class="name"><bdi>([A-Z2-7]{4})</bdi>', html)
    place(row, user_make("bo"), name="Bo")
    assert names[0] in shown(teacher_client, row, "?pseudonyms=1")
    assert "1 learner\n" in shown(teacher_client, row, f"?pseudonyms=1&q={names[0].lower()}")
    assert "No match. Try a part of the name." in shown(teacher_client, row, "?pseudonyms=1&q=Ana")
    mine = client_of(learner).get(reverse("lessons:grades_mine", args=[row.pk]))
    assert f"<strong>{names[0]}</strong>" in mine.content.decode()


def test_assistants_see_the_table_and_strangers_nothing(
    row: Class,
    homework: Assignment,
    member: Membership,
    assistant_client: Client,
    learner_client: Client,
    stranger_client: Client,
    client: Client,
) -> None:
    assert "Ana Ruiz" in shown(assistant_client, row)
    url, mine = (reverse(f"lessons:{name}", args=[row.pk]) for name in ("grades", "grades_mine"))
    assert learner_client.get(url).status_code == 404
    for page in (url, mine):
        assert stranger_client.get(page).status_code == 404
        assert client.get(page).status_code == 302
    assert assistant_client.get(mine)["Location"] == url


def test_a_learner_sees_the_own_grades_alone_and_why(
    row: Class, homework: Assignment, member: Membership, learner_client: Client, teacher: User
) -> None:
    other = place(row, user_make("bo"), name="Bo")
    answered(homework, other, "several", 1.5)
    answered(homework, member, credit=60)
    made = over(row, teacher)
    GradeChange.objects.create(
        assignment=made,
        membership=member,
        kind="points",
        points=4,
        reason="Handed in on paper.",
        by=teacher,
    )
    html = learner_client.get(reverse("lessons:grades_mine", args=[row.pk])).content.decode()
    assert "1.20 of 8 points" in html
    assert "4 of 8 points" in html
    assert "32.5 %: 5.20 of 16 points" in html
    assert "Which kernel answers?" in html
    assert "60 %" in html
    assert "Handed in on paper." in html
    assert "Bo" not in html
    assert "1.50" not in html


@pytest.mark.parametrize("listed", [True, False])
def test_what_a_learner_may_not_see_yet_is_neither_shown_nor_in_the_total(
    row: Class,
    teacher: User,
    homework: Assignment,
    member: Membership,
    learner_client: Client,
    listed: bool,
) -> None:
    answered(homework, member)
    secret = over(row, teacher, "Secret", score=Shown(hidden=True))
    GradeChange.objects.create(
        assignment=secret, membership=member, kind="points", points=7.77, reason="Why", by=teacher
    )
    assign(
        row,
        teacher,
        "Later",
        release=around_now(days=1),
        due=Deadline(at=around_now(days=2)),
        listed_before=listed,
    )
    html = learner_client.get(reverse("lessons:grades_mine", args=[row.pk])).content.decode()
    assert "25.0 %: 2 of 8 points" in html
    assert "showing this result now" in html
    assert "7.77" not in html
    assert "Why" not in html
    assert ("Later" in html) is listed
