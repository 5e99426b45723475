from __future__ import annotations

import re

import msgspec
import pytest

from lessons.quizzes import registry, variant
from lessons.quizzes.choice import ChoiceQuestion, choice_id
from lessons.quizzes.grading import grade, points_at
from lessons.quizzes.registry import Question
from tests.lessons.quizzes.support import (
    differences,
    faults_told,
    parse,
    question,
    question_as,
    told,
)

kernel = """Which kernel answers `uname -r`?

- [x] The host's :: Right: one kernel.
- [ ] The image's :: An image carries files,
  no kernel. {misconception=image-has-kernel}
- [ ] None
? Run it on both sides.
! A container is processes of the host."""

swapped = (
    kernel.replace("[x]", "[?]")
    .replace("[ ]", "[x]", 1)
    .replace("[?]", "[ ]")
    .replace(" {misconception=image-has-kernel}", "")
)

several = """Which are namespaces?

- [x] pid
- [x] net
- [x] uts
- [x] mnt
- [ ] cpu {misconception=cpu-namespace}
- [ ] disk"""


def choices(body: str, **attributes: str) -> ChoiceQuestion:
    return question_as(ChoiceQuestion, "quiz", body, **attributes)


def test_everything_that_a_block_says_is_read() -> None:
    found = choices(kernel, points="2", attempts="2")
    assert (found.points, found.attempts, found.multiple, found.shuffle) == (2, 2, False, True)
    assert [choice.right for choice in found.choices] == [True, False, False]
    assert found.choices[1].feedback == "An image carries files, no kernel."
    assert found.choices[1].misconception == "image-has-kernel"
    assert found.hints == ("Run it on both sides.",)
    assert found.explanation == "<p>A container is processes of the host.</p>"
    assert "uname" in found.prompt


def test_a_question_survives_json() -> None:
    found = choices(kernel)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Question) == found


def test_ids_hang_on_question_and_words_alone_and_say_nothing_of_the_key() -> None:
    assert [c.id for c in choices(kernel).choices] == [c.id for c in choices(swapped).choices]
    assert choices(kernel, name="other").choices[0].id != choices(kernel).choices[0].id


def test_mistakes_of_authors_are_told_with_their_line() -> None:
    _, problems = parse("quiz", "Q\n\n- [ ] a\n- [ ] a\n- [x] b {misconception=z}\n- [ ] \nstray")
    assert sorted(line for line, _ in problems) == [5, 6, 7, 8]


def test_what_a_question_must_have() -> None:
    for body, words in [
        ("Q\n\n- [x] only", "two choices"),
        ("Q\n\n- [ ] a\n- [ ] b", "no choice is right"),
        ("Q\n\n- [x] a\n- [x] b", "every choice is right"),
        ("- [x] a\n- [ ] b", "the question is missing"),
        ("Q\n\n- [x] a\n- [ ] b\n= 4", "no meaning"),
    ]:
        _, problems = parse("quiz", body)
        assert any(words in message for _, message in problems), (body, problems)
    for attributes, words in [
        ({"points": "many"}, "points"),
        ({"attempts": "0"}, "attempts"),
        ({"attempts": "1.5"}, "attempts"),
        ({"shuffle": "yes"}, "shuffle"),
        ({"colour": "red"}, "unknown attribute"),
        ({"name": "Not An Id"}, "not allowed"),
    ]:
        _, problems = parse("quiz", kernel, **attributes)
        assert any(words in message for _, message in problems), (attributes, problems)


def test_a_fence_in_the_prompt_is_prompt() -> None:
    found = choices("Look:\n\n```\n- [x] no choice\n? no hint\n```\n\n- [x] a\n- [ ] b")
    assert len(found.choices) == 2
    assert found.hints == ()
    assert "no choice" in found.prompt


def test_points_fall_evenly() -> None:
    found = choices(kernel, points="3", attempts="3")
    assert [points_at(found, attempt) for attempt in (1, 2, 3, 4)] == [3, 2, 1, 0]


def test_a_single_choice() -> None:
    found = choices(kernel, points="3")
    right, wrong, _ = (choice.id for choice in found.choices)
    first = grade(found, (right,), attempt=1)
    assert (first.correct, first.fraction, first.points) == (True, 1, 3)
    second = grade(found, (wrong,), attempt=2)
    assert (second.correct, second.points, second.misconceptions) == (
        False,
        0,
        ("image-has-kernel",),
    )
    assert set(second.messages) == {wrong}
    assert grade(found, (right, wrong), attempt=1).fault == "many"
    assert grade(found, (), attempt=1).fault == "empty"
    assert grade(found, ("other",), attempt=1).fault == "choice"


def test_several_choices_give_part_of_the_points() -> None:
    found = choices(several, points="4")
    ids = [choice.id for choice in found.choices]
    assert found.multiple
    for picks, fraction in [
        (ids[:4], 1),
        (ids[:3], 0.75),
        (ids[:5], 0.75),
        (ids[:1] + ids[4:], 0),
        (ids[4:], 0),
        (ids, 0.5),
    ]:
        feedback = grade(found, tuple(picks), attempt=1)
        assert feedback.fraction == fraction
        assert feedback.points == 4 * fraction
        assert feedback.correct == (fraction == 1)


def test_translations_take_the_ids_and_have_to_agree() -> None:
    source = choices(kernel)
    spanish = kernel.replace("The host's", "El del anfitrión").replace("None", "Ninguno")
    translation = choices(spanish)
    assert registry.translations_agree(source, translation) == []
    renamed = registry.ids_from(source, translation)
    assert isinstance(renamed, ChoiceQuestion)
    assert [c.id for c in renamed.choices] == [c.id for c in source.choices]
    assert renamed.choices[0].html == "El del anfitrión"
    assert registry.translations_agree(source, choices(kernel.replace("- [ ] None\n", "")))
    assert any("wrong here" in m or "right here" in m for m in
               registry.translations_agree(source, choices(swapped)))  # fmt: skip
    assert registry.translations_agree(source, choices(kernel, points="2"))
    assert registry.translations_agree(source, question("short", "Q\n= a"))


