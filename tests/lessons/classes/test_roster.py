"""Rosters: every way in which schools save one, and what a list would change in a class."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.classes.roster.changes import Change, Fields, Known, Plan, Site, plan_make
from lessons.classes.roster.core import Entry, labels_read, roster_read, rows_most
from virtlearn.core.csv_rows import cell_read
from virtlearn.core.csv_text import cell_safe

whole = "name,e-mail,identifier,labels\nAna Ruiz,ana@example.org,s1,Group A | 1A\n,,s2,\n"
entries = [
    Entry(
        line=2,
        name="Ana Ruiz",
        email="ana@example.org",
        external_id="s1",
        labels=("Group A", "1A"),
    ),
    Entry(line=3, external_id="s2"),
]


def problems(text: str) -> list[str]:
    return [str(each) for each in roster_read(text, "r.csv")[1]]


@pytest.mark.parametrize(
    "text",
    [
        whole,
        "\ufeff" + whole,
        whole.replace(",", ";"),
        whole.replace(",", "\t"),
        whole.replace("\n", "\r\n"),
        whole.replace("e-mail", " E-Mail ").replace("name,", "NAME,").replace("labels", "Label"),
        whole.replace("\n,,s2", "\n,,,\n,,s2").replace("\n,,,", ""),
    ],
)
def test_a_list_is_read_however_it_is_saved(text: str) -> None:
    assert roster_read(text, "r.csv") == (entries, [])


def test_a_roster_of_github_classroom_is_taken_as_it_is() -> None:
    text = (
        '"identifier","github_username","github_id","name"\n'
        '"ana@example.org","ana-r","123","Ana Ruiz"\n'
        '"s-17","","",""\n'
    )
    found, faults = roster_read(text, "classroom_roster.csv")
    assert not faults
    assert found == [
        Entry(
            line=2,
            name="Ana Ruiz",
            email="ana@example.org",
            external_id="ana@example.org",
            github_username="ana-r",
            github_id="123",
        ),
        Entry(line=3, external_id="s-17"),
    ]


def test_each_line_says_what_is_wrong_with_it_and_the_others_are_read() -> None:
    text = (
        "name,e-mail,login,role\n"
        "Ana,not-an-address,,\n"
        "Bo,bo@example.org,,boss\n"
        ",,,learner\n"
        "C\u202elyn,c@example.org,,\n"
        f"{'x' * 151},d@example.org,,\n"
        "Eve,e@example.org,,,,more\n"
        "Fay,fay@example.org,,\n"
        "Gil,FAY@example.org,,\n"
        "Hal,h@example.org,,assistant\n"
    )
    found, faults = roster_read(text, "r.csv")
    assert [entry.name for entry in found] == ["Fay", "Hal"]
    assert [problem.line for problem in faults] == [2, 3, 4, 5, 6, 7, 9]
    assert str(faults[-1]) == "r.csv:9: “FAY@example.org” stands in line 8 too."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("name\n", 1),
        ("name,shoe size\nAna,38\n", 1),
        ("name,Name\nAna,Bo\n", 1),
        ('name\n"Ana\n', 2),
    ],
)
def test_what_is_no_list(text: str, line: int) -> None:
    found, faults = roster_read(text, "r.csv")
    assert (found, [problem.line for problem in faults]) == ([], [line])


def test_too_many_are_told_at_the_first_that_is_too_much() -> None:
    text = "identifier\n" + "".join(f"s{number}\n" for number in range(rows_most + 3))
    found, faults = roster_read(text, "r.csv")
    assert (len(found), [problem.line for problem in faults]) == (rows_most, [rows_most + 2])


def test_names_of_any_script_stay_with_their_joiners() -> None:
    for name in ("محمد (VM)", "王小明", "می‌خواهم", "👨‍👩‍👧", "O’Brien <b>", "'t Hooft"):
        found, faults = roster_read(f"name\n{name}\n", "r.csv")
        assert ([entry.name for entry in found], faults) == ([name], [])
    decomposed = "Nguye\u0302\u0303n"
    assert roster_read(f"name\n{decomposed}\n", "r.csv")[0][0].name == "Nguyễn"


def test_labels_of_a_cell() -> None:
    assert labels_read("A | B;c, a ,, B") == ("A", "B", "c")
    assert labels_read("") == ()


@given(st.text())
def test_a_cell_is_never_a_formula_and_comes_back_as_it_was(text: str) -> None:
    safe = cell_safe(text)
    assert cell_read(safe) == text
    assert not safe.startswith(tuple("=+-@\t\r"))


@given(st.text(max_size=300))
def test_any_text_is_entries_or_problems(text: str) -> None:
    found, faults = roster_read(text, "r.csv")
    assert found or faults


# --- what a list would change --------------------------------------------------------------------

ana = Known(
    id=1,
    fields=Fields(name="Ana", invited_email="ana@example.org", external_id="s1", labels=("A",)),
)
bo = Known(id=2, fields=Fields(name="Bo"), login="Bo", email="bo@example.org", called="Bo Li")


def plan(*rows: Entry, **more: object) -> Plan:
    given_: dict[str, object] = {"known": [ana, bo], "accounts": {"cy": 7, "bo": 5}, **more}
    return plan_make(rows, Site(**given_), "r.csv")  # type: ignore[arg-type]


def change(*rows: Entry) -> Change:
    found = plan(*rows)
    assert not found.problems
    return found.changes[0]


def test_somebody_new_is_added_by_address_account_or_identifier() -> None:
    by_address = change(Entry(line=2, name="Di", email="di@example.org"))
    assert (by_address.kind, by_address.account) == ("added", None)
    assert by_address.after == Fields(name="Di", invited_email="di@example.org")
    assert change(Entry(line=2, login="CY", role="assistant")).account == 7
    assert change(Entry(line=2, external_id="s9")).after.external_id == "s9"


@pytest.mark.parametrize(
    "entry",
    [
        Entry(line=2, external_id="S1"),
        Entry(line=2, email="ANA@example.org"),
        Entry(line=2, name="ana"),
        Entry(line=2, name="Ana", email="ana@example.org", external_id="s1", labels=("A",)),
    ],
)
def test_who_is_there_is_found_by_each_key(entry: Entry) -> None:
    assert change(entry).member == 1


def test_an_empty_cell_leaves_what_is_there_and_the_same_again_changes_nothing() -> None:
    assert change(Entry(line=2, external_id="s1")).kind == "unchanged"
    found = change(Entry(line=2, external_id="s1", github_username="ana-r", labels=("b",)))
    assert (found.kind, list(found.what)) == ("changed", ["github_username", "labels"])
    assert found.after.name == "Ana"


def test_what_the_account_says_already_is_no_change() -> None:
    entry = Entry(line=2, login="bo", email="BO@example.org")
    assert change(entry).kind == "unchanged"


def test_labels_are_written_as_the_class_has_them() -> None:
    entry = Entry(line=2, external_id="s1", labels=("a",))
    found = plan_make([entry], Site(known=[ana], labels={"a": "A"}), "r.csv")
    assert found.changes[0].kind == "unchanged"


def test_a_line_that_fits_two_or_that_two_fit_is_refused() -> None:
    both = plan(Entry(line=2, external_id="s1", email="bo@example.org"))
    assert [str(each) for each in both.problems] == [
        "r.csv:2: It fits several people of the class: its columns name different ones."
    ]
    twice = plan(Entry(line=2, external_id="s1"), Entry(line=3, email="ana@example.org"))
    assert [each.line for each in twice.problems] == [3]
    assert [each.line for each in twice.changes] == [2]


def test_an_account_that_is_not_there_is_refused_and_so_is_a_new_teacher() -> None:
    assert [each.line for each in plan(Entry(line=4, login="nobody")).problems] == [4]
    assert [each.line for each in plan(Entry(line=5, name="Di", role="teacher")).problems] == [5]
    eve = Known(id=3, fields=Fields(name="Eve", role="teacher"))
    same = plan(Entry(line=2, name="Eve", role="teacher"), known=[eve])
    assert [each.kind for each in same.changes] == ["unchanged"]
    lower = plan(Entry(line=2, name="Eve", role="learner"), known=[eve])
    assert lower.changes[0].after.role == "teacher"


def test_of_two_equal_names_a_name_alone_finds_neither() -> None:
    twins = [Known(id=1, fields=Fields(name="Ana")), Known(id=2, fields=Fields(name="ana"))]
    assert plan(Entry(line=2, name="Ana"), known=twins).changes[0].kind == "added"
