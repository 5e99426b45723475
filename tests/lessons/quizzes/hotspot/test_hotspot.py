"""Places in a figure: what is read, what is earned, what a page gets before and after."""

from __future__ import annotations

import pytest

from lessons.quizzes import registry
from lessons.quizzes.grading import grade
from lessons.quizzes.hotspot import HotspotQuestion
from lessons.quizzes.hotspot.view import view
from lessons.quizzes.view import Standing
from tests.lessons.quizzes.support import parse, question_as

image = "![Three boxes](boxes.svg)"
one = (
    f"Where?\n\n{image}\n\n- [ ] third {{#c}} :: Not there. {{misconception=c-is-it}}\n"
    "- [x] first {#a} :: Yes."
)
several = f"Which?\n{image}\n- [x] first {{#a}}\n- [ ] second {{#b}}\n- [x] third {{#c}}"


def asked(body: str, **attributes: str) -> HotspotQuestion:
    return question_as(HotspotQuestion, "hotspot", body, **attributes)


def told(body: str, **attributes: str) -> list[tuple[int, str]]:
    return parse("hotspot", body, **attributes)[1]


def test_regions_stand_in_the_order_of_the_figure_with_ids_that_tell_nothing() -> None:
    found = asked(one)
    assert [(region.part, region.html) for region in found.regions] == [
        ("a", "first"),
        ("c", "third"),
    ]
    first, third = (region.id for region in found.regions)
    assert found.figure == (
        f'<svg><g data-spot="{first}"></g><g></g><g data-spot="{third}"></g></svg>'
    )
    assert image not in found.prompt
    assert "Where?" in found.prompt
    assert not found.multiple
    assert asked(several).multiple
    assert asked(one, multiple="true").multiple


def test_one_place_or_several_are_graded_as_choices_are() -> None:
    found = asked(one, points="2")
    first, third = (region.id for region in found.regions)
    right = grade(found, (first,), attempt=1)
    assert (right.correct, right.points, right.messages) == (True, 2, {first: "Yes."})
    wrong = grade(found, (third,), attempt=1)
    assert (wrong.fraction, wrong.misconceptions) == (0, ("c-is-it",))
    assert grade(found, (), attempt=1).fault == "empty"
    assert grade(found, (first, third), attempt=1).fault == "many"
    assert grade(found, ("a",), attempt=1).fault == "choice"
    both = asked(several)
    a, b, c = (region.id for region in both.regions)
    assert grade(both, (a,), attempt=1).fraction == 0.5
    assert grade(both, (a, b), attempt=1).fraction == 0
    assert grade(both, (a, c), attempt=1).correct


def test_a_page_gets_nothing_of_the_key_before_it_is_closed() -> None:
    found = asked(one)
    third = found.regions[1].id
    answered = Standing(last=(third,), feedback=grade(found, (third,), attempt=1))
    shown = view(found, answered)
    assert [(each.right, each.feedback, each.picked, each.mark) for each in shown.regions] == [
        (False, "", False, ""),
        (False, "", True, "wrong"),
    ]
    assert [(each.html, each.feedback) for each in shown.said] == [("third", "Not there.")]
    closed = view(found, Standing(last=(third,), closed=True))
    assert [(each.right, each.feedback, each.picked) for each in closed.regions] == [
        (True, "Yes.", False),
        (False, "Not there.", True),
    ]
    assert "data-spot" not in closed.picture


@pytest.mark.parametrize(
    ("lines", "at", "said"),
    [
        (["Q", "- [x] a {#a}", "- [ ] b {#b}"], 1, "show the figure on a line of its own"),
        (["Q", image, image, "- [x] a {#a}", "- [ ] b {#b}"], 4, "one figure: drop this one"),
        ([image, "- [x] a {#a}", "- [ ] b {#b}"], 1, "the question is missing"),
        (["Q", image, "- [x] a {#a}", "- [ ] b"], 5, "which element of the figure"),
        (["Q", image, "- [x] a {#a}", "- [ ] {#b}"], 5, "`b` needs words before its id"),
        (["Q", image, "- [x] a {#a}", "- [ ] d {#d}", "- [ ] b {#b}"], 5, "has the id `d`"),
        (["Q", image, "- [x] a {#a}", "- [ ] A {#a}", "- [ ] b {#b}"], 5, "stands here twice"),
        (["Q", image, "- [x] a {#a}", "- [ ] a {#b}", "- [ ] c {#c}"], 5, "words of another"),
        (["Q", image, "- [x] a {#a}"], 1, "two regions or more"),
        (["Q", image, "- [ ] a {#a}", "- [ ] b {#b}"], 1, "no region is right"),
        (["Q", image, "- [x] a {#a}", "- [x] b {#b}"], 1, "every region is right"),
        (["Q", image, "- [x] a {#a} {misconception=k}", "- [ ] b {#b}"], 4, "no misconception"),
        (["Q", image, "- [x] a {#a}", "- [ ] b {#b} {misconception=K K}"], 5, "which element"),
    ],
)
def test_each_mistake_is_told_on_its_line(lines: list[str], at: int, said: str) -> None:
    found = told("\n".join(lines))
    assert [number for number, message in found if said in message] == [at], found


def test_a_mistake_is_told_once() -> None:
    assert len(told("Q\n- [x] a {#a}\n- [ ] b {#b}")) == 1
    assert len(told(f"Q\n{image}\n- [x] a {{#a}}\n- [ ] b {{#b}}\n- [ ] d {{#d}}")) == 1
    assert "several regions are right" in told(several, multiple="false")[0][1]


def test_an_image_in_code_is_no_figure() -> None:
    found = asked(f"Where?\n```\n{image}\n```\n{image}\n- [x] a {{#a}}\n- [ ] b {{#b}}")
    assert found.prompt.count(image) == 1


def test_translations_must_agree_in_regions_and_in_which_are_right() -> None:
    source = asked(several)
    spanish = asked(several.replace("first", "primera").replace("third", "tercera"))
    assert registry.translations_agree(source, spanish) == []
    assert isinstance(spanish, HotspotQuestion)
    assert [region.id for region in spanish.regions] == [region.id for region in source.regions]
    for body, said in (
        (one, ["the region `b` is missing", "`c` is wrong here, and not so in the source"]),
        (one.replace("{#c}", "{#b}"), ["the region `c` is missing", "`b` has another misconcep"]),
    ):
        found = registry.translations_agree(source, asked(body, multiple="true"))
        for each in said:
            assert any(message.startswith(each) for message in found), (each, found)
    assert "multiple differs from the source language" in registry.translations_agree(
        asked(one), asked(one, multiple="true")
    )
    assert "the source language has no region `b`" in registry.translations_agree(
        asked(one), source
    )
