"""Grades as CSV: safe in spreadsheets, every column its own, and read back as they were."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lessons.classes.gradebook.canvas import Match, canvas_read, canvas_write, matches_of
from lessons.classes.gradebook.files import (
    Detail,
    Learner,
    Person,
    long_write,
    points_read,
    wide_write,
)
from lessons.classes.gradebook.grades import grade_of
from lessons.classes.gradebook.scheme import Assignment, Entry, HandedIn, Scheme
from virtlearn.core.csv_text import csv_read

# Two with one title, and one with all that a title may hold.
scheme = Scheme(
    assignments=(
        Assignment(id="one", title="Kernels", points=10),
        Assignment(id="two", title="Kernels", points=10),
        Assignment(id="odd", title='=A, "B"\nC', points=4),
    )
)
ana = Person(
    user_id="7",
    username="+1+1",
    name="-2+3",
    email="ana@example.org",
    external_id="@SUM(A1)",
    labels=("evening", "retake"),
)
of_class = ("=cmd|'/c calc'!A0", "3")
entries = {"one": Entry(attempts=[HandedIn(points=2.5)]), "two": Entry(due=True)}
learner = Learner(
    person=ana,
    grade=grade_of(scheme, entries),
    details={"one": Detail(submitted_at=datetime(2026, 3, 1, 9, tzinfo=UTC), attempts=2)},
)


def rows(text: str, separator: str = ",") -> list[dict[str, str]]:
    header, *found = csv_read(text, separator=separator)
    return [dict(zip(header, row, strict=True)) for row in found]


def test_the_wide_form() -> None:
    (row,) = rows(wide_write(scheme, [learner], of_class))
    assert row["class"] == of_class[0]
    assert (row["username"], row["name"], row["external_id"]) == ("+1+1", "-2+3", "@SUM(A1)")
    assert row["labels"] == "evening retake"
    assert (row["Kernels [one] score"], row["Kernels [one] points"]) == ("0.25", "2.5")
    assert row["Kernels [one] submitted_at"] == "2026-03-01T09:00:00+00:00"
    assert row["Kernels [two] status"] == "missing"
    assert (row['=A, "B"\nC [odd] points'], row['=A, "B"\nC [odd] status']) == ("", "open")
    assert row["total"] == "0.125"


def test_the_long_form() -> None:
    found = rows(long_write(scheme, [learner], of_class, separator=";"), ";")
    assert [row["assessment"] for row in found] == ["one", "two", "odd"]
    assert [row["points"] for row in found] == ["2.5", "0.0", ""]
    assert found[0]["attempts"] == "2"


@pytest.mark.parametrize("write", [wide_write, long_write])
@pytest.mark.parametrize("separator", [",", ";"])
def test_what_was_written_is_read(write: object, separator: str) -> None:
    text = write(scheme, [learner], of_class, separator=separator)  # type: ignore[operator]
    found, problems = points_read(text, scheme, "grades.csv")
    assert problems == []
    assert [(row.username, row.assignment, row.points) for row in found] == [
        ("+1+1", "one", 2.5),
        ("+1+1", "two", 0),
    ]


def test_a_file_of_others_is_read_with_patience() -> None:
    text = "\ufeff UserName ;Assessment;SCORE;Feedback\r\n ana ;one; 0,5 ;well done\r\n;;;\r\n"
    found, problems = points_read(text, scheme, "grades.csv")
    assert problems == []
    (row,) = found
    assert (row.username, row.points, row.feedback, row.line) == ("ana", 5, "well done", 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "grades.csv:1: the file is empty"),
        ("name,points\n", "grades.csv:1: there is no column username"),
        ("username,points,Points\n", "grades.csv:1: two columns have the same name"),
        ("username,email\nana,a@b\n", "grades.csv:1: no column has points"),
        ("username,assessment,points\nana,none,1\n", "2: there is no assignment [none]"),
        ("username,Other [none] points\nana,1\n", "1: there is no assignment [none]"),
        ("username,assessment,points\nana,one,many\n", "2: 'many' is not a number"),
        ("username,assessment,points\nana,one,nan\n", "'nan' is not a number"),
        ("username,assessment,points\nana,one,1e999\n", "'1e999' is not a number"),
        ("username,assessment,points\nana,one,-1\n", "-1 is below 0"),
        ("username,assessment,points\nana,one\n", "2 cells, and 3 columns"),
        ("username,assessment,points\n,one,1\n", "the username is missing"),
        ("username,assessment,points\nana,one,1\nAna,one,2\n", "3: Ana has [one] twice"),
        ('username,assessment,points\n"ana"x,one,1\n', "grades.csv:1: this is no CSV"),
    ],
)
def test_each_mistake_is_told_with_its_line(text: str, said: str) -> None:
    _found, problems = points_read(text, scheme, "grades.csv")
    assert said in "\n".join(map(str, problems))


# --- Canvas --------------------------------------------------------------------------------------

canvas = """Student,ID,SIS User ID,SIS Login ID,Section,Kernels (401),Images (402),Final Score
    Points Possible,,,,,10,4,(read only)
