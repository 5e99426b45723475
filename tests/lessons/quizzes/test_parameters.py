"""Numbers that vary: what is drawn, where it is put in, what formulas may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.quizzes import registry, variant
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.grading import grade
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.parameters import formula_value, number_shown, values_read
from tests.lessons.quizzes.support import parse, question

body = "$ n = 2..9\n$ m = 10, 20\nWhat is {n} and {n * m}?\n= {n * m} :: {n}!\n~ {n + m} :: A sum."
product = question("numeric", body)
assert isinstance(product, NumericQuestion)


@given(st.integers(0, 999999))
def test_a_seed_draws_one_question_that_its_own_answer_answers(seed: int) -> None:
    found = variant.fixed(product, str(seed))
    assert isinstance(found, NumericQuestion)
    assert "qqvar" not in found.prompt
    assert number_shown(found.value) in found.prompt
    assert grade(found, (str(found.value),), attempt=1).correct
    slip = grade(found, (str(found.mistakes[0].value),), attempt=1)
    assert slip.messages == {"": "A sum."}
    assert variant.fixed(product, str(seed)) == found


def test_other_seeds_draw_other_numbers() -> None:
    drawn = {variant.fixed(product, str(seed)).prompt for seed in range(100)}
    assert len(drawn) == 16


def test_what_does_not_vary_is_left_alone() -> None:
    found = question("numeric", "What is {n} in `${n}`?\n= 5")
    assert variant.fixed(found, "1") is found
    assert "{n}" in found.prompt


def test_choices_keep_their_ids() -> None:
    found = question("quiz", "$ n = 1..500\nTwice {n}?\n- [x] {2 * n}\n- [ ] {n} :: Only {n}.")
    one, other = (variant.fixed(found, seed) for seed in ("1", "2"))
    assert isinstance(one, ChoiceQuestion)
    assert isinstance(other, ChoiceQuestion)
    assert [c.id for c in one.choices] == [c.id for c in other.choices]
    assert one.choices[0].html != other.choices[0].html
    assert one.choices[1].feedback == f"Only {one.choices[1].html}."


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2..4", (2, 3, 4)),
        ("10..30 step 10", (10, 20, 30)),
        ("0.5..1.5 step 0.5", (0.5, 1, 1.5)),
        ("3, 1, 3", (3, 1)),
        ("-2..0", (-2, -1, 0)),
        ("4..2", ()),
        ("1..5000", ()),
        ("1..2 step 0", ()),
        ("a, b", ()),
        ("", ()),
    ],
)
def test_values(text: str, values: tuple[float, ...]) -> None:
    assert values_read(text) == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("n + 1", 6),
        ("-n", -5),
        ("2 ** n", 32),
        ("n // 2", 2),
        ("n % 3", 2),
        ("max(n, 9)", 9),
        ("round(n / 2)", 2),
        ("ceil(n / 2)", 3),
        ("(n + 1) * 2", 12),
    ],
)
def test_formulas(text: str, value: float) -> None:
    assert formula_value(text, {"n": 5}) == value


@pytest.mark.parametrize(
    "text",
    [
        "n / 0",
        "n ** 999",
        "(-n) ** 0.5",
        "__import__('os')",
        "n.real",
        "[n]",
        "lambda: n",
        "x + n",
        "open(n)",
        "n if n else 1",
        "True",
        "'a' * n",
        "9 ** 9 ** 9 ** n",
        "f'{n}'",
        "((((9 ** 64) ** 64) ** 64) ** 64) ** 64",
        "round(n, 2)",
    ],
)
def test_what_is_no_formula(text: str) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        formula_value(text, {"n": 5})


def test_mistakes_are_told() -> None:
    for lines, said in (
        ("$ n = x\nQ {n}?\n= 1", "write the numbers as"),
        ("$ n = 1..2\n$ n = 1..2\nQ {n}?\n= 1", "is there already"),
        ("$ n = 1..2\nQ?\n= 1", "no text uses the parameters"),
        ("$ n = 0..2\nQ {10 / n}?\n= 1", "the formula {10 / n}"),
        ("$ n = 0..2\nQ {n + k}?\n= 1", "there is no parameter k"),
    ):
        assert any(said in message for _, message in parse("numeric", lines)[1]), lines


def test_translations_have_the_same_parameters() -> None:
    other = question("numeric", body.replace("2..9", "2..8"))
    assert "parameters" in registry.translations_agree(product, other)[0]
    same = question("numeric", body.replace("{n * m}?", "{m * n}?").replace("= {n * m}", "= {m*n}"))
    assert registry.translations_agree(product, same) == []
    wrong = question("numeric", body.replace("= {n * m}", "= {n * m + 1}"))
    assert registry.translations_agree(product, wrong) != []


@given(st.lists(st.integers(), unique=True, max_size=9), st.integers(0, 9), st.integers(0, 99))
def test_pools_are_drawn_without_twins(pool: list[int], count: int, seed: int) -> None:
    drawn = variant.drawn(pool, count, str(seed))
    assert len(drawn) == min(count, len(pool)) == len(set(drawn))
    assert [each for each in pool if each in drawn] == list(drawn)


@pytest.mark.parametrize("text", ["1e15", "-1e15", "1e14 * 10"])
def test_the_largest_result(text: str) -> None:
    assert abs(formula_value(text, {})) == 1e15


@pytest.mark.parametrize("text", ["1e15 + 1", "-1e15 - 1", "1e300 * 1e300"])
def test_what_is_larger_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="too large"):
        formula_value(text, {})
