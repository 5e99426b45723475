"""`.match`: every fault of a block, of an answer and of a translation."""

from __future__ import annotations

from itertools import product

import pytest

from lessons.quizzes.grading import grade
from lessons.quizzes.match import MatchQuestion, Pair, fields, ids, shuffle_spoils, shuffled
from tests.lessons.quizzes.support import (
    differences,
    faults_told,
    parse,
    question_as,
    told,
)

body = (
    "What?\n- a -> x :: A is x.\n- b -> y :: B is y.\n- -> z\n"
    "~ a -> z :: Not z. {misconception=a-is-z}\n~ b -> x :: Not x. {misconception=b-is-x}"
)
needs = "a .match needs two to 12 pairs, and two right sides"


def matched(text: str = body) -> MatchQuestion:
    return question_as(MatchQuestion, "match", text)


def picks(found: MatchQuestion, **chosen: str) -> tuple[str, ...]:
    """An answer by the texts of the sides."""
    lefts = {side.html: side.id for side in found.lefts}
    rights = {side.html: side.id for side in found.rights}
    return tuple(f"{lefts[left]}:{rights[right]}" for left, right in chosen.items())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Q\n- a -> x {misconception=m}\n- b -> y", [(3, "a right pair is no misconception")]),
        ("Q\n- a -> x\n- a -> y\n- b -> y", [(4, "the left side stands here twice")]),
        ("Q\n- a -> x\n- b -> y\n- c", [(5, "write both sides and an arrow: `- left")]),
        ("Q\n- a -> x\n- b -> y\n- c ->", [(5, "write both sides and an arrow: `- left")]),
        ("Q\n- a -> x\n- b -> y\n~ -> x :: No.", [(5, "write both sides and an arrow: `~ left")]),
        ("Q\n- a -> x\n- b -> y\n~ a -> y", [(5, "say what to tell the learner")]),
        ("Q\n- a -> x\n- b -> y\n~ a -> x :: No.", [(5, "this foreseen mistake is a right pair")]),
        ("Q\n- a -> x\n- b -> y\n~ c -> x :: No.", [(5, "both sides of a foreseen mistake")]),
        ("Q\n- a -> x\n- b -> y\n~ a -> z :: No.", [(5, "both sides of a foreseen mistake")]),
        (
            "Q\n- a -> x\n- b -> y\n~ a -> y :: No. {misconception=No}",
            [(5, "the misconception 'No' is not a key")],
        ),
        ("Q\n- a -> x\n- -> y", [(1, needs)]),
        ("Q\n- a -> x\n- b -> x", [(1, needs)]),
        ("Q\n" + "\n".join(f"- l{at} -> r{at}" for at in range(13)), [(1, needs)]),
        ("Q\n- a -> x\n- b -> y\n= c", [(5, "`=` has no meaning in a .match")]),
    ],
)
def test_every_fault_is_told_on_its_line(text: str, wanted: list[tuple[int, str]]) -> None:
    faults_told(told("match", text), wanted)


def test_twelve_pairs_are_a_match_and_one_is_none() -> None:
    assert len(matched("Q\n" + "\n".join(f"- l{at} -> r{at}" for at in range(12))).pairs) == 12
    assert len(matched("Q\n- a -> x\n- b -> y").pairs) == 2
    assert parse("match", "Q\n- a -> x\n- -> y")[0] is None
    assert parse("match", body, name="")[0] is None
    # Two pairs with one right side are a problem, and still shown in a preview.
    assert parse("match", "Q\n- a -> x\n- b -> x")[0] is not None


def test_what_is_spoilt_is_left_out() -> None:
    found, _ = parse("match", "Q\n- a -> x {misconception=m}\n- a -> y\n- b -> y\n~ q -> x :: No.")
    assert isinstance(found, MatchQuestion)
    assert [side.html for side in found.lefts] == ["a", "b"]
    assert [pair.misconception for pair in found.pairs] == ["", ""]
    assert found.mistakes == ()
    assert Pair(left="a", right="b").misconception == Pair(left="a", right="b").feedback == ""


def test_sides_of_the_same_text_are_not_the_same_side() -> None:
    found = matched("Q\n- a -> a\n- b -> b")
    assert len({side.id for side in (*found.lefts, *found.rights)}) == 4


