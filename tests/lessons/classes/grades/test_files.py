"""Grades as files, out and in: nothing lost, no formula, and nothing done before it was seen."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lessons.models import Assignment, Class, GradeChange, Membership
from tests.conftest import user_make
from tests.lessons.classes.conftest import place
from tests.lessons.classes.grades.conftest import answered, assign
from virtlearn.core.csv_text import csv_read
from virtlearn.people.models import User

canvas_file = (
    "Student,ID,SIS User ID,SIS Login ID,Section\r\n"
    "    Points Possible,,,,\r\n"
    '"Ruiz, Ana",71,,,One\r\n'
    '"Nobody, Known",72,,,One\r\n'
)


def url(row: Class, name: str) -> str:
    return reverse(f"lessons:grades_{name}", args=[row.pk])


def table(client: Client, row: Class, name: str, query: str = "", **options: Any) -> Any:
    answer = client.get(url(row, name) + query)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    header, *rows = csv_read(answer.content.decode(), **options)
    return [dict(zip(header, each, strict=True)) for each in rows]


def send(client: Client, row: Class, text: str, name: str = "upload", **data: str) -> Any:
    return client.post(url(row, name), {"text": text, **data})


def seen_of(answer: Any) -> dict[str, str]:
    return {"confirmed": "yes", "seen": str(answer.context["seen"])}


def test_wide_and_long_have_everything_and_no_formula(
    row: Class, homework: Assignment, member: Membership, teacher: User, teacher_client: Client
) -> None:
    Membership.objects.filter(pk=member.pk).update(name="=HYPERLINK(1)")
    work = answered(homework, member, credit=60)
    GradeChange.objects.create(
        assignment=assign(row, teacher, "-Second"),
        membership=member,
        kind="points",
        points=3,
        by=teacher,
    )
    second = Assignment.objects.get(title="-Second")
    raw = teacher_client.get(url(row, "wide")).content.decode()
    assert ",'=HYPERLINK(1)," in raw
    assert f"'-Second [{second.pk}] points" in raw
    (own,) = table(teacher_client, row, "wide")
    assert own["name"] == "=HYPERLINK(1)"
    assert own[f"Homework [{homework.pk}] points"] == "1.2"
    assert own[f"Homework [{homework.pk}] max"] == "8.0"
    assert own[f"Homework [{homework.pk}] status"] == "late"
    assert own[f"Homework [{homework.pk}] submitted_at"] == work.at.isoformat()
    assert own[f"-Second [{second.pk}] override_by"] == "teacher"
    assert own["total"] == repr(4.2 / 16)
    rows = table(teacher_client, row, "long", "?separator=semicolon", separator=";")
    assert {each["assessment"]: each["points"] for each in rows} == {
        str(homework.pk): "1.2",
        str(second.pk): "3.0",
    }


def test_addresses_are_for_who_manages_the_class(
    row: Class,
    homework: Assignment,
    member: Membership,
    learner: User,
    teacher_client: Client,
    assistant_client: Client,
) -> None:
    learner.email = "ana@example.org"
    learner.save()
    for name in ("wide", "long"):
        assert table(teacher_client, row, name)[0]["email"] == "ana@example.org"
        assert table(assistant_client, row, name)[0]["email"] == ""


def test_a_download_that_is_sent_back_changes_nothing(
    row: Class, homework: Assignment, member: Membership, teacher_client: Client
) -> None:
    answered(homework, member, credit=60)
    for name in ("wide", "long"):
        answer = send(teacher_client, row, teacher_client.get(url(row, name)).content.decode())
        assert answer.status_code == 422
        assert 'data-code="grade-file-same"' in answer.content.decode()
    assert not GradeChange.objects.exists()


def test_points_are_seen_first_then_set_and_each_wrong_line_is_named(
    row: Class, homework: Assignment, member: Membership, teacher: User, teacher_client: Client
) -> None:
    text = (
        "Username , assessment,points,feedback\n"
        f"LEARNER,{homework.pk},7.5,On paper.\n"
        f"nobody,{homework.pk},1,\n"
        f"learner,{homework.pk},8,\n"
        "learner,999,1,\n"
        f"teacher,{homework.pk},x,\n"
        f"teacher,{homework.pk},2,\n"
    )
    answer = send(teacher_client, row, text)
    assert answer.status_code == 200
    assert not GradeChange.objects.exists()
    html = answer.content.decode()
    assert "Set by hand: 1. As they are: 0. Refused: 5." in html
    for line, words in (
        (3, "no learner of this class has the username nobody"),
        (4, "twice in this file"),
        (5, "there is no assignment [999]"),
        (6, "is not a number"),
        (7, "no learner of this class has the username teacher"),
    ):
        assert f"CSV:{line}: " in html
        assert words in html
    done = send(teacher_client, row, text, **seen_of(answer))
    assert done["Location"] == reverse("lessons:grades", args=[row.pk])
    change = GradeChange.objects.get()
    assert (change.membership, change.points, change.reason) == (member, 7.5, "On paper.")
    assert change.by == teacher


def test_a_file_that_was_looked_at_before_another_change_is_refused(
    row: Class, homework: Assignment, member: Membership, teacher: User, teacher_client: Client
) -> None:
    text = f"username,assessment,points\nlearner,{homework.pk},7.5\n"
    looked = send(teacher_client, row, text)
    GradeChange.objects.create(
        assignment=homework, membership=member, kind="excused", by=teacher, reason="Ill"
    )
    answer = send(teacher_client, row, text, **seen_of(looked))
    assert answer.status_code == 422
    assert 'data-code="grade-file-old"' in answer.content.decode()
    assert GradeChange.objects.count() == 1
    assert send(teacher_client, row, text, confirmed="yes").status_code == 422
    assert send(teacher_client, row, text, **seen_of(answer)).status_code == 302


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "grade-file-refused"),
        ("a,b\n1,2\n", "grade-file-refused"),
        ("username,assessment,points\nlearner,{pk},17\n", "grade-file-refused"),
        ('username,assessment,points\n"learner,{pk},1\n', "grade-file-refused"),
        ("x" * (2048 * 1024 + 1), "grade-file-large"),
    ],
)
def test_what_is_no_file_of_points_is_refused(
    row: Class,
    homework: Assignment,
    member: Membership,
    teacher_client: Client,
    text: str,
    code: str,
) -> None:
    answer = send(teacher_client, row, text.replace("{pk}", str(homework.pk)))
    assert answer.status_code == 422
    assert f'data-code="{code}"' in answer.content.decode()


def test_canvas_gets_its_students_with_our_points(
    row: Class, homework: Assignment, member: Membership, teacher_client: Client
) -> None:
    answered(homework, member, credit=60)
    place(row, user_make("bo"), name="Bo")
    html = send(teacher_client, row, canvas_file, "canvas").content.decode()
    assert "Found here: 1. May be several: 0. Not found: 1." in html
    answer = send(teacher_client, row, canvas_file, "canvas", confirmed="yes")
    header, possible, *rows = csv_read(answer.content.decode(), guarded=False)
    assert header[-1] == f"Homework [{homework.pk}]"
    assert (possible[0].strip(), possible[-1]) == ("Points Possible", "8.0")
    assert rows == [["Ruiz, Ana", "71", "", "", "One", "1.2"]]
    refused = send(teacher_client, row, "a,b\n", "canvas")
    assert refused.status_code == 422
    assert 'data-code="grade-canvas-refused"' in refused.content.decode()


def test_files_are_for_who_may(
    row: Class,
    homework: Assignment,
    member: Membership,
    assistant_client: Client,
    learner_client: Client,
    stranger_client: Client,
    client: Client,
) -> None:
    text = f"username,assessment,points\nlearner,{homework.pk},7.5\n"
    assert "Set points from a file" not in assistant_client.get(url(row, "files")).content.decode()
    for name in ("files", "wide", "long", "upload", "canvas"):
        for each in (learner_client, stranger_client):
            assert each.get(url(row, name)).status_code == 404
        assert client.get(url(row, name)).status_code == 302
    for name in ("upload", "canvas"):
        assert assistant_client.get(url(row, name)).status_code == 403
        sent = {"confirmed": "yes", "seen": "0"}
        assert send(assistant_client, row, text, name, **sent).status_code == 403
        assert send(stranger_client, row, text, name, **sent).status_code == 404
    assert not GradeChange.objects.exists()
