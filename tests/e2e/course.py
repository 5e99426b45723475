"""The course that ships, as its author knows it: what the browser tests answer with."""

from __future__ import annotations

import functools
import random

from lessons.document.library import Compiled
from lessons.document.schema import QuestionPart
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.cloze import ClozeQuestion
from lessons.quizzes.estimate import EstimateQuestion
from lessons.quizzes.hotspot import HotspotQuestion
from lessons.quizzes.machine import MachineQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.order import OrderQuestion
from lessons.quizzes.output import OutputQuestion
from lessons.quizzes.registry import Question
from lessons.quizzes.short import ShortQuestion, is_regex
from lessons.quizzes.variant import fixed
from tests.lessons.compiled import course_compiled
from tests.site import course_folder

slug = "containers-vs-kvm"


@functools.cache
def compiled() -> Compiled:
    found, _digest = course_compiled(course_folder)
    assert not found.problems, "\n".join(map(str, found.problems))
    return found


def lesson_slugs() -> list[str]:
    course = compiled().course
    assert course
    return [head.slug for head in course.lessons]


def questions(lesson: str, language: str) -> list[Question]:
    """Those that every reader is shown and that need no machine."""
    parts = compiled().lessons[lesson, language].parts
    found = [part.question for part in parts if isinstance(part, QuestionPart)]
    return [each for each in found if not each.pool and not isinstance(each, MachineQuestion)]


def right(question: Question, seed: str = "") -> list[str] | str:  # noqa: PLR0911
    """What to choose, to have the question right, as a form sends it; or what to type.

    `seed` is what the page's numbers were drawn by.
    """
    match fixed(question, seed):
        case ChoiceQuestion(choices=options) | HotspotQuestion(regions=options):
            return [option.id for option in options if option.right]
        case NumericQuestion(value=value) | EstimateQuestion(value=value):
            return f"{value:.10g}"
        case OrderQuestion(items=items):
            return [f"{item.id}:{place}" for place, item in enumerate(items, 1)]
        case MatchQuestion(pairs=pairs):
            return [f"{pair.left}:{pair.right}" for pair in pairs]
        case ClozeQuestion(gaps=gaps):
            return [gap.accepted[0] if gap.options else gap.solution for gap in gaps]
        case OutputQuestion(lines=lines):
            return "\n".join(lines)
        case ShortQuestion(accepted=accepted):
            plain = [each.pattern for each in accepted if not is_regex(each.pattern)]
            assert plain, f"{question.id} accepts patterns only"
            return plain[0]
    raise NotImplementedError(question.id)


def wrong(question: Question, seed: str = "") -> list[str] | str:
    """What to choose or to type to have it wrong."""
    match fixed(question, seed):
        case ChoiceQuestion(choices=options) | HotspotQuestion(regions=options):
            others = [option.id for option in options if not option.right]
            return [random.Random(question.id).choice(others)]
        case NumericQuestion(value=value) | EstimateQuestion(value=value):
            return f"{value * 3 + 1000:.10g}"
        case OrderQuestion(items=items):
            return [f"{item.id}:{place}" for place, item in enumerate(reversed(items), 1)]
        case MatchQuestion(pairs=pairs):
            others = [pair.right for pair in pairs]
            turned = zip(pairs, [*others[1:], others[0]], strict=True)
            return [f"{pair.left}:{other}" for pair, other in turned]
        case ClozeQuestion(gaps=gaps):
            return [gap.options[-1][0] if gap.options else "quite another thing" for gap in gaps]
    return "quite another thing"
