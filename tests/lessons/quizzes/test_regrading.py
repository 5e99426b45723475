"""Stored answers graded again by another form of their question, as a teacher would by hand."""

from __future__ import annotations

from itertools import permutations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.quizzes import variant
from lessons.quizzes.choice import ChoiceQuestion, choice_id
from lessons.quizzes.grading import grade
from lessons.quizzes.machine import MachineQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.order import OrderQuestion
from lessons.quizzes.registry import Question
from lessons.quizzes.regrading import (
    Change,
    Mode,
    Regraded,
    Sent,
    Unfit,
    change_in,
    change_of,
    outcome,
    regrade,
)
from tests.examples import examples
from tests.lessons.quizzes.support import question, question_as

one = "Which?\n- [x] a\n- [ ] b\n- [ ] c"
ids = {name: choice_id("q", name) for name in "abcd"}


def again(before: Question, after: Question, **sent: object) -> Regraded:
    return regrade(Sent(**sent), after, [before])  # type: ignore[arg-type]


def test_a_choice_is_known_by_its_id_however_the_choices_stood() -> None:
    before, after = question("quiz", one), question("quiz", "Which?\n- [ ] a\n- [x] b\n- [ ] c")
    for order in permutations(ids[name] for name in "abc"):
        found = again(before, after, answer=(ids["b"],), order=order)
        assert found == Regraded(points=1, fraction=1)
        assert again(before, after, answer=(ids["a"],), order=order) == Regraded()


def test_of_several_each_counts_for_its_share_at_its_attempt_and_with_its_hints() -> None:
    body = "Which?\n- [x] a\n- [x] b\n- [ ] c\n- [ ] d\n? look"
    before = question("quiz", body, points="6")
    after = question("quiz", body.replace("[ ] c", "[x] c"), points="6")
    picked = (ids["a"], ids["b"], ids["c"])
    order = tuple(ids[name] for name in "dcba")
    # 2 right and 1 wrong of 2 is a half; all 3 of 3 is all.
    assert grade(before, picked, attempt=1).points == 3
    assert again(before, after, answer=picked, order=order).points == 6
    # The second of three attempts earns two thirds, with one hint nine tenths of that.
    found = again(before, after, answer=picked, order=order, number=2, hints=1)
    assert found.points == pytest.approx(6 * 2 / 3 * 0.9)
    # Beyond the last attempt nothing is earned.
    fewer = msgspec.structs.replace(after, attempts=1)
    assert again(before, fewer, answer=picked, order=order, number=2).points == 0


def test_what_was_not_offered_and_what_is_gone_is_said() -> None:
    before = question("quiz", one)
    order = tuple(ids[name] for name in "abc")
    added = question("quiz", "Which?\n- [ ] a\n- [ ] b\n- [ ] c\n- [x] d")
    assert again(before, added, answer=(ids["a"],), order=order).unfit == Unfit.UNSEEN
    beside = question("quiz", one + "\n- [ ] d")  # one more wrong one changes nothing
    assert again(before, beside, answer=(ids["a"],), order=order).points == 1
    less = question("quiz", "Which?\n- [x] a\n- [ ] b")
    assert again(before, less, answer=(ids["c"],), order=order).unfit == Unfit.CHOICE
    assert again(before, less, answer=(ids["a"],), order=order).points == 1
    several = question("quiz", "Which?\n- [x] a\n- [x] b\n- [ ] c")
    assert again(several, before, answer=(ids["a"], ids["b"])).unfit == Unfit.CHOICE


def test_a_number_by_its_tolerance() -> None:
    before = question("numeric", "How many?\n= 100", tolerance="1")
    after = question("numeric", "How many?\n= 100", tolerance="5%")
    assert grade(before, ("104",), attempt=1).points == 0
    assert again(before, after, answer=("104",)).points == 1
    assert again(before, after, answer=("105.1",)).points == 0
    assert again(before, after, answer=("about 104",)).unfit == Unfit.UNREAD


