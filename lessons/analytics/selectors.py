"""Item analysis: what a class answered to a course's questions, without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import msgspec

from lessons.assessment import question_bank
from lessons.document.page import text_of
from lessons.models import Attempt
from lessons.publishing.selectors import Published
from lessons.quizzes.registry import Question, kind_of
from virtlearn.people.models import teaching_roles

typed_least = 2  # learners who typed the same: what one alone typed may say who it was
wrong_most = 6  # wrong answers of a question that are listed


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """A wrong answer that `people` gave in one try at least; `text` is plain.

    Where questions have several fields, it is their mistake alone, and `text` is empty.
    """

    text: str
    people: int
    misconception: str = ""


class QuestionResult(msgspec.Struct, frozen=True, kw_only=True):
    """A question that `people` answered: of them `first` were right at once, `last` in the end."""

    id: str
    text: str
    people: int
    first: int
    last: int
    wrong: Sequence[Wrong]

    @property
    def first_share(self) -> int:
        """In hundredths."""
        return round(100 * self.first / self.people)

    @property
    def last_share(self) -> int:
        return round(100 * self.last / self.people)


class LessonResult(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson's questions that somebody answered, of `questions` that it has."""

    slug: str
    title: str
    people: int
    questions: int
    rows: Sequence[QuestionResult]


class Tally(msgspec.Struct, kw_only=True):
    """The answers to one question, learner by learner."""

    people: set[int] = msgspec.field(default_factory=set)
    first: set[int] = msgspec.field(default_factory=set)
    last: set[int] = msgspec.field(default_factory=set)
    given: dict[str, set[int]] = msgspec.field(default_factory=dict)  # by choice, or as typed
    mistakes: dict[str, set[int]] = msgspec.field(default_factory=dict)  # by misconception


def course_results(published: Published) -> Sequence[LessonResult]:
    """By lesson, in the course's order and the reader's language; one statement.

    Only questions count that the course still has, and only learners: not those who teach.
    """
    tallies = tallies_of(published.course.slug)
    found = []
    language = question_bank.language_of(published)
    for head in published.course.lessons:
        questions = question_bank.questions_of(published, head.slug)
        answered = {
            name: tallies[head.slug, name] for name in questions if (head.slug, name) in tallies
        }
        found.append(
            LessonResult(
                slug=head.slug,
                title=head.title[language],
                people=len(set().union(*(tally.people for tally in answered.values()))),
                questions=len(questions),
                rows=[question_result(questions[name], tally) for name, tally in answered.items()],
            )
        )
    return found


def tallies_of(course_slug: str) -> Mapping[tuple[str, str], Tally]:
    """By lesson and question."""
    rows = Attempt.objects.filter(course=course_slug).exclude(user__role__in=teaching_roles)
    values = rows.order_by("number").values_list(
        "lesson", "question", "user_id", "number", "correct", "answer", "misconceptions"
    )
    found: dict[tuple[str, str], Tally] = {}
    for lesson, question, user, number, correct, answer, misconceptions in values.iterator():
        tally = found.setdefault((lesson, question), Tally())
        tally.people.add(user)
        if correct:
            tally.last.add(user)
            if number == 1:
                tally.first.add(user)
            continue
        tally.last.discard(user)
        for given in answer:
            tally.given.setdefault(" ".join(str(given).split()), set()).add(user)
        for misconception in misconceptions:
            tally.mistakes.setdefault(misconception, set()).add(user)
    return found


def question_result(question: Question, tally: Tally) -> QuestionResult:
    return QuestionResult(
        id=question.id,
        text=" ".join(text_of(question.prompt).split()),
        people=len(tally.people),
        first=len(tally.first),
        last=len(tally.last),
        wrong=sorted(wrong_of(question, tally), key=lambda each: -each.people)[:wrong_most],
    )


def wrong_of(question: Question, tally: Tally) -> list[Wrong]:
    """What was answered wrong, in no order."""
    kind = kind_of(question)
    if picks := kind.picks(question):
        return [
            Wrong(text=text_of(pick.html), people=len(people), misconception=pick.misconception)
            for pick in picks
            if not pick.right and (people := tally.given.get(pick.id))
        ]
    found = [
        Wrong(text="", people=len(people), misconception=misconception)
        for misconception, people in tally.mistakes.items()
    ]
    if kind.typed:
        found += typed(tally.given)
    return found


def typed(given: Mapping[str, Collection[int]]) -> list[Wrong]:
    """What several learners typed alike, whatever the case of its letters."""
    alike: dict[str, tuple[Counter[str], set[int]]] = {}
    for text, people in given.items():
        spelt, who = alike.setdefault(text.casefold(), (Counter(), set()))
        spelt[text] += len(people)
        who.update(people)
    return [
        Wrong(text=spelt.most_common(1)[0][0], people=len(who))
        for spelt, who in alike.values()
        if len(who) >= typed_least
    ]
