"""`.cloze`: every fault of a block, of an answer and of a translation."""

from __future__ import annotations

import pytest

from lessons.quizzes.cloze import ClozeQuestion, Gap, fields, ids, pieces, shuffled
from lessons.quizzes.grading import grade
from tests.lessons.quizzes.support import (
    differences,
    faults_told,
    parse,
    question_as,
    told,
)

body = (
    "A [[cgroup|/c[0-9]+/]] keeps [[*limits|views|files]].\n"
    "~ 1 namespace :: It limits nothing. {misconception=namespace-limits}\n"
    "~ 1 /name.*/ :: Some name.\n"
    "~ 2 views :: Namespaces do."
)
catastrophic = r"/(a|aa)+\1$/"


def gapped(text: str = body, **attributes: str) -> ClozeQuestion:
    return question_as(ClozeQuestion, "cloze", text, **attributes)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("No gap.", [(1, "no gap is left open")]),
        ("A\nB [[a||b]].", [(3, "nothing is written between two bars")]),
        ("A\nB [[*a]].", [(3, "a gap to choose for needs several, different texts")]),
        ("A\nB [[*a|a]].", [(3, "a gap to choose for needs several, different texts")]),
        ("A\nB [[*a|b|a]].", [(3, "a gap to choose for needs several, different texts")]),
        ("A\nB [[/a+/]].", [(3, "no answer can be shown")]),
        ("A\nB [[a|/(/]].", [(3, "")]),
        (f"A\nB [[a|{catastrophic}]].", [(3, "")]),
        ("A [[a]].\n~ 2 b :: No.", [(3, "say which gap")]),
        ("A [[a]].\n~ 0 b :: No.", [(3, "say which gap")]),
        ("A [[a]].\n~ b :: No.", [(3, "say which gap")]),
        ("A [[a]].\n~ 1 /(/ :: No.", [(3, "")]),
        (f"A [[a]].\n~ 1 {catastrophic} :: No.", [(3, "")]),
        ("A [[a]].\n~ 1 b", [(3, "say what to tell the learner")]),
        ("A [[*a|b]].\n~ 1 c :: No.", [(3, "'c' is no wrong text of that gap")]),
        ("A [[*a|b]].\n~ 1 a :: No.", [(3, "'a' is no wrong text of that gap")]),
        ("A [[a]].\n~ 1 b :: No. {misconception=No}", [(3, "the misconception 'No'")]),
        ("A [[a]].\n= b", [(3, "`=` has no meaning in a .cloze")]),
        ("[[a]] " * 21, [(1, "a .cloze has at most 20 gaps")]),
    ],
)
def test_every_fault_is_told_on_its_line(text: str, wanted: list[tuple[int, str]]) -> None:
    faults_told(told("cloze", text), wanted)


def test_twenty_gaps_and_two_options_are_allowed() -> None:
    assert len(gapped("[[a]] " * 20).gaps) == 20
    assert len(gapped("[[*a|b]]").gaps[0].options) == 2


def test_what_is_spoilt_is_left_out() -> None:
    found, _ = parse("cloze", f"A [[a|{catastrophic}|b]].\n~ 1 c :: No.\n~ 1 /(/ :: No.")
    assert isinstance(found, ClozeQuestion)
    assert found.gaps[0].accepted == ("a", "b")
    assert [each.pattern for each in found.gaps[0].mistakes] == ["c"]
    assert parse("cloze", "No gap.")[0] is None
    assert parse("cloze", "A [[a]].", name="")[0] is None


def test_brackets_may_stand_in_an_expression_and_have_a_limit() -> None:
    assert gapped("A [[ab|/[ab]+c/]].").gaps[0].accepted == ("ab", "/[ab]+c/")
    assert told("cloze", f"A [[ab|/[{'a' * 61}]/]].")[0][1].startswith("no gap is left open")


@pytest.mark.parametrize(
    ("content", "accepted"),
    [
        ("a", ("a",)),
        ("a | b", ("a", "b")),
        ("grey|/colou?r|tint/", ("grey", "/colou?r|tint/")),
        ("/a|b/|c", ("/a|b/", "c")),
        (r"c|/a\/|b/", ("c", r"/a\/|b/")),
        ("/proc|/sys/fs", ("/proc", "/sys/fs")),
        ("c|/a/b/", ("c", "/a/b/")),
    ],
)
def test_a_bar_within_an_expression_belongs_to_it(content: str, accepted: tuple[str, ...]) -> None:
    assert gapped(f"A [[{content}]].").gaps[0].accepted == accepted


