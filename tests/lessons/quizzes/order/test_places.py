"""Order: what is read, what is earned, what is said."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.quizzes import registry, variant
from lessons.quizzes.grading import grade
from lessons.quizzes.order import OrderQuestion
from tests.lessons.quizzes.support import parse, question, question_as

steps = "Order?\n1. one :: First.\n2. two\n3. three\n4. four"


def ordered() -> OrderQuestion:
    return question_as(OrderQuestion, "order", steps, points="2")


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
    found = ordered()
    order = variant.order(found, str(seed))
    assert order != variant.shuffled(found)
    assert variant.order_check(found, order)


def test_mistakes_in_orders_are_told() -> None:
    assert parse("order", "Q\n1. a\n2. b")[1][0][1].startswith("an .order needs three")
    _, problems = parse("order", "Q\n1. a\n1. b\n3. b")
    assert [line for line, _ in problems] == [4, 5, 1]


def test_translations_must_have_the_same_shape() -> None:
    found = registry.translations_agree(
        question("order", steps), question("order", steps + "\n5. five")
    )
    assert any("5 items, and 4" in message for message in found)
    numbers = question("numeric", "Q\n= 1")
    assert registry.translations_agree(ordered(), numbers) != []


def test_translations_take_the_ids_of_the_source() -> None:
    spanish = question("order", steps.replace("two", "dos").replace("Order", "¿Orden"))
    assert isinstance(spanish, OrderQuestion)
    taken = registry.ids_from(ordered(), spanish)
    assert isinstance(taken, OrderQuestion)
    assert [item.id for item in taken.items] == [item.id for item in ordered().items]
    assert [item.html for item in taken.items] == ["one", "dos", "three", "four"]