"Lopez, Ana",11,s-1,ana,Morning,,,
"Ruiz, Ben",12,,BEN@example.org,Morning,,,
"Same, Name",13,,,Evening,,,
"'Amato, Cleo",14,,,Evening,,,
"Gone, Person",15,s-9,gone,Evening,,,
"Student, Test",16,,,Evening,,,
"""
people = [
    Person(user_id="1", username="ana.l", name="Ana Lopez", external_id="s-1"),
    Person(user_id="2", username="ben", name="Benjamin", email="ben@example.org"),
    Person(user_id="3", username="n1", name="Name Same"),
    Person(user_id="4", username="n2", name="Same Name"),
    Person(user_id="5", username="cleo", name="Cleo 'Amato"),
]


def matches() -> list[Match]:
    file, problems = canvas_read(canvas, "canvas.csv")
    assert problems == []
    assert file
    return matches_of(file, people)


def test_students_are_matched_by_id_login_or_name() -> None:
    assert [
        (match.student, match.outcome, [who.user_id for who in match.people]) for match in matches()
    ] == [
        ("Lopez, Ana", "matched", ["1"]),
        ("Ruiz, Ben", "matched", ["2"]),
        ("Same, Name", "ambiguous", ["3", "4"]),
        ("'Amato, Cleo", "matched", ["5"]),
        ("Gone, Person", "unmatched", []),
    ]


def test_whom_two_rows_claim_is_ambiguous_in_both() -> None:
    file, _ = canvas_read(canvas + '"Lopez, Other",17,,ana.l,Evening,,,\n', "canvas.csv")
    assert file
    found = [match.outcome for match in matches_of(file, people)]
    assert (found[0], found[-1]) == ("ambiguous", "ambiguous")


def test_canvas_gets_its_own_columns_back() -> None:
    file, _ = canvas_read(canvas, "canvas.csv")
    assert file
    assignments = [
        Assignment(id="k", title="Kernels", points=10),
        Assignment(id="new", title="Clones", points=5),
    ]
    text = canvas_write(file, matches(), assignments, {("1", "k"): 7.5, ("2", "new"): None})
    header, possible, *found = csv_read(text)
    assert header[-2:] == ["Kernels (401)", "Clones [new]"]
    assert [possible[0].strip(), *possible[-2:]] == ["Points Possible", "10", "5"]
    assert [(row[0], row[1], row[-2], row[-1]) for row in found] == [
        ("Lopez, Ana", "11", "7.5", ""),
        ("Ruiz, Ben", "12", "", ""),
        ("'Amato, Cleo", "14", "", ""),
    ]
    twice = [Assignment(id=name, title="Kernels", points=10) for name in ("a", "b")]
    assert csv_read(canvas_write(file, matches(), twice, {}))[0][-2:] == [
        *("Kernels [a]", "Kernels [b]")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "no column Student"), ("Student,ID\n", "no column Section"), ('"a"b\n', "no CSV")],
)
def test_what_canvas_did_not_write_is_refused(text: str, said: str) -> None:
    file, problems = canvas_read(text, "canvas.csv")
    assert file is None
    assert said in str(problems[0])
