"""What ships goes out and comes back equal, but for what is named as having no form there."""

from __future__ import annotations

import re
from typing import Any, get_args

import msgspec
import pytest

from lessons.exchange.command import questions_of
from lessons.exchange.losses import Form, held
from lessons.exchange.moodle.write import moodle_write
from lessons.exchange.qti2.write import package_write
from lessons.exchange.result import Imported
from lessons.quizzes.cloze import ClozeQuestion
from lessons.quizzes.estimate import EstimateQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.order import OrderQuestion
from lessons.quizzes.output import OutputQuestion
from lessons.quizzes.registry import Question
from tests.e2e.course import compiled as starter
from tests.lessons.exchange.support import compiled, gift_text, imported
from tests.lessons.exchange.test_qti import kinds as samples

forms = get_args(Form)


def out_and_in(form: Form, questions: list[tuple[str, Question]]) -> tuple[Imported, list[str]]:
    """What came back, and the names of those that have no form there."""
    if form == "gift":
        text = gift_text("x", questions)
        left = re.findall(r"^// (\S+): an? \.\w+ has no form in GIFT$", text, re.MULTILINE)
        return imported(text), left
    if form == "moodle":
        data, left = moodle_write("x", questions)
        return imported(data), left
    data, left = package_write("x", questions, version=form)
    return imported(data), left


def shape(question: Any) -> Any:
    """A question without its ids: sides and places are told by their texts."""
    built: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(question))
    texts = {
        each["id"]: each["html"]
        for name in ("lefts", "rights", "items", "choices", "regions")
        for each in built.get(name, ())
    }
    texts |= {key: text for gap in built.get("gaps", ()) for key, text in gap.get("options", ())}

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items() if key not in {"id", "figure"}}
        if isinstance(value, list):
            return [plain(each) for each in value]
        return (
            texts.get(value, value).replace("\n</p>", "</p>") if isinstance(value, str) else value
        )

    found: dict[str, Any] = plain(built)
    for name in ("hint_cost", "varying", "computed", "standalone"):
        found.pop(name, None)  # as they are where nobody says otherwise, and may be said
    # Lists that are shuffled anyway have no order.
    for name in ("rights",):
        if name in found:
            found[name] = sorted(found[name], key=str)
    for gap in found.get("gaps", ()):
        if gap.get("options"):
            gap["options"] = sorted({str(each) for pair in gap["options"] for each in pair})
    if isinstance(question, EstimateQuestion):
        del found["full"], found["none"]
        found.pop("relative", None)
        found.pop("scale", None)
    return found


def turned(question: Question, form: Form) -> bool:
    """Whether it is another kind of question there."""
    if form == "gift" and isinstance(question, OrderQuestion | ClozeQuestion):
        return True
    return form in {"gift", "moodle"} and isinstance(question, OutputQuestion)


def flat_rights(question: Question, form: Form) -> Question:
    """GIFT and Moodle have plain text on the right side of a pair."""
    if form in {"gift", "moodle"} and isinstance(question, MatchQuestion):
        sides = tuple(
            msgspec.structs.replace(each, html=re.sub(r"</?[a-z]+>", "", each.html))
            for each in question.rights
        )
        return msgspec.structs.replace(question, rights=sides)
    return question


@pytest.mark.parametrize("form", forms)
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_ships_comes_back_equal(form: Form, language: str) -> None:
    questions = questions_of(starter(), language)
    found, left = out_and_in(form, questions)
    assert found.left == []
    back = {each.id.replace("-", "."): each for each in compiled(found)}
    compared = 0
    skipped = 0
    for name, question in questions:
        if name in left or turned(question, form):
            skipped += 1
            continue
        wanted, _ = held(question, form)
        got = back[re.sub(r"[^a-z0-9]", ".", name)[:50].rstrip(".")]
        assert shape(got) == shape(flat_rights(wanted, form)), name
        compared += 1
    assert compared + skipped == len(questions)
    assert compared > 100


@pytest.mark.parametrize("form", forms)
def test_one_of_each_kind_comes_back_equal(form: Form) -> None:
    found, left = out_and_in(form, samples)
    assert found.left == []
    back = {each.id: each for each in compiled(found)}
    for name, question in samples:
        if name in left or turned(question, form):
            continue
        assert shape(back[name]) == shape(flat_rights(held(question, form)[0], form)), name