def test_a_solution_is_the_first_text_that_is_no_expression() -> None:
    found = gapped("A [[/b+/|x|y]] [[*r|w]].")
    assert [gap.solution for gap in found.gaps] == ["x", "r"]
    assert Gap(accepted=("/b+/",)).solution == ""


def test_each_gap_tells_its_own_mistakes() -> None:
    found = gapped()
    limits, views, files = (key for key, _ in found.gaps[1].options)
    for typed, picked, fraction, messages, misconceptions in (
        ("cgroup", limits, 1, {}, ()),
        ("c7", limits, 1, {}, ()),
        ("namespace", limits, 0.5, {"0": "It limits nothing."}, ("namespace-limits",)),
        ("names", views, 0, {"0": "Some name.", "1": "Namespaces do."}, ()),
        ("", limits, 0.5, {}, ()),
        (" . ", limits, 0.5, {}, ()),
        ("cgroup", files, 0.5, {}, ()),
        ("cgroup", "", 0.5, {}, ()),
    ):
        feedback = grade(found, (typed, picked), attempt=1)
        assert feedback.fault == ""
        assert feedback.fraction == fraction, typed
        assert feedback.correct == (fraction == 1)
        assert feedback.messages == messages
        assert feedback.misconceptions == misconceptions


def test_faults_of_answers() -> None:
    found = gapped()
    limits = found.gaps[1].options[0][0]
    assert grade(found, ("x" * 200, limits), attempt=1).fault == ""
    assert grade(found, ("x" * 201, limits), attempt=1).fault == "long"
    assert grade(found, ("", "limits"), attempt=1).fault == "choice"
    assert grade(found, (), attempt=1).fault == "empty"
    # More fields than gaps: what is beyond them is not looked at.
    assert grade(found, ("cgroup", limits, "x" * 300), attempt=1).correct


def test_case_counts_where_the_author_says_so() -> None:
    assert grade(gapped("A [[Aa]]."), ("aA",), attempt=1).correct
    strict = gapped("A [[Aa]].", case="true")
    assert strict.case
    assert grade(strict, ("Aa",), attempt=1).correct
    assert not grade(strict, ("aA",), attempt=1).correct


def test_the_fields_before_and_after() -> None:
    found = gapped()
    limits, views, files = (key for key, _ in found.gaps[1].options)
    assert shuffled(found) == (limits, views, files)
    before = fields(found, (files, limits, views), ("c7", views), None)
    assert [field.label for field in before] == ["1", "2"]
    assert [field.mark for field in before] == ["", ""]
    assert [field.shown for field in before] == ["c7", "views"]
    assert [field.given for field in before] == ["c7", views]
    assert [text for _, text in before[1].options] == ["files", "limits", "views"]
    after = fields(found, (), ("c7", views), grade(found, ("c7", views), attempt=1))
    assert [field.mark for field in after] == ["right", "wrong"]
    assert [field.right for field in after] == ["cgroup", "limits"]
    assert [field.feedback for field in after] == ["", "Namespaces do."]
    short = fields(found, (), ("no",), grade(found, ("no",), attempt=1))
    assert [field.mark for field in short] == ["wrong", ""]
    assert [field.shown for field in short] == ["no", ""]


def test_pieces_keep_all_of_the_text() -> None:
    assert pieces("a qqgap0qq b qqgap11qqc") == [("a ", 0), (" b ", 11), ("c", None)]
    assert pieces("none") == [("none", None)]


def test_a_translation_must_have_the_same_gaps() -> None:
    source = gapped()
    for other, said in (
        (gapped(body.replace("cgroup", "grupo")), []),
        (gapped(case="true"), ["case differs from the source language"]),
        (
            gapped(body.replace("|files", "")),
            ["a gap has another number of texts to choose from in the source language"],
        ),
        (
            gapped(
                body.replace("A [[", "An [[other]] [[").replace("~ 2 views :: Namespaces do.", "")
            ),
            ["it has 3 gaps, and 2 in the source language"],
        ),
    ):
        assert differences(source, other) == said
        if said:
            assert ids(source, other) == other


def test_a_translation_takes_over_the_ids_of_options_and_mistakes() -> None:
    source = gapped()
    spanish = gapped(body.replace("limits|", "límites|").replace("views", "vistas"))
    taken = ids(source, spanish)
    ours, theirs = source.gaps[1], taken.gaps[1]
    assert [key for key, _ in theirs.options] == [key for key, _ in ours.options]
    assert [text for _, text in theirs.options] == ["límites", "vistas", "files"]
    assert theirs.accepted == ours.accepted
    assert theirs.mistakes[0].pattern == ours.mistakes[0].pattern
    assert taken.gaps[0] == spanish.gaps[0]
