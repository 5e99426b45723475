from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.wizard.model import DecisionModel
from lessons.wizard.record import plain, record_markdown
from lessons.wizard.record_texts import Measured, Phrases, Reference, Setting
from lessons.wizard.reporter import report_make
from tests.lessons.wizard.models import models_answered, shipped, small

# Each phrase is its own name with what is filled in, so that the record shows where each went.
fills = {
    "made": "{course}",
    "advised": "{name} {share}",
    "tied": "{names} {gap} {tie}",
    "runner_up": "{name} {share} {gap}",
    "because": "{question} {answer}",
    "reasons": "{name}",
    "points": "{points}",
    "dated": "{date}",
    "by_hand": "{weight}!",
    "above": "{criterion} {weight} {at} {name}",
    "below": "{criterion} {weight} {at} {name}",
    "figure": "{criterion} {name} {text} {measure} {runs} {on} {date}",
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


def test_the_record_says_what_was_weighed_by_hand_and_how_far_it_is_from_turning() -> None:
    report = report_make(small(), {}, "en", {"speed": 4})
    text = record_markdown(report, phrases, setting, "{:g}".format)
    assert "| speed | by\\_hand 4! | 5 | 3 | 1 |" in text
    assert "- below speed by\\_hand 4! 1 c" in text
    assert "- above safety 1 4 c" in text
    assert "unmeasured" in text
    assert "decided" not in text


def test_the_record_says_what_was_measured_and_when() -> None:
    figure = Measured(
        criterion="speed", name="a", text="7 ms", measure="k", runs="one", on="vm_1", date="1/2/26"
    )
    more = msgspec.structs.replace(setting, measured=(figure,), date="3/2/26", decided=True)
    report = report_make(small(), {"first": "plain"}, "en")
    text = record_markdown(report, phrases, more, "{:g}".format)
    assert "- figure speed a 7 ms k one vm\\_1 1/2/26" in text
    assert "dated 3/2/26" in text
    assert "\n\ndecided\n\n" in text


def test_a_tie_has_the_reasons_of_both() -> None:
    text = record(small(), {})
    assert "tied a / b / c 0 5" in text
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
    columns = len(shipped().alternatives) + 1  # criterion and weight come first
    assert {line.count(" | ") for line in scores if line.count("|") > 4} == {columns}


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
