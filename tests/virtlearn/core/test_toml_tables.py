"""Tables of TOML into typed fields: what is wrong in one, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Meta

from virtlearn.core.toml import TomlFile, toml_read
from virtlearn.core.toml_tables import TomlReader, place

text = """\
name = "a"
minutes = 5

[title]
en = "A"

[[tasks]]
id = "one"
[[tasks]]
id = "two"
"""


class Task(msgspec.Struct):
    id: Annotated[str, Meta(pattern=r"^[a-z]+\Z", description="lower-case letters")]


class Measure(msgspec.Struct):
    key: str
    most: float = 1


class Lab(msgspec.Struct):
    name: Annotated[str, Meta(min_length=1, max_length=9)]
    minutes: Annotated[int, Meta(ge=1, le=60)]
    title: Mapping[str, str]
    share: Annotated[float, Meta(ge=0)] = 0.0
    most: Annotated[int, Meta(le=3)] = 0
    runtime: Literal["", "runc", "runsc"] = ""
    network: bool | None = None
    needs: tuple[Annotated[str, Meta(max_length=3)], ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    where: str | Mapping[str, str] = ""
    figures: Mapping[str, Mapping[str, str]] = {}
    measures: tuple[Measure, ...] = ()
    tasks: tuple[Task, ...] = ()


def read(changed: str) -> tuple[dict[str, object], list[str]]:
    file, problems = toml_read(changed, "x.toml")
    assert not problems
    reader = TomlReader(file)
    values = reader.root.fields(Lab, others=("tasks",))
    values["tasks"] = [row.values for row in reader.root.rows("tasks", Task)]
    return values, [str(problem) for problem in reader.problems]


def test_what_is_right_is_read() -> None:
    values, problems = read(text)
    assert problems == []
    assert values == {
        "name": "a",
        "minutes": 5,
        "title": {"en": "A"},
        "tasks": [{"id": "one"}, {"id": "two"}],
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes = 5\n", "", "1: minutes is missing: write `minutes = …`"),
        ("minutes = 5", 'minutes = "5"', "2: minutes: write a whole number from 1 to 60, not `5`"),
        ("minutes = 5", "minutes = 61", "2: minutes: write a whole number from 1 to 60, not 61"),
        (
            "minutes = 5",
            "minutes = true",
            "2: minutes: write a whole number from 1 to 60, not true",
        ),
        (
            "minutes = 5",
            "minutes = 0x" + "f" * 5000,
            "2: minutes: write a whole number from 1 to 60, not a number as long as this",
        ),
        (
            "minutes = 5",
            "minutes = 2020-01-01",
            "2: minutes: write a whole number from 1 to 60, not a date or a time",
        ),
        ('"a"', '""', "1: name: write a text in quotes from 1 to 9 characters, not an empty text"),
        ("[title]", "share = -1\n[title]", "4: share: write a number of 0 or more, not -1"),
        ("[title]", "most = 4\n[title]", "4: most: write a whole number of at most 3, not 4"),
        ("[title]", 'runtime = "x"\n[title]', "4: runtime: write `runc` or `runsc`, not `x`"),
        ("[title]", "network = 1\n[title]", "4: network: write true or false, not 1"),
        ("[title]", 'needs = "a"\n[title]', "4: needs: write a list in [ ], not `a`"),
        (
            "[title]",
            'needs = ["a", "long"]\n[title]',
            "4: needs[2]: write a text in quotes of at most 3 characters, not `long`",
        ),
        (
            "[title]",
            'pairs = [["a"]]\n[title]',
            "4: pairs[1]: write a list of 2 in [ ], not a list",
        ),
        (
            "[title]",
            "where = 3\n[title]",
            "4: where: write a text in quotes or a text for each language, not 3",
        ),
        ("[title]", "where.es = 3\n[title]", "4: where.es: write a text in quotes, not 3"),
        (
            "[title]",
            "[figures.big]\nen = []\n[title]",
            "5: figures.big.en: write a text in quotes, not an empty list",
        ),
        ('en = "A"', "en = {}", "5: title.en: write a text in quotes, not a table"),
        ("[title]", "minuts = 1\n[title]", "4: unknown key `minuts`: write `minutes`?"),
        (
            "[title]",
            'measures = [{key = "a"}, {key = "b", mots = 2}]\n[title]',
            "4: unknown key `measures[2].mots`: write `most`?",
        ),
        (
            "[title]",
            "measures = [{most = 2}]\n[title]",
            "4: measures[1].key is missing: write `key = …`",
        ),
        (
            "[title]",
            "measures = [1]\n[title]",
            "4: measures[1]: write it as [[measures]], once for each",
        ),
        ('"two"', '"Two"', "10: tasks[2].id: write lower-case letters, not `Two`"),
        ('id = "two"', "", "9: tasks[2].id is missing: write `id = …`"),
        ('id = "two"', 'id = "two"\nidd = 1', "11: unknown key `tasks[2].idd`: write `id`?"),
    ],
)
def test_one_mistake_is_told_on_its_line_with_what_to_write(old: str, new: str, said: str) -> None:
    assert old in text
    assert read(text.replace(old, new, 1))[1] == [f"x.toml:{said}"]


def test_tables_that_are_none_are_told_once_and_keep_their_place() -> None:
    lost = text[: text.index("[[tasks]]")]
    values, problems = read("tasks = 3\n" + lost)
    assert (values["tasks"], problems) == (
        [],
        ["x.toml:1: tasks: write it as [[tasks]], once for each"],
    )
    values, problems = read('tasks = [1, {id = "a"}]\n' + lost)
    assert (values["tasks"], problems) == (
        [{}, {"id": "a"}],
        ["x.toml:1: tasks[1]: write it as [[tasks]], once for each"],
    )


def test_tables_in_a_list_become_structs() -> None:
    measures = 'measures = [{key = "a"}, {key = "b", most = 2}]\n'
    values, problems = read(measures + text)
    assert problems == []
    assert values["measures"] == (Measure("a"), Measure("b", 2))


def test_all_mistakes_of_a_table_are_told_and_what_is_right_is_kept() -> None:
    values, problems = read(text.replace('"a"', "1").replace("= 5", "= 0"))
    assert [problem.split(": ")[1] for problem in problems] == ["name", "minutes"]
    assert values["title"] == {"en": "A"}


def test_a_table_in_a_table() -> None:
    file, _ = toml_read("[a.b]\nc = 1\nd = 2\n", "x.toml")
    reader = TomlReader(file)
    table = reader.root.table("a", "b")
    assert table.value("c", int) == 1
    assert table.value("none", int, 7) == 7
    assert table.value("c", str) is UNSET
    assert not table.table("d").is_table
    assert reader.root.table("no", "where").data == {}
    assert [str(problem) for problem in reader.problems] == [
        "x.toml:2: a.b.c: write a text in quotes, not 1",
        "x.toml:3: a.b.d: write a table, with a line for each key",
    ]


def test_texts_are_there_in_every_language_and_in_no_other() -> None:
    file, _ = toml_read('[title]\nen = "A"\nes = " "\nfr = "C"\n', "x.toml")
    reader = TomlReader(file)
    reader.root.texts_check(file.data["title"], ("en", "es", "de"), "title")
    assert [str(problem) for problem in reader.problems] == [
        "x.toml:3: title has no text in `es`: write `title.es = …`",
        "x.toml:1: title has no text in `de`: write `title.de = …`",
        "x.toml:4: title: `fr` is not among the languages of course.toml",
    ]


def test_places_count_from_one() -> None:
    assert place("tasks", 1, "check") == "tasks[2].check"


anything = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*Lab.__struct_fields__, "x"]), anything))
def test_no_value_raises_and_each_is_read_or_told(data: dict[str, object]) -> None:
    reader = TomlReader(TomlFile("x.toml", data, {}))
    values = reader.root.fields(Lab, others=("tasks",))
    reader.root.rows("tasks", Task)
    for name in data.keys() - {"tasks"}:
        told = any(name in problem.message for problem in reader.problems)
        assert (name in values) != told or name in values
    assert all(len(problem.message) < 400 for problem in reader.problems)
