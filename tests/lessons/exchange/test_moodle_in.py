"""Moodle XML in: each kind of question, its pictures, its gaps, and what is left with a reason."""

from __future__ import annotations

import base64
from xml.sax.saxutils import escape

import pytest

from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.cloze import ClozeQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.order import OrderQuestion
from lessons.quizzes.short import ShortQuestion, first_match
from tests.lessons.exchange.support import compiled, imported, notes, only, plain, reasons
from tests.lessons.exchange.test_out import png


def quiz(kind: str, prompt: str, inner: str = "", form: str = "html") -> str:
    return (
        f'<quiz><question type="{kind}"><name><text>The name</text></name>'
        f'<questiontext format="{form}"><text>{escape(prompt)}</text></questiontext>'
        f"{inner}</question></quiz>"
    )


def answer(fraction: str, text: str, said: str = "", more: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text>{escape(text)}</text>'
        f"<feedback><text>{escape(said)}</text></feedback>{more}</answer>"
    )


def test_choices_with_what_belongs_to_them() -> None:
    source = quiz(
        "multichoice",
        "<p>Which <b>one</b>?</p>",
        answer("100", "<p>2 &lt; 3</p>", "Yes.")
        + answer("33.33333", "3")
        + answer("-50", "4")
        + "<single>true</single><shuffleanswers>0</shuffleanswers><defaultgrade>2.0</defaultgrade>"
        "<hint><text>Count.</text></hint><generalfeedback><text>So it is.</text></generalfeedback>"
        "<correctfeedback><text>Your answer is correct.</text></correctfeedback>"
        "<incorrectfeedback><text>Look again.</text></incorrectfeedback>",
    )
    found = only(source)
    assert isinstance(found, ChoiceQuestion)
    assert found.id == "the-name"
    assert [(plain(each.html), each.right, each.feedback) for each in found.choices] == [
        ("2 < 3", True, "Yes."),
        ("3", False, ""),
        ("4", False, ""),
    ]
    assert (found.shuffle, found.points, found.hints) == (False, 2, ("Count.",))
    assert plain(found.explanation) == "So it is."
    assert notes(source) == [
        "what is said after an answer was dropped: “Look again.”",
        "“3” earned 33.33 % there, and is wrong here",
        "“4” took 50 % away there, and takes nothing here",
    ]


def test_thirds_are_three_right_ones() -> None:
    answers = "".join(answer("33.33333", each) for each in "abc") + answer("-33.33333", "d")
    source = quiz("multichoice", "Which?", answers + "<single>false</single>")
    found = only(source)
    assert isinstance(found, ChoiceQuestion)
    assert [each.right for each in found.choices] == [True, True, True, False]
    assert notes(source) == []


def test_true_and_false() -> None:
    found = only(quiz("truefalse", "Sky?", answer("0", "true", "No.") + answer("100", "false")))
    assert isinstance(found, ChoiceQuestion)
    assert [(each.right, each.feedback) for each in found.choices] == [(False, "No."), (True, "")]


def test_words_with_wildcards_and_case() -> None:
    answers = answer("100", "Linux*") + answer("0", "*", "No.") + answer("50", "GNU")
    source = quiz("shortanswer", "Which?", f"<usecase>1</usecase>{answers}")
    found = only(source)
    assert isinstance(found, ShortQuestion)
    assert found.case
    assert first_match(found.accepted, "Linux 6", True)
    assert not first_match(found.accepted, "linux", True)
    assert found.mistakes[0].feedback == "No."
    assert notes(source) == ["“GNU” earned 50 % there, and is wrong here"]


def test_a_number_with_its_unit() -> None:
    inner = answer("100", "1.5e3", more="<tolerance>0.25</tolerance>") + (
        "<units><unit><multiplier>1</multiplier><unit_name>MB</unit_name></unit>"
        "<unit><multiplier>0.001</multiplier><unit_name>GB</unit_name></unit></units>"
    )
    found = only(quiz("numerical", "How much?", inner))
    assert isinstance(found, NumericQuestion)
    assert (found.value, found.tolerance, found.unit) == (1500, 0.25, "MB")
    assert notes(quiz("numerical", "How much?", inner)) == [
        "the unit 'GB' (times 0.001) has no form here"
    ]


