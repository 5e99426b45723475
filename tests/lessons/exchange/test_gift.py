"""GIFT: read by a parser that is not ours, read again by ours, and any text read or refused."""

from __future__ import annotations

import functools
import html
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygiftparser import parser as other_parser

from lessons.exchange.block import ImportFault
from lessons.exchange.command import questions_of
from lessons.exchange.imports import questions_import
from lessons.exchange.result import Imported
from lessons.format.block import Block
from lessons.quizzes import registry
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.cloze import ClozeQuestion
from lessons.quizzes.estimate import EstimateQuestion
from lessons.quizzes.hotspot import HotspotQuestion
from lessons.quizzes.imported import ImportedBlock
from lessons.quizzes.machine import MachineQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.output import OutputQuestion
from lessons.quizzes.registry import Question
from lessons.quizzes.variant import fixed
from tests.e2e.course import compiled
from tests.lessons.exchange.support import gift_text
from tests.lessons.quizzes.support import Notes, question


def gift_import(text: str) -> Imported:
    return questions_import(text.encode("utf-8", "surrogatepass"), "x.gift")


def gift_read(text: str) -> list[ImportedBlock]:
    """The blocks of a text of which nothing is left."""
    found = gift_import(text)
    assert found.left == []
    return found.blocks


def parsed(block: ImportedBlock) -> tuple[Question | None, list[str]]:
    """An imported block, read as a lesson's file would be."""
    head, *lines = block.text().rstrip("\n").split("\n")
    notes = Notes(block.files)
    made = Block(
        kind=block.kind,
        id=block.id,
        classes=(),
        attributes=block.attributes,
        body="\n".join(lines[:-1]),
        line=1,
    )
    assert head.endswith("}")
    return registry.question_parse(made, notes), [message for _, message in notes.problems]


@functools.cache
def shipped(language: str) -> list[tuple[str, Question]]:
    return questions_of(compiled(), language)


def parts_of(found: Question) -> int:
    """How many questions of GIFT it becomes."""
    match found:
        case MachineQuestion() | HotspotQuestion():
            return 0
        case ClozeQuestion(gaps=gaps):
            return len(gaps)
        case OutputQuestion(lines=lines):
            return int(len(lines) == 1)
    return 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_another_parser_reads_the_course(language: str) -> None:
    questions = shipped(language)
    read = other_parser.parse(gift_text(f"course {language}", questions))
    assert len(read.questions) == sum(parts_of(found) for _, found in questions)
    by_name: dict[str, Any] = {each.name: each for each in read.questions}
    for name, found in questions:
        if isinstance(found, ChoiceQuestion):
            options = by_name[name].answer.options
            assert len(options) == len(found.choices)
            if not found.multiple:
                rights = [option.percentage == 1 for option in options]
                assert rights == [choice.right for choice in found.choices]
        elif isinstance(found, NumericQuestion):
            wanted = fixed(found, "1")
            assert isinstance(wanted, NumericQuestion)
            answer = by_name[name].answer
            first = answer.numbers[0] if wanted.mistakes else answer
            assert first.get_number() == wanted.value


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_was_written_is_read_again(language: str) -> None:
    questions = shipped(language)
    blocks = gift_read(gift_text("x", questions))
    assert len(blocks) == sum(parts_of(found) for _, found in questions)
    for block in blocks:
        found, problems = parsed(block)
        assert found is not None, block.text()
        assert problems == [], block.text()


def test_kinds_and_keys_survive() -> None:
    written = gift_text(
        "x",
        [
            ("one", question("quiz", "Q {a}?\n- [x] a = b :: yes: {1}\n- [ ] ~c #d")),
            ("many", question("quiz", "Q\n- [x] a\n- [x] b\n- [ ] c")),
            ("num", question("numeric", "Q\n= 64 :: ok", tolerance="2", unit="MiB")),
            ("est", question("estimate", "Q\n= 100", full="10", none="50")),
            ("word", question("short", "Q\n= /proc/version\n~ uname :: no")),
            ("pairs", question("match", "Q\n- a -> x\n- b -> y\n- -> z")),
            ("steps", question("order", "Q\n1. a\n2. b\n3. c")),
            ("gap", question("cloze", "The [[kernel]] is [[*one|many]].")),
        ],
    )
    found = {block.id: parsed(block)[0] for block in gift_read(written)}
    one, many, num, est, pairs = (found[name] for name in ("one", "many", "num", "est", "pairs"))
    assert isinstance(one, ChoiceQuestion)
    assert [(c.html, c.right, c.feedback) for c in one.choices] == [
        ("a = b", True, "yes: {1}"),
        ("~c #d", False, ""),
    ]
    assert isinstance(many, ChoiceQuestion)
    assert many.multiple
    assert isinstance(num, NumericQuestion)
    assert (num.value, num.tolerance, num.feedback) == (64, 2, "ok")
    assert isinstance(est, EstimateQuestion)
    assert (est.value, est.full, est.none) == (100, 10, 50)
    assert isinstance(pairs, MatchQuestion)
    assert (len(pairs.lefts), len(pairs.rights)) == (2, 3)
    assert {"gap-1", "gap-2", "steps", "word"} <= found.keys()


