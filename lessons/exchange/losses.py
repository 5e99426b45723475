"""What a question loses on its way to another system: the question as that system holds it, and a
line for each thing that has no form there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec

from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.cloze import ClozeQuestion
from lessons.quizzes.decimals import product
from lessons.quizzes.estimate import EstimateQuestion
from lessons.quizzes.hotspot import HotspotQuestion
from lessons.quizzes.markup import tags_lost
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.order import OrderQuestion
from lessons.quizzes.output import OutputQuestion
from lessons.quizzes.parameters import Varying
from lessons.quizzes.registry import Question
from lessons.quizzes.short import ShortQuestion, is_regex
from lessons.quizzes.variant import fixed

Form = Literal["gift", "qti", "qti3", "moodle"]
qti = {"qti", "qti3"}
replace = msgspec.structs.replace


class Held(msgspec.Struct):
    """A question that is being taken over, and what it has lost so far."""

    question: Any
    form: Form
    lost: list[str] = []

    def drop(self, said: str, **values: object) -> None:
        """Sets fields to what they are where they are not told."""
        self.lost.append(said)
        self.question = replace(self.question, **values)


def held(question: Question, form: Form) -> tuple[Question, list[str]]:
    """`question` as `form` holds it, and what has no form there."""
    found = Held(fixed(question, "1"), form)
    if question.varying.formulas:
        found.lost.append("its numbers vary: those of one learner were written")
    common_held(found)
    by_type.get(type(question), nothing_held)(found)
    if tags := sorted(tags_lost("".join(htmls(found.question))) - {"svg"}):
        found.lost.append(f"of {', '.join(f'<{tag}>' for tag in tags)} the text alone")
    result: Question = found.question
    return result, found.lost


def htmls(question: Question) -> list[str]:
    """Its texts, but for the figure of a hotspot, which goes along as it is."""
    return [
        text
        for text in re.findall(r'"((?:[^"\\]|\\.)*)"', msgspec.json.encode(question).decode())
        if "<" in text and "data-spot" not in text
    ]


def nothing_held(_: Held) -> None:
    pass


def common_held(found: Held) -> None:
    question: Question = found.question
    if question.hints and found.form != "moodle":
        found.drop(f"its hints ({len(question.hints)})", hints=())
    if question.points != 1 and found.form != "moodle":
        found.drop(f"its points ({question.points:g})", points=1)
    if question.attempts != 3:
        found.drop(f"its attempts ({question.attempts})", attempts=3)
    if question.hint_cost != 0.1 and question.hints:
        found.lost.append(f"what a hint costs ({question.hint_cost:.0%})")
    if question.pool:
        found.drop(f"its pool ({question.pool})", pool="")
    silent = {"hint_cost": 0.1, "standalone": True, "varying": Varying(), "computed": {}}
    found.question = replace(found.question, **silent)


def untagged(parts: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(replace(each, misconception="") for each in parts)


def unsaid(parts: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(replace(each, feedback="") for each in parts)


def tags_dropped(found: Held, *names: str) -> None:
    for name in names:
        parts = getattr(found.question, name)
        if any(each.misconception for each in parts):
            found.drop("tags of misconceptions", **{name: untagged(parts)})


def choice_held(found: Held) -> None:
    tags_dropped(found, "choices")
    if found.form == "gift" and not found.question.shuffle:
        found.drop("the order of its choices", shuffle=True)


def hotspot_held(found: Held) -> None:
    tags_dropped(found, "regions")


def match_held(found: Held) -> None:
    question: MatchQuestion = found.question
    if question.mistakes:
        found.drop("what is said of foreseen mistakes", mistakes=())
    if any(each.feedback for each in question.pairs):
        found.drop("what is said of single pairs", pairs=unsaid(question.pairs))
    if found.form in {"gift", "moodle"} and any("<" in each.html for each in question.rights):
        found.lost.append("of right sides the text alone")


def order_held(found: Held) -> None:
    if any(each.feedback for each in found.question.items):
        found.drop("what is said of misplaced items", items=unsaid(found.question.items))
    if found.form == "gift":
        found.lost.append("it is a match of items with their places there")


def numeric_held(found: Held) -> None:
    tags_dropped(found, "mistakes")
    question: NumericQuestion = found.question
    if question.relative:
        reach = product(question.tolerance, abs(question.value))
        found.question = replace(question, relative=False, tolerance=reach)
    number_held(found)


def number_held(found: Held) -> None:
    question = found.question
    if question.unit and found.form == "gift":
        found.drop(f"its unit ({question.unit})", unit="")
    if found.form in qti and question.mistakes:
        found.drop("what is said of foreseen mistakes", mistakes=())
    if found.form in qti and question.feedback:
        found.drop("what is said of a right answer", feedback="")


def estimate_held(found: Held) -> None:
    question: EstimateQuestion = found.question
    tags_dropped(found, "mistakes")
    if found.question.mistakes and found.form not in qti:
        found.drop("what is said of foreseen mistakes", mistakes=())
    number_held(found)
    if question.scale == "log":
        found.lost.append("its scale of factors: two distances stand for it")
    else:
        found.lost.append("points that fall evenly: two steps stand for them")


def short_held(found: Held) -> None:
    tags_dropped(found, "accepted", "mistakes")
    question: ShortQuestion = found.question
    if any(is_regex(each.pattern) for each in (*question.accepted, *question.mistakes)):
        found.drop(
            "its expressions",
            accepted=plain_patterns(question.accepted),
            mistakes=plain_patterns(question.mistakes),
        )
    if question.case and found.form == "gift":
        found.drop("that case counts", case=False)
    if found.form in qti:
        if found.question.mistakes:
            found.drop("what is said of foreseen mistakes", mistakes=())
        if any(each.feedback for each in found.question.accepted):
            found.drop("what is said of right answers", accepted=unsaid(found.question.accepted))


def plain_patterns(parts: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(each for each in parts if not is_regex(each.pattern))


def output_held(found: Held) -> None:
    if found.question.mistakes:
        found.drop("what is said of foreseen mistakes", mistakes=())
    if found.form in {"gift", "moodle"} and len(found.question.lines) == 1:
        found.lost.append("it asks for a few words there")


def cloze_held(found: Held) -> None:
    question: ClozeQuestion = found.question
    gaps = []
    lost: dict[str, None] = {}
    for gap in question.gaps:
        kept = gap
        if not gap.options and any(map(is_regex, gap.accepted)):
            lost["its expressions"] = None
            kept = replace(kept, accepted=tuple(e for e in gap.accepted if not is_regex(e)))
        if gap.mistakes:
            lost["what is said of foreseen mistakes"] = None
            kept = replace(kept, mistakes=())
        gaps.append(kept)
    for said in lost:
        found.drop(said, gaps=tuple(gaps))
    if found.form == "gift":
        found.lost.append("it is a question a gap there")


by_type: dict[type, Callable[[Held], None]] = {
    ChoiceQuestion: choice_held,
    ClozeQuestion: cloze_held,
    EstimateQuestion: estimate_held,
    HotspotQuestion: hotspot_held,
    MatchQuestion: match_held,
    NumericQuestion: numeric_held,
    OrderQuestion: order_held,
    OutputQuestion: output_held,
    ShortQuestion: short_held,
}
