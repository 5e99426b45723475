from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.wizard.model import DecisionModel
from lessons.wizard.record import Phrases, Reference, Setting, plain, record_markdown
from lessons.wizard.reporter import report_make
from tests.lessons.wizard.models import models_answered, shipped, small

# Each phrase is its own name with what is filled in, so that the record shows where each went.
fills = {
    "made": "{course}",
    "advised": "{name} {share}",
    "tied": "{first} {second} {gap} {tie}",
    "runner_up": "{name} {share} {gap}",
    "because": "{question} {answer}",
    "reasons": "{name}",
    "points": "{points}",
    "against": "{name} {score} {other} {other_score}",
    "turn": "{question} {answer} {advice}",
    "turn_nothing": "{question} {answer}",
}
phrases = Phrases(
    **{name: f"{name} {fills.get(name, '')}".rstrip() for name in Phrases.__struct_fields__}
)
setting = Setting(
    course="Boxes_and | more",
    url="https://example.org/?a=b",
    references={"paper": Reference(text="On [boxes]", url="https://example.org/paper")},
)


def record(model: DecisionModel, answers: dict[str, str]) -> str:
    return record_markdown(report_make(model, answers, "en"), phrases, setting, "{:g}".format)


def test_the_record_holds_what_the_page_shows() -> None:
    text = record(small(), {"first": "out", "second": "safe"})
    assert "made Boxes\\_and \\| more" in text
    assert "advised c 100 %" in text
    assert "runner\\_up b 60 % 40" in text
    assert "- **a**: reason of no-a because first? out \\[1\\]" in text
    assert "| c | 100 % |" in text
    assert "- **safety** (5/5, points 100): c by safety \\[1\\]" in text
    assert "- **speed**: against c 1 b 3 c by speed b by speed \\[1\\]" in text
    assert "- turn second? fast b" in text
    assert "1. On \\[boxes\\] <https://example.org/paper>" in text
    assert text.endswith("link <https://example.org/?a=b>\n")


def test_a_tie_has_the_reasons_of_both() -> None:
    text = record(small(), {})
    assert "tied a b 0 5" in text
    assert "## reasons a" in text
    assert "## reasons b" in text
    assert "no\\_answer" in text


def test_where_nothing_is_left_it_says_what_to_relax() -> None:
    text = record(small(), {"first": "out", "third": "out"})
    assert "nothing" in text
    assert "- **a**: relax no-a" in text
    assert "## ranking" not in text


def test_a_source_that_is_unknown_is_left_out() -> None:
    bare = Setting(course="x", url="https://example.org", references={})
    report = report_make(small(), {"first": "out"}, "en")
    text = record_markdown(report, phrases, bare, "{:g}".format)
    assert "\\[" not in text
    assert "## sources" not in text


@pytest.mark.parametrize("persona", shipped().personas, ids=lambda each: each.id)
def test_tables_are_regular(persona: object) -> None:
    found = next(each for each in shipped().personas if each == persona)
    rows = [line for line in record(shipped(), dict(found.answers)).splitlines() if line[:1] == "|"]
    scores = rows[-len(found.answers) - 19 :][:19]
    assert {line.count(" | ") for line in scores if line.count("|") > 4} == {7}


@given(models_answered())
def test_every_case_can_be_written(case: tuple[DecisionModel, dict[str, str]]) -> None:
    assert record(*case).startswith("# title")


@given(st.text())
def test_no_text_becomes_markup(text: str) -> None:
    escaped = plain(text)
    assert "\n" not in escaped
    for position, letter in enumerate(escaped):
        if letter in "`*_[]<>#|":
            assert escaped[position - 1] == "\\"