def test_numbers_are_those_that_the_learner_had() -> None:
    body = "$ n = 2..9\nTwice {n}?\n= {3 * n}"
    before, seed = question("numeric", body), "17"
    n = float(variant.fixed(before, seed).value) / 3  # type: ignore[union-attr]
    right = question("numeric", body.replace("3 * n", "2 * n"))
    assert again(before, right, answer=(f"{2 * n:g}",), seed=seed).points == 1
    assert again(before, right, answer=(f"{3 * n:g}",), seed=seed).points == 0
    # Another range would draw another number for the seed; what was asked is what counts.
    wider = question("numeric", "$ n = 20..90\nTwice {n}?\n= {2 * n}")
    assert again(before, wider, answer=(f"{2 * n:g}",), seed=seed).points == 1
    for other in ("$ m = 2..9\nTwice {m}?\n= {2 * m}", "Twice four?\n= 8"):
        assert again(before, question("numeric", other), answer=("8",), seed=seed).unfit == (
            Unfit.NUMBERS
        )
    # A formula that comes to nothing for the number that was drawn.
    broken = question("numeric", "$ n = 100..900\nTwice {n}?\n= {8 / floor(n / 100)}")
    assert again(before, broken, answer=("8",), seed=seed).unfit == Unfit.NUMBERS


def test_an_order_by_its_pairs() -> None:
    before = question_as(OrderQuestion, "order", "Order?\n1. a\n2. b\n3. c", points="3")
    after = question_as(OrderQuestion, "order", "Order?\n1. a\n2. c\n3. b", points="3")
    names = {item.html: item.id for item in before.items}
    answer = (f"{names['c']}:2", f"{names['a']}:1", f"{names['b']}:3")
    order = tuple(names[each] for each in "cab")
    assert grade(before, answer, attempt=1).fraction == pytest.approx(1 / 3)  # one pair is turned
    assert again(before, after, answer=answer, order=order) == Regraded(points=3, fraction=1)
    longer = question("order", "Order?\n1. a\n2. c\n3. b\n4. d")
    assert again(before, longer, answer=answer, order=order).unfit == Unfit.UNSEEN


def test_pairs_each_for_its_share() -> None:
    before = question_as(MatchQuestion, "match", "What?\n- a -> x\n- b -> y\n- c -> z", points="3")
    after = question_as(MatchQuestion, "match", "What?\n- a -> x\n- b -> z\n- c -> y", points="3")
    lefts = {each.html: each.id for each in before.lefts}
    rights = {each.html: each.id for each in before.rights}
    answer = tuple(f"{lefts[a]}:{rights[b]}" for a, b in ("cy", "az", "bz"))
    order = tuple(rights[each] for each in "zyx")
    assert grade(before, answer, attempt=1).points == 0
    assert again(before, after, answer=answer, order=order).points == 2
    fewer = question("match", "What?\n- a -> x\n- b -> y\n- -> z")
    assert again(before, fewer, answer=answer, order=order).unfit == Unfit.SHAPE


def test_gaps_only_where_there_are_as_many() -> None:
    before = question("cloze", "One [[kernel]], many [[images]].")
    after = question("cloze", "One [[kernel|Linux]], many [[images]].")
    assert again(before, after, answer=("linux", "images")).points == 1
    more = question("cloze", "[[One]] [[kernel|Linux]], many [[images]].")
    assert again(before, more, answer=("linux", "images")).unfit == Unfit.SHAPE


def test_what_a_machine_said_is_what_it_said_then() -> None:
    before = question_as(MachineQuestion, "machine", "Name?", lab="l", fact="hostname")
    after = msgspec.structs.replace(before, points=4)
    assert again(before, after, answer=("lab-7",), given="lab-7").points == 4
    assert again(before, after, answer=("lab-8",), given="lab-7").points == 0
    elsewhere = msgspec.structs.replace(before, lab="other")
    assert again(before, elsewhere, answer=("lab-7",), given="lab-7").unfit == Unfit.SHAPE


def test_another_kind_no_question_and_no_revision() -> None:
    before, typed = question("quiz", one), question("short", "Which?\n= a")
    assert again(before, typed, answer=(ids["a"],)).unfit == Unfit.KIND
    sent = Sent(answer=(ids["a"],))
    assert regrade(sent, None, [before]).unfit == Unfit.GONE
    assert regrade(sent, before, []).unfit == Unfit.UNKNOWN


