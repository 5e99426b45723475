"""`.order`: every fault of a block, of an answer and of a translation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.quizzes import variant
from lessons.quizzes.grading import grade
from lessons.quizzes.order import Item, OrderQuestion, fields, ids, shuffle_spoils
from tests.lessons.quizzes.support import (
    differences,
    faults_told,
    parse,
    question_as,
    told,
)

body = "Order?\n1. one :: First.\n2. two\n3. three"
needs = "an .order needs three to 12 items"


def ordered(text: str = body) -> OrderQuestion:
    return question_as(OrderQuestion, "order", text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Q\n1. a\n2. b {misconception=x}\n3. c", [(4, "an item is no misconception")]),
        ("Q\n1. a\n2) b\n3. c", [(4, "write `2.` here")]),
        ("Q\n1. a\n3. b\n3. c", [(4, "write `2.` here")]),
        ("Q\n1. a\n2. b\n3. b\n4. c", [(5, "this item stands here twice")]),
        ("Q\n1. a\n2. \n3. c\n4. d", [(4, "nothing is written after `2.`")]),
        ("Q\n1. a\n2. b", [(1, needs)]),
        ("Q\n" + "\n".join(f"{at}. item {at}" for at in range(1, 14)), [(1, needs)]),
        ("Q\n1. a\n2. b\n3. c\n= d", [(6, "`=` has no meaning in a .order")]),
    ],
)
def test_every_fault_is_told_on_its_line(text: str, wanted: list[tuple[int, str]]) -> None:
    faults_told(told("order", text), wanted)


def test_three_and_twelve_items_are_an_order() -> None:
    assert len(ordered().items) == 3
    assert len(ordered("Q\n" + "\n".join(f"{at}. i{at}" for at in range(1, 13))).items) == 12


def test_an_order_of_fewer_than_two_items_is_none() -> None:
    assert parse("order", "Q\n1. a")[0] is None
    assert parse("order", "Q\n1. a\n2. b")[0] is not None  # a preview shows it beside its problem
    assert parse("order", body, name="")[0] is None


def test_an_item_may_stay_without_feedback() -> None:
    assert [item.feedback for item in ordered().items] == ["First.", "", ""]
    assert Item(id="i", html="h").feedback == ""


places = st.sampled_from(["1", "2", "3", "", "0", "00", "003", "٣", "²", "-1", "1.0", "abc", "1e1"])


@given(st.lists(st.tuples(st.sampled_from([0, 1, 2]), places | st.text(max_size=4)), max_size=5))
def test_whatever_stands_behind_a_known_id_is_a_place_or_a_fault(
    picks: list[tuple[int, str]],
) -> None:
    found = ordered()
    answer = tuple(f"{found.items[at].id}:{place}" for at, place in picks)
    feedback = grade(found, answer, attempt=1)
    given = {at: place for at, place in picks if place in {"1", "2", "3", "01", "02", "03"}}
    whole = {int(place) for place in given.values()} == {1, 2, 3}
    readable = len({at for at, _ in picks}) == len(picks)
    if not picks:
        assert feedback.fault == "empty"
    elif not readable:
        assert feedback.fault == "choice"
    elif not (whole and len(given) == 3):
        assert feedback.fault == "places"
    else:
        assert feedback.fault == ""


def test_a_place_of_two_digits_is_read_and_one_of_three_is_not() -> None:
    found = ordered("Q\n" + "\n".join(f"{at}. i{at}" for at in range(1, 13)))
    right = tuple(f"{item.id}:{at}" for at, item in enumerate(found.items, 1))
    assert grade(found, right, attempt=1).correct
    assert grade(found, (f"{found.items[0].id}:001", *right[1:]), attempt=1).fault == "places"


def test_what_is_written_first_spoils_the_shuffle_and_nothing_else_does() -> None:
    found = ordered()
    right = variant.shuffled(found)
    assert shuffle_spoils(found, right)
    assert not shuffle_spoils(found, right[::-1])


def test_the_fields_say_what_was_given_and_what_is_right() -> None:
    found = ordered()
    one, two, three = (item.id for item in found.items)
    answer = (f"{one}:2", f"{two}:1", "")
    before = fields(found, (three, one), answer, None)
    assert [field.label for field in before] == ["three", "one", "two"]  # one that is new is last
    assert [field.given for field in before] == ["", f"{one}:2", f"{two}:1"]
    assert [field.shown for field in before] == ["", "2", "1"]
    assert [field.mark for field in before] == ["", "", ""]
    assert before[1].options == ((f"{one}:1", "1"), (f"{one}:2", "2"), (f"{one}:3", "3"))
    after = fields(found, (one, two, three), answer, grade(found, answer, attempt=1))
    assert [field.mark for field in after] == ["wrong", "wrong", ""]
    assert [field.right for field in after] == ["1", "2", "3"]
    assert [field.feedback for field in after] == ["First.", "", ""]
    assert (
        fields(found, (one, "gone", two), (f"{one}:1",), grade(found, (), attempt=1))[0].mark
        == "right"
    )
    assert len(fields(found, (one, "gone", two), (), None)) == 3


def test_a_translation_of_another_length_keeps_its_own_ids_and_says_so() -> None:
    longer = ordered(body + "\n4. four")
    assert ids(ordered(), longer) == longer
    assert differences(ordered(), longer) == ["it has 4 items, and 3 in the source language"]
    assert differences(ordered(), ordered(body.replace("two", "dos"))) == []
