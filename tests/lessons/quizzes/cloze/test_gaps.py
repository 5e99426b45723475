"""Gaps: what is read, what is earned, what is said."""

from __future__ import annotations

from lessons.quizzes import registry, variant
from lessons.quizzes.cloze import ClozeQuestion, fields, pieces
from lessons.quizzes.grading import grade
from tests.lessons.quizzes.support import parse, question, question_as

text = "A [[cgroup|/control[ -]groups?/]] keeps [[*limits|views|files]].\n~ 2 views :: Namespaces."


def gapped() -> ClozeQuestion:
    return question_as(ClozeQuestion, "cloze", text)


def test_gaps_earn_each_their_share() -> None:
    found = gapped()
    right, wrong, _ = (key for key, _ in found.gaps[1].options)
    for first in ("cgroup", "  CGROUP. ", "control groups", "control-group"):
        assert grade(found, (first, right), attempt=1).correct
    part = grade(found, ("namespace", right), attempt=1)
    assert (part.fraction, part.correct) == (0.5, False)
    slip = grade(found, ("cgroup", wrong), attempt=1)
    assert (slip.fraction, slip.messages) == (0.5, {"1": "Namespaces."})
    assert grade(found, ("cgroup",), attempt=1).fraction == 0.5
    assert grade(found, ("", " "), attempt=1).fault == "empty"
    assert grade(found, ("cgroup", "limits"), attempt=1).fault == "choice"
    assert grade(found, ("x" * 201, ""), attempt=1).fault == "long"


def test_gaps_stand_in_the_text_and_hide_what_is_right() -> None:
    found = gapped()
    assert "cgroup" not in found.prompt
    assert "limits" not in found.prompt
    assert [number for _, number in pieces(found.prompt)] == [0, 1, None]
    shown = fields(found, variant.order(found, "3"), ("x", ""), None)
    assert [field.mark for field in shown] == ["", ""]
    assert {text for _, text in shown[1].options} == {"limits", "views", "files"}


def test_mistakes_in_gaps_are_told() -> None:
    for body, said in (
        ("No gap.", "no gap is left open"),
        ("A [[*one]].", "several, different texts"),
        ("A [[a||b]].", "between two bars"),
        ("A [[/a+/]].", "no answer can be shown"),
        ("A [[a]].\n~ 2 b :: No.", "say which gap"),
        ("A [[*a|b]].\n~ 1 c :: No.", "is no wrong text of that gap"),
    ):
        assert any(said in message for _, message in parse("cloze", body)[1]), body


def test_translations_must_have_the_same_shape() -> None:
    found = registry.translations_agree(
        question("cloze", text), question("cloze", text.replace("|files", ""))
    )
    assert any("another number of texts" in message for message in found)