def test_the_order_repeats_and_differs() -> None:
    found = choices(several)
    orders = {variant.order(found, f"{user}:1") for user in range(30)}
    assert len(orders) > 10
    assert variant.order(found, "7:1") == variant.order(found, "7:1")
    assert all(variant.order_check(found, order) for order in orders)
    assert not variant.order_check(found, ("x",))
    kept = choices(several, shuffle="false")
    assert variant.order(kept, "7:1") == tuple(choice.id for choice in kept.choices)


several_right = "Q\n- [x] a\n- [x] b\n- [ ] c"


@pytest.mark.parametrize(
    ("text", "attributes", "wanted"),
    [
        ("Q\n- [x] a\n- [x] b\n- [ ] c", {"multiple": "false"}, [(1, "multiple=false, yet")]),
        ("Q\n- [x] a\n- [ ] b", {"multiple": "false"}, []),
        ("Q\n- [x] a\n- [ ] b", {"multiple": "true"}, []),
        ("Q\n- [x] a\n- [ ] b", {"multiple": "maybe"}, [(1, "multiple must be true or false")]),
        ("Q\n- [x] a\n- [ ] b", {"shuffle": "maybe"}, [(1, "shuffle must be true or false")]),
        ("Q\n- [x] a {misconception=m}\n- [ ] b", {}, [(3, "a right choice is no misconception")]),
        ("Q\n- [x] a\n- [ ] b\n- [ ] b", {}, [(5, "this choice stands here twice")]),
        ("Q\n- [x] a\n- [ ] b\n- [ ] b :: B.", {}, [(5, "this choice stands here twice")]),
        ("Q\n- [x] a\n- [ ]", {}, [(1, "a .quiz needs two choices"), (4, "nothing is written")]),
        ("Q\n- [x] a", {}, [(1, "a .quiz needs two choices")]),
        ("Q\n- [ ] a\n- [ ] b", {}, [(1, "no choice is right")]),
        ("Q\n- [x] a\n- [x] b", {}, [(1, "every choice is right")]),
        ("Q\n- [x] a\n- [ ] b {misconception=No}", {}, [(4, "the misconception 'No'")]),
    ],
)
def test_every_fault_is_told_on_its_line(
    text: str, attributes: dict[str, str], wanted: list[tuple[int, str]]
) -> None:
    faults_told(told("quiz", text, **attributes), wanted)


def test_what_is_spoilt_is_left_out() -> None:
    found, _ = parse("quiz", "Q\n- [x] a {misconception=m}\n- [ ] b\n- [ ] b\n- [ ]")
    assert isinstance(found, ChoiceQuestion)
    assert [(choice.html, choice.misconception) for choice in found.choices] == [
        ("a", ""),
        ("b", ""),
    ]
    assert [choice.feedback for choice in found.choices] == ["", ""]
    assert parse("quiz", "Q\n- [x] a")[0] is None
    assert parse("quiz", kernel, name="")[0] is None


def test_several_may_be_picked_where_several_are_right_or_the_author_says_so() -> None:
    assert choices(several_right).multiple
    assert not choices(kernel).multiple
    assert choices(kernel, multiple="true").multiple
    spoilt, _ = parse("quiz", several_right, multiple="false")
    assert isinstance(spoilt, ChoiceQuestion)
    assert not spoilt.multiple


def test_an_id_forgives_white_space_and_nothing_else() -> None:
    assert choice_id("q", "a  b\n c") == choice_id("q", "a b c")
    assert len({choice_id("q", text) for text in ("a b", "ab", "A b")}) == 3
    assert re.fullmatch("c[0-9a-f]{12}", choice_id("q", "\ud800"))


def test_a_fault_of_a_translation_is_told_for_each_choice() -> None:
    source = choices(kernel)
    for other, said in (
        (choices(kernel.replace("None", "Ninguno")), []),
        (
            choices(kernel.replace("- [ ] None\n", "")),
            ["it has 2 choices, and 3 in the source language"],
        ),
        (
            choices(kernel.replace("- [ ] None", "- [x] None"), multiple="true"),
            [
                "choice 3 is right here, and not so in the source language",
                "multiple differs from the source language",
            ],
        ),
        (
            choices(swapped),
            [
                "choice 1 is wrong here, and not so in the source language",
                "choice 2 is right here, and not so in the source language",
                "choice 2 has another misconception in the source language",
            ],
        ),
        (
            choices(kernel.replace("=image-has-kernel", "=other")),
            ["choice 2 has another misconception in the source language"],
        ),
        (choices(kernel, shuffle="false"), ["shuffle differs from the source language"]),
    ):
        assert differences(source, other) == said
    longer = choices(kernel.replace("- [ ] None", "- [ ] None\n- [ ] More"))
    assert registry.ids_from(source, longer) == longer


def test_a_choice_without_words_says_nothing() -> None:
    found = choices(kernel)
    none = grade(found, (found.choices[2].id,), attempt=1)
    assert (none.messages, none.misconceptions, none.fraction) == ({}, (), 0)
    spoilt, _ = parse("quiz", "Q\n- [ ] a\n- [ ] b")
    assert isinstance(spoilt, ChoiceQuestion)
    assert grade(spoilt, (spoilt.choices[0].id,), attempt=1).fraction == 0
