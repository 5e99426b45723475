"""Attributes in braces: what is read, and all that is told of what is not."""

from __future__ import annotations

import pytest

from lessons.format.attributes import Attributes, attributes_parse


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{}", Attributes()),
        ("{.quiz #a b=c}", Attributes(("quiz",), "a", {"b": "c"})),
        (" { .a  .b-c } ", Attributes(("a", "b-c"))),
        ('{a="two words" b=""}', Attributes((), None, {"a": "two words", "b": ""})),
        ("{.c++}", Attributes(("c++",))),
    ],
)
def test_what_is_read(text: str, wanted: Attributes) -> None:
    assert attributes_parse(text) == wanted


@pytest.mark.parametrize(
    ("text", "read", "told"),
    [
        ("{.quiz #a", Attributes(("quiz",), "a"), ["the attributes are not closed"]),
        ("{#a #b}", Attributes((), "a"), ["two ids, `#a` and `#b`: keep one"]),
        ("{#A}", Attributes((), "A"), ["`#A` is no id: write lower-case letters"]),
        ("{#A #B}", Attributes((), "A"), ["`#A` is no id", "two ids, `#A` and `#B`"]),
        ("{a=1 a=2}", Attributes((), None, {"a": "2"}), ["`a` is given twice: keep one"]),
        ("{quiz}", Attributes(), ["`quiz` is no attribute: write .kind, #id"]),
        ("{.1}", Attributes(), ["`.1` is no attribute"]),
        ("{a= .b}", Attributes(("b",)), ["`a=` is no attribute"]),
        ('{a="b"c}', Attributes(), ['`a="b"c` is no attribute']),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_is_read(
    text: str, read: Attributes, told: list[str]
) -> None:
    found = attributes_parse(text)
    assert (found.classes, found.id, found.values) == (read.classes, read.id, read.values)
    assert len(found.problems) == len(told)
    for message, begins in zip(found.problems, told, strict=True):
        assert message.startswith(begins)