def test_pairs_and_an_order() -> None:
    sides = [("<b>a</b>", "x"), ("b", "y"), ("", "z")]
    inner = "".join(
        f"<subquestion><text>{escape(left)}</text><answer><text>{right}</text></answer>"
        "</subquestion>"
        for left, right in sides
    )
    found = only(quiz("matching", "Which?", inner))
    assert isinstance(found, MatchQuestion)
    assert (len(found.pairs), len(found.rights)) == (2, 3)
    steps = "".join(answer(str(at), text) for at, text in ((2, "two"), (1, "one"), (3, "three")))
    order = only(quiz("ordering", "Which?", steps))
    assert isinstance(order, OrderQuestion)
    assert [each.html for each in order.items] == ["one", "two", "three"]


def test_gaps_keep_their_places_in_a_table() -> None:
    source = quiz(
        "cloze",
        "<p>A {1:SHORTANSWER:=kernel~=core~%50%cor#Nearly.} is {2:MC:=one~two#No.}.</p>"
        "<table><tr><td>x</td><td>{:SA:=\\}y}</td></tr></table>",
    )
    found = only(source)
    assert isinstance(found, ClozeQuestion)
    assert [gap.accepted for gap in found.gaps][::2] == [("kernel", "core"), ("}y",)]
    assert found.gaps[1].solution == "one"
    assert found.prompt.index("qqgap0qq") < found.prompt.index("<table>")
    assert "qqgap2qq" in found.prompt[found.prompt.index("<table>") :]
    assert "gaps count alike here, and some more than others there" in notes(source)


def test_selected_words_are_offered_by_group() -> None:
    options = "".join(
        f"<selectoption><text>{text}</text><group>{group}</group></selectoption>"
        for text, group in (("cat", 1), ("mat", 2), ("dog", 1), ("rug", 2))
    )
    found = only(quiz("gapselect", "The [[1]] on the [[2]], a [[3]].", options))
    assert isinstance(found, ClozeQuestion)
    assert [[text for _, text in gap.options] for gap in found.gaps[::2]] == [
        ["cat", "dog"],
        ["dog", "cat"],
    ]


def test_pictures_come_along() -> None:
    data = base64.b64encode(png).decode()
    source = quiz("truefalse", '<img src="@@PLUGINFILE@@/a%20b.png" alt="A dot"/>').replace(
        "</questiontext>",
        f'<file name="a b.png" path="/" encoding="base64">{data}</file></questiontext>'
        + answer("100", "true")
        + answer("0", "false"),
    )
    found = imported(source)
    assert found.files == {"a-b.png": png}
    (question,) = compiled(found)
    assert 'alt="A dot"' in question.prompt
    assert found.blocks[0].notes == ()


def test_maths_stays_tex() -> None:
    source = quiz("truefalse", r"<p>Is \(a_1*b_1\) right, or \[x^2\]?</p>", "")
    source = source.replace("</question></quiz>", answer("100", "true") + answer("0", "false"))
    (block,) = imported(source + "</question></quiz>").blocks
    assert "$a_1*b_1$" in block.prompt
    assert "$$ x^2 $$" in block.prompt


@pytest.mark.parametrize(
    ("kind", "inner", "said"),
    [
        ("calculated", "", "a question of the kind 'calculated' has no form here"),
        ("multichoice", answer("100", "a"), "a .quiz needs two choices"),
        ("multichoice", answer("50", "a") + answer("0", "b"), "no choice earns all of the points"),
        ("truefalse", answer("100", "maybe"), "an answer is neither true nor false"),
        ("numerical", answer("100", "many"), "a number was expected"),
        ("shortanswer", answer("100", "*"), "any answer at all would be right"),
        ("cloze", "", "it has no gap"),
    ],
)
def test_what_has_no_form_is_left_with_its_reason(kind: str, inner: str, said: str) -> None:
    (reason,) = reasons(quiz(kind, "Which?", inner))
    assert reason.startswith(said)


def test_one_that_is_wrong_stops_no_other() -> None:
    good = quiz("truefalse", "Sky?", answer("100", "true") + answer("0", "false"))
    bad = quiz("stack", "Sky?")
    found = imported(good.replace("</quiz>", "") + bad.replace("<quiz>", ""))
    assert found.summary == "Moodle XML: in 2, out 1, left 1"
    assert found.left[0].where == "question 2"