# --- what has changed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "before", "after", "change"),
    [
        ("quiz", one, one, Change.SAME),
        ("quiz", one, one + "\n! why", Change.SAME),
        ("quiz", one, one.replace("Which?", "Which one?"), Change.TEXT),
        ("quiz", one, one.replace("[ ] b", "[ ] the b"), Change.CHOICES),
        ("quiz", one, "Which?\n- [ ] a\n- [x] b\n- [ ] c", Change.KEY),
        ("quiz", one, "Which?\n- [ ] an a\n- [x] b\n- [ ] c", Change.KEY),
        ("numeric", "How?\n= 4", "How?\n= 5", Change.KEY),
        ("numeric", "How?\n= 4", "How many?\n= 4\n~ 5 :: no", Change.TEXT),
        ("short", "How?\n= a", "How?\n= a\n= b", Change.KEY),
        ("short", "How?\n= a", "How?\n= <b>a</b>", Change.KEY),
        ("order", "How?\n1. a\n2. b\n3. c", "How?\n1. b\n2. a\n3. c", Change.KEY),
        ("order", "How?\n1. a\n2. b\n3. c", "How?\n1. a\n2. the b\n3. c", Change.CHOICES),
        ("match", "How?\n- a -> x\n- b -> y", "How?\n- a -> y\n- b -> x", Change.KEY),
        ("match", "How?\n- a -> x\n- b -> y", "How?\n- a -> x\n- the b -> y", Change.SHAPE),
        ("match", "How?\n- a -> x\n- b -> y", "How?\n- a -> x\n- b -> the y", Change.CHOICES),
        ("cloze", "[[a]] b", "[[a]] c", Change.TEXT),
        ("cloze", "[[a]] b", "[[a]] [[b]]", Change.SHAPE),
        ("cloze", "[[*a|b]] c", "[[*b|a]] c", Change.KEY),
    ],
)
def test_the_change_is_named(kind: str, before: str, after: str, change: Change) -> None:
    assert change_in(question(kind, before), question(kind, after)) == change


def test_worth_and_attempts_are_of_the_key_and_the_gravest_language_counts() -> None:
    before = question("quiz", one)
    assert change_in(before, question("quiz", one, points="3")) == Change.KEY
    assert change_in(before, question("quiz", one, attempts="1")) == Change.KEY
    assert change_in(before, question("short", "Which?\n= a")) == Change.KIND
    es = question("short", "¿Cuál?\n= a")
    en, mended = question("short", "Which?\n= a"), question("short", "¿Cuál?\n= a\n= el a")
    assert change_of({"en": en, "es": es}, {"en": en, "es": mended}) == Change.KEY
    assert change_of({"en": en}, {"en": en, "es": mended}) == Change.SAME
    assert change_of({"en": en}, {}) == Change.GONE


# --- properties ----------------------------------------------------------------------------------

choices = st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True)
rights = st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True)


def several(right: list[str]) -> ChoiceQuestion:
    lines = "\n".join(f"- [{'x' if each in right else ' '}] {each}" for each in "abcd")
    return question_as(ChoiceQuestion, "quiz", f"Which?\n{lines}", multiple="true", points="5")


@settings(max_examples=examples(100))
@given(choices, rights, rights, st.integers(1, 4), st.floats(0, 10))
def test_the_higher_never_lowers_and_replacing_twice_is_as_once(
    picked: list[str], before: list[str], after: list[str], number: int, had: float
) -> None:
    found = again(
        several(before), several(after), answer=tuple(ids[each] for each in picked), number=number
    )
    assert outcome(Mode.HIGHER, had, found, 5) >= had
    once = outcome(Mode.REPLACE, had, found, 5)
    assert outcome(Mode.REPLACE, once, found, 5) == once
    assert outcome(Mode.FULL, had, found, 5) == 5
    # What the question itself gives is what grading it again gives.
    given_now = grade(several(after), tuple(ids[each] for each in picked), attempt=number)
    assert (found.points, found.fraction) == (given_now.points, given_now.fraction)


def test_what_does_not_fit_keeps_its_points_but_for_full_marks() -> None:
    unfit = Regraded(unfit=Unfit.CHOICE)
    assert outcome(Mode.HIGHER, 2, unfit, 5) == outcome(Mode.REPLACE, 2, unfit, 5) == 2
    assert outcome(Mode.FULL, 2, unfit, 5) == 5
