"""GIFT in, one question at a time: no key is changed, and what is lost is told."""

from __future__ import annotations

from typing import Any

import pytest

from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.short import ShortQuestion, first_match
from tests.lessons.exchange.support import compiled, imported, notes, only, plain, reasons


def rights(source: str) -> list[str]:
    found = only(source)
    assert isinstance(found, ChoiceQuestion)
    return [plain(each.html) for each in found.choices if each.right]


def accepted(source: str) -> list[str]:
    found = only(source)
    assert isinstance(found, ShortQuestion)
    return [each.pattern for each in found.accepted]


def number(source: str) -> tuple[float, float]:
    found = only(source)
    assert isinstance(found, NumericQuestion)
    return found.value, found.tolerance


def test_a_part_of_the_points_makes_no_second_right_answer() -> None:
    source = "A kernel is {~its image's ~%25%a copy of the host's =the host's}"
    assert rights(source) == ["the host's"]
    assert notes(source) == ["“a copy of the host's” earned 25 % there, and is wrong here"]


def test_several_that_are_right_alone_are_left() -> None:
    assert reasons("Which? {=a =b ~c}")[0].startswith("2 choices are right by themselves")


def test_several_to_pick_keep_their_shares_or_say_so() -> None:
    source = "Which? {~%50%a ~%50%b ~%-50%c ~%-50%d}"
    assert rights(source) == ["a", "b"]
    assert notes(source) == []
    assert notes("Which? {~%70%a ~%30%b ~%-50%c}") == [
        "each right choice counts 50 % here, and 30 %, 70 % there"
    ]
    assert notes("Which? {~%50%a ~%50%b ~c}") == [
        "each wrong choice counts -50 % here, and 0 % there"
    ]
    one = only("Which? {~%100%a ~%-100%b}")
    assert isinstance(one, ChoiceQuestion)
    assert one.multiple


def test_descriptions_are_text_and_essays_notes() -> None:
    found = imported(
        "::Intro::[html]<p>Read the <b>text</b>.</p>\n\n::E::Explain.{}\n\n::Q::Sky?{T}"
    )
    assert found.summary == "GIFT: in 3, out 3 (2 as text), left 0"
    first, second, _ = found.blocks
    assert first.text() == "Read the **text**.\n"
    assert second.text() == "> [!NOTE]\n> Explain.\n"
    assert second.notes == ("an essay is not graded here: its text stands as a note",)
    assert len(compiled(found)) == 1


@pytest.mark.parametrize("text", ["Q {One}", "Q {=One}", "Q { =One # well }"])
def test_a_word_needs_no_sign(text: str) -> None:
    assert accepted(text) == ["One"]


def test_wildcards_become_expressions() -> None:
    found = only("Kernel {=Linux* =*BSD*4 =1\\\\*2}")
    assert isinstance(found, ShortQuestion)
    right = {"linux", "linux 6.1", "bsd4", "freebsd 4", "1*2"}
    wrong = {"gnu linux", "bsd", "1x2", "1\\2"}
    assert {each for each in right if first_match(found.accepted, each, found.case)} == right
    assert not [each for each in wrong if first_match(found.accepted, each, found.case)]
    assert reasons("Kernel {=*}") == ["any answer at all would be right"]


def test_a_path_between_slashes_is_no_expression() -> None:
    assert reasons("Where? {=/proc/}")[0].startswith("no right answer is left")
    found = only("Where? {=/proc/ =proc fs}")
    assert isinstance(found, ShortQuestion)
    assert first_match(found.accepted, "/proc/", found.case)
    assert not first_match(found.accepted, "proc", found.case)


def test_arrows_need_no_blanks_and_stay_in_code() -> None:
    found = only("Capitals{=Canada->Ottawa =Italy->Rome = ->Bern}")
    assert isinstance(found, MatchQuestion)
    assert [(plain(a.html)) for a in found.lefts] == ["Canada", "Italy"]
    assert [(plain(a.html)) for a in found.rights] == ["Ottawa", "Rome", "Bern"]
    found = only("[html]Which?{=<code>a</code> -> x \\-> y =b -> c\\=>d}")
    assert isinstance(found, MatchQuestion)
    assert plain(found.rights[0].html) == r"x \-> y"