def test_each_answer_is_judged_by_an_oracle_of_its_own() -> None:
    found = matched()
    right = {"a": "x", "b": "y"}
    mistakes = {("a", "z"): ("Not z.", "a-is-z"), ("b", "x"): ("Not x.", "b-is-x")}
    said = {"a": "A is x.", "b": "B is y."}
    keys = {side.html: side.id for side in found.lefts}
    for first, second in product("xyz", repeat=2):
        given = {"a": first, "b": second}
        feedback = grade(found, picks(found, **given), attempt=1)
        wrong = [left for left in right if given[left] != right[left]]
        assert feedback.fraction == (2 - len(wrong)) / 2
        assert feedback.correct == (not wrong)
        assert feedback.messages == {
            keys[left]: mistakes.get((left, given[left]), (said[left], ""))[0] for left in wrong
        }
        assert feedback.misconceptions == tuple(
            mistakes[left, given[left]][1] for left in wrong if (left, given[left]) in mistakes
        )


def test_a_mistake_without_a_key_or_a_text_says_no_more_than_it_has() -> None:
    found = matched("Q\n- a -> x\n- b -> y\n~ a -> y :: No.")
    feedback = grade(found, picks(found, a="y", b="x"), attempt=1)
    assert feedback.misconceptions == ()
    assert list(feedback.messages.values()) == ["No."]


@pytest.mark.parametrize("spoilt", ["a:", ":x", "a", "a:x:y", "zzz:x"])
def test_what_is_no_pair_of_the_question_is_a_fault(spoilt: str) -> None:
    found = matched()
    left, right = picks(found, a="x")[0].split(":")
    answer = spoilt.replace("a", left).replace("x", right)
    assert grade(found, (answer,), attempt=1).fault == "choice"


def test_the_fields_before_and_after() -> None:
    found = matched()
    assert shuffle_spoils(found, shuffled(found))
    assert not shuffle_spoils(found, shuffled(found)[::-1])
    order = shuffled(found)[::-1]
    answer = (picks(found, a="z")[0], picks(found, b="y")[0])
    before = fields(found, order, answer, None)
    assert [field.mark for field in before] == ["", ""]
    assert [field.given for field in before] == list(answer)
    assert [field.shown for field in before] == ["z", "y"]
    assert [text for _, text in before[0].options] == ["z", "y", "x"]
    assert [value for value, _ in before[1].options] == [
        f"{found.lefts[1].id}:{name}" for name in order
    ]
    after = fields(found, order, answer, grade(found, answer, attempt=1))
    assert [field.mark for field in after] == ["wrong", "right"]
    assert [field.feedback for field in after] == ["Not z.", "B is y."]
    assert [field.right for field in after] == ["x", "y"]
    # An order that was stored before a side was added, and one that has a side which is gone.
    old = fields(found, (order[0], "gone"), (), None)
    assert [text for _, text in old[0].options] == ["z", "x", "y"]


def test_a_translation_must_have_the_same_pairs_and_mistakes() -> None:
    source = matched()
    assert differences(source, matched(body.replace("-> x", "-> equis"))) == []
    sides = "other sides go together in the source language"
    for old, new, said in (
        ("b-is-x", "other", sides),
        ("~ a -> z", "~ b -> z", sides),
        (
            "\n~ b -> x :: Not x. {misconception=b-is-x}",
            "",
            "it has 1 foreseen mistakes (`~ …`), and 2",
        ),
        ("- -> z", "- c -> z", "it has 3 left sides, and 2"),
        ("- -> z", "- -> z\n- -> w", "it has 4 right sides, and 3"),
    ):
        other = matched(body.replace(old, new))
        found = differences(source, other)
        assert len(found) == 1, new
        assert found[0].startswith(said), new
        assert ids(source, other) == other


def test_a_translation_takes_over_the_ids_of_pairs_and_mistakes() -> None:
    source = matched()
    spanish = matched(body.replace("a -> ", "uno -> ").replace("-> z", "-> zeta"))
    taken = ids(source, spanish)
    assert [side.id for side in taken.lefts] == [side.id for side in source.lefts]
    assert [side.id for side in taken.rights] == [side.id for side in source.rights]
    for ours, theirs in zip(
        (*source.pairs, *source.mistakes), (*taken.pairs, *taken.mistakes), strict=True
    ):
        assert (ours.left, ours.right) == (theirs.left, theirs.right)
    assert [side.html for side in taken.lefts] == ["uno", "b"]
