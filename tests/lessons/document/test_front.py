"""Front matter and attributes: small grammars, each mistake with its line or its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.document.frontmatter import frontmatter_read
from lessons.format.attributes import attributes_parse


def front(text: str) -> list[str]:
    return ["---", *text.split("\n"), "---", "body"]


def test_scalars_stay_texts_and_everything_has_its_line() -> None:
    found = frontmatter_read(
        front("title: 2024\nyes: no\nobjectives:\n  - apply: a\n  - create: >\n      b\n      c"),
        "x",
    )
    assert found.data == {
        "title": "2024",
        "yes": "no",
        "objectives": [{"apply": "a"}, {"create": "b c"}],
    }
    assert [found.line(key) for key in ("title", "objectives.0", "objectives.1")] == [2, 5, 6]
    assert found.body_line == 10
    assert found.problems == ()


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        (["# title"], 1, "begin the file with a line `---`"),
        ([""], 1, "begin the file"),
        (["---", "title: a"], 1, "is not closed"),
        (front("title: [a\nb: c"), 2, "not valid YAML"),
        (front('a: b\ntitle: "a'), 3, "not valid YAML"),
        (front("a: b\n- c"), 3, "not valid YAML"),
        (front("a: b\nb: x: y"), 3, "not valid YAML"),
        (front("a: &x b\nb: *x"), 2, "anchors"),
        (front("a: b\na: c"), 3, "`a` is given twice"),
        (front("- a"), 2, "`key: value`"),
        (front("a: " + "[" * 30 + "]" * 30), 2, "nested too deeply"),
        (front("a: b\n? [c]\n: d"), 3, "a key must be a word"),
        (front("a: " + "b" * 20_000), 1, "over 16000"),
        (front("a: \x07"), 1, "unprintable"),
    ],
)
def test_wrong_front_matter_is_told_on_its_line(lines: list[str], line: int, message: str) -> None:
    found = frontmatter_read(lines, "x.md")
    assert not found.present
    assert [(problem.path, problem.line) for problem in found.problems] == [("x.md", line)]
    assert message in found.problems[0].message


@given(st.text())
def test_no_front_matter_raises(text: str) -> None:
    frontmatter_read(front(text), "x")


def test_attributes_are_read_as_pandoc_reads_them() -> None:
    found = attributes_parse('{.quiz .more #an-id points=2 on="two words" empty="" a-b=c}')
    assert found.classes == ("quiz", "more")
    assert found.id == "an-id"
    assert found.values == {"points": "2", "on": "two words", "empty": "", "a-b": "c"}
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{.quiz #a", "not closed"),
        ("{.quiz #a #b}", "two ids, `#a` and `#b`"),
        ("{.quiz #A}", "`#A` is no id"),
        ("{.quiz #a-}", "`#a-` is no id"),
        ("{.quiz a=1 a=2}", "`a` is given twice"),
        ("{.quiz a = 1}", "`a` is no attribute"),
        ("{.quiz a='1'}", "is no attribute"),
        ("{quiz}", "`quiz` is no attribute"),
        ('{.quiz a="b}', "is no attribute"),
    ],
)
def test_wrong_attributes_are_told(text: str, message: str) -> None:
    assert any(message in problem for problem in attributes_parse(text).problems)


@given(st.text().map(lambda text: "{" + text))
def test_no_attributes_raise(text: str) -> None:
    attributes_parse(text)