@pytest.mark.parametrize(
    ("written", "means"),
    [
        (r"C\:\\new", r"C:\new"),
        (r"printf 'a\\nb'", r"printf 'a\nb'"),
        (r"a\=b\~c\#d\{e\}", "a=b~c#d{e}"),
        ("<b>", "<b>"),
        ("&amp;", "&amp;"),
    ],
)
def test_escapes_are_read_once_and_typed_words_are_plain(written: str, means: str) -> None:
    assert accepted(f"[html]<p>Q</p> {{={written}}}") == [means]


def test_choices_in_plain_text_are_no_html() -> None:
    assert rights("[plain]Which tag?{=<b>x</b> ~<i>x</i>}") == ["<b>x</b>"]
    assert rights("[html]Which tag?{=&lt;b&gt; ~<i>x</i>}") == ["<b>"]


@pytest.mark.parametrize(
    ("answer", "value", "tolerance"),
    [
        ("#2147483647..2147483649", 2147483648, 1),
        ("#1790000000..1790000060", 1790000030, 30),
        ("#1e-9:5e-11", 1e-9, 5e-11),
        ("#0.1..0.2", 0.15, 0.05),
        ("#=%100%3:0.5", 3, 0.5),
        ("#-5:1", -5, 1),
        ("#123456789.123456", 123456789.123456, 0),
    ],
)
def test_numbers_keep_their_digits(answer: str, value: float, tolerance: float) -> None:
    assert number(f"How many? {{{answer}}}") == (value, tolerance)


def test_a_decimal_comma_is_noted_and_stops_no_other_question() -> None:
    source = "::pi:: π? {#3,14:0,01}\n\n::x:: Two? {#2}\n\n::k:: Many? {#1,234}"
    found = imported(source)
    assert [block.lines for block in found.blocks] == [("= 3.14",), ("= 2",)]
    assert "the decimal comma of 3,14 was read as a point" in found.blocks[0].notes
    assert [each.where for each in found.left] == ["line 5"]
    assert "may be read in two ways" in found.left[0].reason


def test_numbers_that_are_both_right_are_left() -> None:
    assert reasons("Which? {#=1:0 =2:0}") == ["several numbers are right, and here one is"]


def test_pictures_tables_and_code_in_html() -> None:
    source = (
        '::img::[html]<p>What? <img src\\="@@PLUGINFILE@@/a.png" alt\\="x"/></p>{=a ~b}\n\n'
        "::tab::[html]<table><tr><td>a</td><td>b|c</td></tr></table>Which?{=a ~b}\n\n"
        "::pre::[html]<pre>\\= x\n  y</pre>Which?{=<code>a\\~b</code> ~b}"
    )
    found = imported(source)
    assert found.left == []
    picture, table, code = compiled(found)
    assert "(picture: x)" in plain(picture.prompt)
    assert "a.png is missing" in found.blocks[0].notes[0]
    assert "<table>" in table.prompt
    assert "b|c" in table.prompt
    assert "= x\n  y" in plain_code(code)
    assert isinstance(code, ChoiceQuestion)
    assert code.choices[0].html == "<code>a~b</code>"


def plain_code(found: Any) -> str:
    begin = found.prompt.index("<code>") + len("<code>")
    return str(found.prompt[begin : found.prompt.index("</code>")])


def test_comments_categories_and_tags_are_told() -> None:
    found = imported("$CATEGORY: net/basics\n\n// [id:7] [tag:x]\n::a::Is it?{T}")
    assert found.lines() == [
        "GIFT: categories are not kept: net/basics",
        "line 4: a: tags and ids are not kept: [id:7] [tag:x]",
    ]


def test_what_is_said_of_an_answer_stays_with_it() -> None:
    found = only("Sky? {F#It is.#Right, it isn't.####Look up.}")
    assert isinstance(found, ChoiceQuestion)
    assert [(each.right, each.feedback) for each in found.choices] == [
        (False, "It is."),
        (True, "Right, it isn't."),
    ]
    assert plain(found.explanation) == "Look up."


def test_lines_that_would_be_marks_stay_text() -> None:
    found = only("[plain]Which?\n\\= a\n- b\n? c\n$ n \\= 2..9{=x ~y}")
    assert plain(found.prompt) == "Which? = a - b ? c $ n = 2..9"
