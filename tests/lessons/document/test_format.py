"""docs/course-format.md says what is true: its examples are read without a problem."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from labs.spec.definition import LabSpec, MachineDecl
from lessons.document.answers import answers_read
from lessons.document.code import lexers
from lessons.document.hero import hero_read
from lessons.document.page import Known, Page
from lessons.document.parse import page_parse
from lessons.document.schema import Html, Source
from lessons.document.svg import tags
from lessons.document.tables import course_file_read, glossary_read, sources_read
from lessons.document.texts import tables
from lessons.format import limits
from tests.site import course_folder

docs = (Path(__file__).parents[3] / "docs/course-format.md").read_text(encoding="utf-8")
blocks = re.findall(r"^(````+)\n(.*?)^\1$", docs, re.MULTILINE | re.DOTALL)
tables_of = re.findall(r"^```toml\n(.*?)^```$", docs, re.MULTILINE | re.DOTALL)
source = Source(title="T", authors=("A",), year=2020, taken={})
stacks = course_folder / "lessons" / "01-kernel-boundary" / "stacks.en.svg"
known = Known(
    languages=("en",),
    claims=31,
    lessons=frozenset({"first-steps"}),
    labs=frozenset({"whose-kernel"}),
    sources={"incus-containers-vms": source, **sources_read(tables_of[2], "", ("en", "es"))[0]},
    files={"lessons/01-x/stacks.svg": stacks.read_bytes()},
)


def test_there_are_examples_of_every_kind() -> None:
    found = {kind for _, text in blocks for kind in re.findall(r"{\.(\w+)", text)}
    assert found >= {"quiz", "numeric", "short", "claim", "task", "solution"}


@pytest.mark.parametrize("text", [text for _, text in blocks])
def test_the_examples_of_blocks_are_read(text: str) -> None:
    sort = "guide" if re.search(r"{\.(?:task|guess)", text) else "lesson"
    head = "---\ntitle: t\nsummary: s\n"
    if sort == "lesson":
        head += "minutes: 1\nobjectives:\n  - apply: a\n"
    page = Page(path="lessons/01-x/lesson.en.md", slug="x", language="en", known=known)
    if "{.spoiler" in text:  # of a claim of the same lesson
        text += next(each for _, each in blocks if "#vm-starts-slower" in each)
    draft = page_parse("guide" if sort == "guide" else "lesson", f"{head}---\n{text}", page)
    assert page.problems == []
    assert draft.entries or draft.parts


def test_the_example_of_a_lesson_is_read() -> None:
    (text,) = re.findall(r"^```markdown\n(.*?)^```$", docs, re.MULTILINE | re.DOTALL)
    page = Page(path="lessons/01-x/lesson.en.md", slug="x", language="en", known=known)
    draft = page_parse("lesson", text, page)
    assert page.problems == []
    assert draft.head.minutes == 30
    assert isinstance(draft.parts[0][1], Html)


def test_the_examples_of_tables_are_read() -> None:
    course, glossary, sources, answers, hero, *_ = tables_of
    assert course_file_read(course, "")[1] == []
    assert glossary_read(glossary, "", ("en", "es"))[1] == []
    problems = sources_read(sources, "", ("en", "es"))[1]
    assert [problem.message for problem in problems] == []
    assert tomllib.loads(sources)["felter2014"]["year"] == 2014
    whole = Known(
        languages=("en", "es"),
        lessons=frozenset({"kernel-boundary"}),
        labs=frozenset({"two-kernels"}),
        wizard=True,
    )
    (answer,), page = answers_read(answers, whole)
    assert [problem.message for problem in page.problems] == []
    assert answer == "container-or-machine"
    assert [each.anchor for each in page.anchors] == ["two-places"]
    machines = tuple(MachineDecl(name=name, kind="vm") for name in ("box", "first"))
    labs = {"crash": LabSpec(minutes=10, machines=machines)}
    read, problems = hero_read(hero, {}, Known(languages=("en",)), labs)
    assert [problem.message for problem in problems] == []
    assert read is not None
    assert [machine.after for machine in read.machines] == [0, 4]


def test_where_a_source_stands_is_written_in_each_language() -> None:
    whole = 'title = "T"\nauthors = ["A"]\nyear = 2020\ntaken.en = "x"\ntaken.es = "y"\n'
    found = sources_read(f'[a]\n{whole}where = "page 3"\n', "s", ("en", "es"))[1]
    assert [str(each) for each in found] == ["s:7: where: write `where.en = …` and `where.es = …`"]
    found = sources_read(f'[a]\n{whole}where.en = "page 3"\n', "s", ("en", "es"))[1]
    assert [each.message for each in found] == ["a.where has no text in `es`: write `where.es = …`"]


def test_where_of_an_older_revision_is_still_read() -> None:
    text = '{"title":"T","authors":["A"],"year":2020,"taken":{},"where":"page 3"}'
    assert msgspec.json.decode(text, type=Source).where_in("es") == "page 3"


def test_the_lists_in_the_text_are_those_of_the_code() -> None:
    (languages,) = re.findall(r"Languages are `([^`]*)`", docs)
    assert set(languages.split()) <= set(lexers) | {"console"}
    (shapes,) = re.findall(r"Elements are `([^`]*)`", docs)
    assert set(shapes.split()) == tags - {"svg"}
    for name in tables:
        assert f"## {name}" in docs
    for figure in (limits.text_bytes, limits.table_bytes, limits.svg_bytes):
        assert f"{figure // 1000} kB" in docs
    assert f"{limits.paragraph_chars:,} characters" in docs
    assert f"a block of code {limits.code_chars:,}" in docs
