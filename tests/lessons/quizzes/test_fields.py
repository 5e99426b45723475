"""Order, matching and gaps: what is read, what is earned, what is said."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.quizzes import registry, variant
from lessons.quizzes.cloze import ClozeQuestion, pieces
from lessons.quizzes.cloze import fields as cloze_fields
from lessons.quizzes.grading import grade
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.match import fields as match_fields
from lessons.quizzes.order import OrderQuestion
from tests.lessons.quizzes.support import parse, question

steps = "Order?\n1. one :: First.\n2. two\n3. three\n4. four"
pairs = (
    "What?\n- a -> x :: A is x.\n- b -> y\n- c -> x\n- -> z\n"
    "~ b -> z :: Not z. {misconception=b-is-z}"
)
text = "A [[cgroup|/control[ -]groups?/]] keeps [[*limits|views|files]].\n~ 2 views :: Namespaces."


def ordered() -> OrderQuestion:
    found = question("order", steps, points="2")
    assert isinstance(found, OrderQuestion)
    return found


def matched() -> MatchQuestion:
    found = question("match", pairs)
    assert isinstance(found, MatchQuestion)
    return found


def gapped() -> ClozeQuestion:
    found = question("cloze", text)
    assert isinstance(found, ClozeQuestion)
    return found


def placed(found: OrderQuestion, *places: int) -> tuple[str, ...]:
    return tuple(f"{item.id}:{at}" for item, at in zip(found.items, places, strict=True))


def test_an_order_earns_by_its_pairs() -> None:
    found = ordered()
    right = grade(found, placed(found, 1, 2, 3, 4), attempt=1)
    assert (right.correct, right.points, right.messages) == (True, 2, {})
    swapped = grade(found, placed(found, 2, 1, 3, 4), attempt=1)
    assert not swapped.correct
    assert swapped.fraction == pytest.approx(4 / 6)
    assert swapped.messages == {found.items[0].id: "First."}
    assert grade(found, placed(found, 4, 3, 2, 1), attempt=1).fraction == 0


def test_guessing_an_order_earns_little() -> None:
    found = ordered()
    earned = [
        sum(1 if a < b else -1 for i, a in enumerate(p) for b in p[i + 1 :])
        for p in permutations(range(4))
    ]
    assert sum(earned) == 0  # before what is below nothing is forgiven
    fractions = [
        grade(found, placed(found, *p), attempt=1).fraction for p in permutations(range(1, 5))
    ]
    assert sum(fractions) / len(fractions) < 0.25


@pytest.mark.parametrize("places", [(1, 1, 2, 3), (0, 1, 2, 3), (1, 2, 3, 5), (1, 2, 3, 99)])
def test_each_item_has_a_place_of_its_own(places: tuple[int, ...]) -> None:
    found = ordered()
    assert grade(found, placed(found, *places), attempt=1).fault == "places"


def test_faults_of_orders() -> None:
    found = ordered()
    assert grade(found, ("", "", "", ""), attempt=1).fault == "empty"
    assert grade(found, placed(found, 1, 2, 3, 4)[:2], attempt=1).fault == "places"
    assert grade(found, ("nothing:1",), attempt=1).fault == "choice"
    assert grade(found, (*placed(found, 1, 2, 3, 4), "nothing:1"), attempt=1).fault == "choice"


@given(st.integers(0, 5000))
def test_what_is_shown_first_is_never_the_answer(seed: int) -> None:
    for found in (ordered(), matched()):
        order = variant.order(found, str(seed))
        assert order != variant.shuffled(found)
        assert variant.order_check(found, order)


def test_mistakes_in_orders_are_told() -> None:
    assert parse("order", "Q\n1. a\n2. b")[1][0][1].startswith("an .order needs three")
    _, problems = parse("order", "Q\n1. a\n1. b\n3. b")
    assert [line for line, _ in problems] == [4, 5, 1]


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
    shown = match_fields(found, order, answer, grade(found, answer, attempt=1))
    assert [field.shown for field in shown] == ["y", "", ""]
    assert [field.mark for field in shown] == ["wrong", "", ""]
    assert [field.right for field in shown] == ["x", "y", "x"]
    assert [text for _, text in shown[0].options] == [
        {side.id: side.html for side in found.rights}[name] for name in order
    ]


def test_mistakes_in_matches_are_told() -> None:
    _, problems = parse("match", "Q\n- a -> x\n- a -> y\n- b x\n~ a -> x :: No.\n~ q -> x :: No.")
    said = dict(problems)
    assert said[4].startswith("the left side stands here twice")
    assert said[5].startswith("write both sides and an arrow")
    assert said[6] == "this foreseen mistake is a right pair"
    assert said[7].startswith("both sides of a foreseen mistake")


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
    shown = cloze_fields(found, variant.order(found, "3"), ("x", ""), None)
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
    for kind, ours, theirs, said in (
        ("order", steps, steps + "\n5. five", "5 items, and 4"),
        ("match", pairs, pairs.replace("- c -> x", "- c -> y"), "other sides go together"),
        ("cloze", text, text.replace("|files", ""), "another number of texts"),
    ):
        found = registry.translations_agree(question(kind, ours), question(kind, theirs))
        assert any(said in message for message in found), kind
    assert registry.translations_agree(ordered(), matched()) != []


def test_translations_take_the_ids_of_the_source() -> None:
    spanish = question("order", steps.replace("two", "dos").replace("Order", "¿Orden"))
    assert isinstance(spanish, OrderQuestion)
    taken = registry.ids_from(ordered(), spanish)
    assert isinstance(taken, OrderQuestion)
    assert [item.id for item in taken.items] == [item.id for item in ordered().items]
    assert [item.html for item in taken.items] == ["one", "dos", "three", "four"]
    other = question("match", pairs.replace(" x ", " equis ").replace("-> x\n", "-> equis\n"))
    took = registry.ids_from(matched(), other)
    assert isinstance(took, MatchQuestion)
    assert took.pairs == tuple(
        type(pair)(left=pair.left, right=pair.right, feedback=pair.feedback)
        for pair in matched().pairs
    )
