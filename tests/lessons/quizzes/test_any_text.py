"""No text whatever makes parsing or grading raise."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.format.block import Block
from lessons.quizzes import registry, variant
from lessons.quizzes.grading import grade, points_at
from lessons.quizzes.machine import MachineQuestion, filled
from tests.examples import examples
from tests.lessons.quizzes.support import Notes, question

marks = st.sampled_from(
    [
        "- [x] ",
        "- [ ] ",
        "- [x] {#a} ",
        "- [ ] b {#b}",
        "![f](f.svg) ",
        "= ",
        "~ ",
        "? ",
        "! ",
        "",
        "  ",
        "```",
        "= /",
        "::",
        "{misconception=",
        "1. ",
        "2. ",
        "- a -> ",
        "~ a -> ",
        "[[",
        "]]",
        "[[*a|",
        "$ n = ",
        "$ n = 1..3",
        "{n + ",
        "~ 1 ",
    ]
)
lines = st.lists(st.tuples(marks, st.text(max_size=30), st.sampled_from(["", " :: ", "/"])))
bodies = st.one_of(st.text(), lines.map(lambda ls: "Q\n" + "\n".join("".join(p) for p in ls)))
attributes = st.dictionaries(
    st.sampled_from(
        [
            "points",
            "attempts",
            "shuffle",
            "multiple",
            "tolerance",
            "unit",
            "case",
            "other",
            "full",
            "none",
            "scale",
            "lab",
            "fact",
            "pool",
            "standalone",
            "hint-cost",
        ]
    ),
    st.one_of(
        st.text(max_size=12), st.sampled_from(["1", "true", "5%", "1e999", "nan", "-0", "log"])
    ),
)
asked = question("machine", "Q\n~ 5 :: no", lab="l", fact="memory.limit")
assert isinstance(asked, MachineQuestion)
questions = [
    question("quiz", "Q\n- [x] a\n- [ ] b\n- [ ] c"),
    question("quiz", "Q\n- [x] a\n- [x] b\n- [ ] c"),
    question("numeric", "Q\n= 64\n~ 63 :: no", tolerance="1%", unit="MiB"),
    question("short", "Q\n= a\n= /b+c?/\n~ d :: no"),
    question("order", "Q\n1. a\n2. b\n3. c"),
    question("match", "Q\n- a -> x\n- b -> y\n- -> z\n~ a -> z :: no"),
    question("cloze", "Q [[a|/b+/]] and [[*c|d]]\n~ 1 e :: no\n~ 2 d :: no"),
    question("estimate", "Q\n= 5\n~ 6 :: no", full="0", none="4"),
    question("estimate", "Q\n= 5", scale="log"),
    question("hotspot", "Q\n![f](f.svg)\n- [x] one {#a}\n- [ ] two {#b}\n- [x] three {#c}"),
    question("output", "Q\n= a\n= /b+/\n=\n~ c :: no"),
    filled(asked, "128"),
]


@settings(max_examples=examples(200))
@given(
    st.sampled_from(sorted(registry.kinds)), bodies, attributes, st.text(max_size=10) | st.none()
)
def test_parsing(kind: str, body: str, given_attributes: dict[str, str], name: str | None) -> None:
    notes = Notes()
    block = Block(kind=kind, id=name, classes=(), attributes=given_attributes, body=body, line=10)
    found = registry.question_parse(block, notes)
    last = 10 + len(body.splitlines())
    assert all(10 <= line <= last for line, _ in notes.problems)
    assert found is not None or notes.problems
    if found is not None and not notes.problems and "qqvar" not in body:
        assert "qqvar" not in str(variant.fixed(found, "1"))
    if found is not None:
        assert registry.translations_agree(found, found) == []
        assert registry.ids_from(found, found) == found
        assert variant.order_check(found, variant.order(found, "1:1"))


@settings(max_examples=examples(300))
@given(
    st.sampled_from(questions),
    st.lists(st.one_of(st.text(), st.from_regex(r"[0-9., eE+-]{0,12}")), max_size=4),
    st.integers(-3, 10),
)
def test_grading(found: registry.Question, answer: list[str], attempt: int) -> None:
    feedback = grade(found, tuple(answer), attempt=attempt)
    assert 0 <= feedback.fraction <= 1
    assert math.isfinite(feedback.points)
    assert 0 <= feedback.points <= points_at(found, attempt)
    assert feedback.correct == (feedback.fraction == 1)
    assert not feedback.fault or feedback.points == 0


@settings(deadline=None)
@given(st.sets(st.integers(0, 2)))
def test_more_right_picks_never_earn_less(picks: set[int]) -> None:
    found = questions[1]
    ids = variant.order(found, "x")
    rights = {c.id for c in found.choices if c.right}  # type: ignore[union-attr]
    picked = {ids[each] for each in picks}
    for right in rights - picked:
        before, after = (
            grade(found, tuple(picked), attempt=1),
            grade(found, (*picked, right), attempt=1),
        )
        assert after.fraction >= before.fraction
