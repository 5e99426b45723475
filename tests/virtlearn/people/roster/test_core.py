"""People from CSV: every way in which schools save one, and every mistake with its line."""

from __future__ import annotations

import pytest

from virtlearn.core.csv_rows import text_read
from virtlearn.people.roster.core import Entry, roster_read, rows_most

whole = "name,login,e-mail,role,class\nAna Ruiz,aruiz,ana@example.org,Instructor,1A\n,bo,,,\n"
entries = [
    Entry(
        line=2,
        login="aruiz",
        name="Ana Ruiz",
        email="ana@example.org",
        role="instructor",
        class_label="1A",
    ),
    Entry(line=3, login="bo"),
]


def problems(text: str) -> list[str]:
    return [str(each) for each in roster_read(text, "p.csv")[1]]


@pytest.mark.parametrize(
    "text",
    [
        whole,
        "\ufeff" + whole,
        whole.replace(",", ";"),
        whole.replace(",", "\t"),
        whole.replace("\n", "\r\n"),
        whole.replace("e-mail", "Email").replace("login", " LOGIN "),
        whole.replace("Ana Ruiz,", '"Ana Ruiz",') + ",,,,\n\n",
    ],
)
def test_a_list_is_read_as_it_was_saved(text: str) -> None:
    assert roster_read(text, "p.csv") == (entries, [])


def test_the_order_of_columns_is_free_and_login_is_enough() -> None:
    assert roster_read("class,login\n1A,bo\n", "p.csv")[0] == [
        Entry(line=2, login="bo", class_label="1A")
    ]


def test_a_cell_may_have_two_lines_and_lines_are_counted_on() -> None:
    text = 'login,name\nbo,"Bo\nTwo"\nx y,\n'
    assert problems(text) == [
        "p.csv:2: 'Bo\\nTwo' has letters that nobody sees.",
        "p.csv:4: “x y” is no login: letters, digits and @ . + - _ make one.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["p.csv:1: There is nobody in it."]),
        ("login\n", ["p.csv:1: There is nobody in it."]),
        ("name\nAna\n", ["p.csv:1: The first row must name a column “login”."]),
        (
            "login,phone\nbo,1\n",
            ["p.csv:1: There is no column “phone”; columns are name, login, e-mail, role, class."],
        ),
        ("login,username\nbo,1\n", ["p.csv:1: The column “username” is there twice."]),
        ("login,name\n,Ana\n", ["p.csv:2: The login is missing."]),
        ("login\nbo,1\n", ["p.csv:2: It has more cells than the first row."]),
        (
            "login,role\nbo,boss\n",
            ["p.csv:2: “boss” is no role; roles are learner, instructor, head."],
        ),
        ("login,e-mail\nbo,bo@\n", ["p.csv:2: “bo@” is no e-mail address."]),
        ("login\nbo\nBO\n", ["p.csv:3: “BO” stands in line 2 too."]),
        (
            "login,e-mail\nbo,a@b.org\nbi,A@b.org\n",
            ["p.csv:3: “A@b.org” stands in line 2 too."],
        ),
        (f"login\n{'b' * 151}\n", ["p.csv:2: “bbbbbbbbbbbbbbbbbbbb…” is longer than 150 letters."]),
        ('login\n"bo\n', ["p.csv:2: This is no CSV: unexpected end of data."]),
    ],
)
def test_each_mistake_is_told_with_its_line(text: str, expected: list[str]) -> None:
    assert problems(text) == expected


def test_all_mistakes_are_told_at_once() -> None:
    found = problems("login,role\n,x\nbo,y\nbo,\n")
    assert [each.split(":")[1] for each in found] == ["2", "2", "3", "4"]


def test_what_is_too_long_is_refused_whole() -> None:
    rows = "\n".join(f"n{number}" for number in range(rows_most + 1))
    _entries, [found] = roster_read(f"login\n{rows}\n", "p.csv")
    assert (
        str(found) == f"p.csv:{rows_most + 2}: There are more than 500 people. Cut the file in two."
    )


def test_other_encodings_are_refused_with_the_line() -> None:
    assert text_read("login,name\nbo,Bó\n".encode("latin-1"), "p.csv")[1][0].line == 2
    assert text_read("\ufefflogin\n".encode(), "p.csv") == ("login\n", [])