def test_gift_of_others_is_read() -> None:
    text = """// a comment
$CATEGORY: net/basics

::Q1:: What's between orange and green? { =yellow # right; good! ~red # wrong, it's yellow ~blue }

Two plus {=two =2} equals four.

::TF:: The sun rises in the east.{T#No!#Yes.}

When was it? {#1822:5}

How many? { 3..5 }
"""
    blocks = gift_read(text.replace("{ 3..5 }", "{#3..5}"))
    assert [(block.kind, block.attributes) for block in blocks] == [
        ("quiz", {}),
        ("short", {}),
        ("quiz", {"shuffle": "false"}),
        ("numeric", {"tolerance": "5"}),
        ("numeric", {"tolerance": "1"}),
    ]
    assert [block.id for block in blocks][:3] == ["q1", "two-plus-equals-four", "tf"]
    assert blocks[0].lines[0] == "- [x] yellow :: right; good!"
    assert blocks[4].lines == ("= 4",)
    for block in blocks:
        assert parsed(block)[1] == [], block.text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("// a comment", "no question"),
        ("Text alone.", "text without a question"),
        ("x" * 2_000_001, "too large"),
    ],
)
def test_what_is_no_gift_says_why(text: str, said: str) -> None:
    with pytest.raises(ImportFault, match=said):
        gift_import(text)


pieces = st.sampled_from(
    ["{", "}", "=", "~", "#", "->", "::", "\\", "%50%", "\n\n", "a", "5", ":", "T"]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(pieces, max_size=30).map("".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = gift_import(text)
    except ImportFault:
        return
    assert len(found.blocks) + len(found.left) == len(found.results)
    assert all(each.reason for each in found.left)


words = st.text("abc =~#{}:\\*_`<>&[]1", min_size=1, max_size=12).filter(str.strip)


@settings(deadline=None)
@given(words, words)
def test_any_words_come_back(right: str, wrong: str) -> None:
    found = question("quiz", "Q\n- [x] one\n- [ ] two")
    assert isinstance(found, ChoiceQuestion)
    texts = [html.escape(each) for each in (right, wrong)]
    made = msgspec.structs.replace(
        found,
        choices=tuple(
            msgspec.structs.replace(choice, html=text)
            for choice, text in zip(found.choices, texts, strict=True)
        ),
    )
    (result,) = gift_import(gift_text("x", [("name", made)])).results
    if result.block is None:
        assert right.split() == wrong.split(), result.reason
        return
    assert [line[:5] for line in result.block.lines] == ["- [x]", "- [ ]"]


def test_questions_without_a_blank_line_between_them_are_parted() -> None:
    text = "::one:: Is it? {T}\n::two:: How many? {#4}\nThree? {\n=yes\n~no\n}\nFour? {F}\n"
    assert [(block.id, block.kind) for block in gift_read(text)] == [
        ("one", "quiz"),
        ("two", "numeric"),
        ("three", "quiz"),
        ("four", "quiz"),
    ]


def test_a_text_that_goes_on_behind_its_answers_is_one_question() -> None:
    (block,) = gift_read("The sun {=rises ~sets}\nin the east.\n")
    assert block.prompt.endswith("in the east.")


@pytest.mark.parametrize("text", ["One? {T} Two? {F}", "One {T}\nof two.\nTwo? {F}"])
def test_two_questions_that_nothing_parts_are_left(text: str) -> None:
    (left,) = gift_import(text).left
    assert left.where == "line 1"
    assert left.reason.startswith("two questions stand here as one")


def test_what_has_no_form_is_named_in_a_comment() -> None:
    found = question("hotspot", "Q\n![f](f.svg)\n- [x] one {#a}\n- [ ] two {#b}")
    assert "// place: a .hotspot has no form in GIFT\n" in gift_text("x", [("place", found)])
