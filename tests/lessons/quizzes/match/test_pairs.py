"""Matching: what is read, what is earned, what is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.quizzes import registry, variant
from lessons.quizzes.grading import grade
from lessons.quizzes.match import MatchQuestion, fields
from tests.lessons.quizzes.support import parse, question, question_as

pairs = (
    "What?\n- a -> x :: A is x.\n- b -> y\n- c -> x\n- -> z\n"
    "~ b -> z :: Not z. {misconception=b-is-z}"
)


def matched() -> MatchQuestion:
    return question_as(MatchQuestion, "match", pairs)


def test_a_match_earns_by_its_pairs() -> None:
    found = matched()
    names = {side.html: side.id for side in (*found.lefts, *found.rights)}

    def picks(**chosen: str) -> tuple[str, ...]:
        return tuple(f"{names[left]}:{names[right]}" for left, right in chosen.items())

    right = grade(found, picks(a="x", b="y", c="x"), attempt=1)
    assert (right.correct, right.fraction) == (True, 1)
    part = grade(found, picks(a="y", b="z", c="x"), attempt=1)
    assert part.fraction == pytest.approx(1 / 3)
    assert part.messages == {names["a"]: "A is x.", names["b"]: "Not z."}
    assert part.misconceptions == ("b-is-z",)
    assert grade(found, picks(a="x"), attempt=1).fraction == pytest.approx(1 / 3)
    assert grade(found, ("",), attempt=1).fault == "empty"
    assert grade(found, (f"{names['a']}:{names['b']}",), attempt=1).fault == "choice"
    assert grade(found, (*picks(a="x"), *picks(a="y")), attempt=1).fault == "choice"


def test_the_fields_of_a_match_say_what_was_given() -> None:
    found = matched()
    answer = (f"{found.lefts[0].id}:{found.rights[1].id}",)
    order = variant.order(found, "1")
    shown = fields(found, order, answer, grade(found, answer, attempt=1))
    assert [field.shown for field in shown] == ["y", "", ""]
    assert [field.mark for field in shown] == ["wrong", "", ""]
    assert [field.right for field in shown] == ["x", "y", "x"]
    assert [text for _, text in shown[0].options] == [
        {side.id: side.html for side in found.rights}[name] for name in order
    ]


@given(st.integers(0, 5000))
def test_what_is_shown_first_is_never_the_answer(seed: int) -> None:
    found = matched()
    order = variant.order(found, str(seed))
    assert order != variant.shuffled(found)
    assert variant.order_check(found, order)


def test_mistakes_in_matches_are_told() -> None:
    _, problems = parse("match", "Q\n- a -> x\n- a -> y\n- b x\n~ a -> x :: No.\n~ q -> x :: No.")
    said = dict(problems)
    assert said[4].startswith("the left side stands here twice")
    assert said[5].startswith("write both sides and an arrow")
    assert said[6] == "this foreseen mistake is a right pair"
    assert said[7].startswith("both sides of a foreseen mistake")


def test_translations_must_have_the_same_shape() -> None:
    found = registry.translations_agree(
        question("match", pairs), question("match", pairs.replace("- c -> x", "- c -> y"))
    )
    assert any("other sides go together" in message for message in found)


def test_translations_take_the_ids_of_the_source() -> None:
    other = question("match", pairs.replace(" x ", " equis ").replace("-> x\n", "-> equis\n"))
    took = registry.ids_from(matched(), other)
    assert isinstance(took, MatchQuestion)
    assert took.pairs == tuple(
        type(pair)(left=pair.left, right=pair.right, feedback=pair.feedback)
        for pair in matched().pairs
    )


def test_an_arrow_in_code_parts_no_sides() -> None:
    found = question_as(MatchQuestion, "match", "M\n- `a -> b` -> an arrow\n- x -> ``c -> `d` ``")
    assert [each.html for each in found.lefts] == ["`a -&gt; b`", "x"]
    assert [each.html for each in found.rights] == ["an arrow", "``c -&gt; `d` ``"]
