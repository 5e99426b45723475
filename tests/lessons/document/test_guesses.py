"""What a lab's guide asks its reader to write down."""

from __future__ import annotations

import pytest

from lessons.document.parse import page_parse
from lessons.document.schema import GuessPart
from tests.lessons.document.courses import compiled, good_files, guide_en, guide_es, page_of, told

head = "---\ntitle: t\nsummary: s\n---\n"


def parsed(text: str) -> tuple[list[GuessPart], list[tuple[int, str]]]:
    page = page_of()
    draft = page_parse("guide", head + text, page)
    parts = [part for _, part in draft.parts if isinstance(part, GuessPart)]
    return parts, [(line - head.count("\n"), message) for line, message in told(page)]


def test_each_item_is_a_question() -> None:
    (part,), problems = parsed("``` {.guess #before}\n1. How *long*?\n\n2. Why?\n- `Who`?\n```")
    assert problems == []
    assert part == GuessPart(
        guess="before", questions=("How <em>long</em>?", "Why?", "<code>Who</code>?")
    )


@pytest.mark.parametrize(
    ("block", "line", "message"),
    [
        ("``` {.guess #before}\n```", 1, "nothing is asked here"),
        ("``` {.guess #before}\nHow long?\n```", 2, "ask in a list"),
        ("``` {.guess}\n1. How?\n```", 1, "this block has no id"),
        ("``` {.guess #before lab=x}\n1. How?\n```", 1, "unknown attribute `lab`"),
        ("``` {.guess #before}\n" + "1. How?\n" * 10 + "```", 1, "over 9 questions"),
    ],
)
def test_a_mistake_is_told_on_its_line(block: str, line: int, message: str) -> None:
    _parts, problems = parsed(block)
    assert any(at == line and message in said for at, said in problems), problems


def test_it_belongs_in_a_guide() -> None:
    page = page_of()
    page_parse("lesson", head + "``` {.guess #before}\n1. How?\n```", page)
    assert any("belongs in a lab's guide" in message for _, message in told(page))


def test_translations_ask_as_many() -> None:
    files = good_files()
    files[guide_en] += b"\n``` {.guess #before}\n1. How?\n2. Why?\n```\n"
    files[guide_es] += "\n``` {.guess #before}\n1. ¿Cómo?\n```\n".encode()
    messages = [problem.message for problem in compiled(files).problems]
    assert messages
    assert all("`before` differs: 1 questions here, 2 questions there" in each for each in messages)
