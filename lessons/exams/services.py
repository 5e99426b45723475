"""Draws and grades the tests before and after a course."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.db import IntegrityError, transaction

from lessons.assessment import question_bank
from lessons.document import schema
from lessons.exams.scoring import (
    Answered,
    Kind,
    Offer,
    Pick,
    items_again,
    passed_from,
    picks_draw,
    share_of_all,
    shares,
    skip_from,
)
from lessons.models import CourseTest, SkipUndone
from lessons.progress.mastery import percent_of
from lessons.progress.points import tests_regraded, whole_course
from lessons.publishing.selectors import Published
from lessons.quizzes import variant
from lessons.quizzes.machine import MachineQuestion
from lessons.quizzes.registry import Question, kind_of
from virtlearn.outbox.events import EventName, event_say
from virtlearn.people.models import User

tests_most = 100  # that one learner may send in of one kind


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it stands in a test: its numbers drawn, its choices in an order of chance."""

    pick: Pick
    question: Question
    seed: str
    order: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its id in the page, and what its fields' names begin with."""
        return f"{self.pick.lesson}--{self.pick.question}"

    @property
    def prefix(self) -> str:
        return f"{self.name}-"


class LessonResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a test says of one lesson: `share` of its points from 0 to 1."""

    head: schema.LessonHead
    share: float
    items: tuple[tuple[Answered, Question | None], ...]

    @property
    def percent(self) -> int:
        return percent_of(self.share)

    @property
    def known(self) -> bool:
        return self.share >= skip_from


def offers(published: Published) -> dict[str, list[Offer]]:
    """By lesson, the questions that can be asked without a machine and without their lesson."""
    return {
        head.slug: [
            Offer(question.id, bool(question.pool), kind_of(question).guess(question) or 0)
            for question in question_bank.questions_of(published, head.slug).values()
            if question.standalone and not isinstance(question, MachineQuestion)
        ]
        for head in published.course.lessons
    }


def seed_of(published: Published, kind: Kind, user: User | None) -> str:
    """What the next test of this learner is drawn by."""
    taken = tests_of(user, published.course.slug, kind)
    key = user.pk if user else 0
    return variant.seed_of(published.course.slug, kind, key, len(taken))


def asked_of(published: Published, kind: Kind, seed: str) -> tuple[Asked, ...]:
    """The test that `seed` draws, in the reader's language."""
    found = []
    for pick in picks_draw(offers(published), kind, seed):
        question = question_bank.questions_of(published, pick.lesson)[pick.question]
        own = variant.seed_of(kind, seed, pick.lesson, pick.question)
        order = variant.order(question, f"{kind}:{seed}")
        found.append(
            Asked(
                pick=pick,
                # Asked once, without hints.
                question=msgspec.structs.replace(question, attempts=1, hints=()),
                seed=own if question.varying.formulas else "",
                order=order,
            )
        )
    return tuple(found)


def tests_of(user: User | None, course_slug: str, kind: Kind) -> Sequence[CourseTest]:
    """Those that this user sent in, the latest first, with what regrades made of them."""
    if user is None:
        return []
    rows = CourseTest.objects.filter(user=user, course=course_slug, kind=kind)
    return tests_as_they_count(list(rows.order_by("-number")))


def tests_as_they_count(taken: Sequence[CourseTest]) -> list[CourseTest]:
    """With what regrades of the whole course made of them: rows that are never to be saved."""
    again = tests_regraded(whole_course, [each.pk for each in taken]) if taken else {}
    for each in taken:
        if found := again.get(each.pk):
            fractions = {key: in_force.after for key, in_force in found.items()}
            items = items_again(msgspec.convert(each.items, list[Answered]), fractions)
            each.items, each.share = msgspec.to_builtins(list(items)), share_of_all(items)
    return list(taken)


def test_record(
    *, user: User, course_slug: str, kind: Kind, items: Sequence[Answered], number: int
) -> CourseTest | None:
    """Keeps a test as the learner's one of that number; None where it is there already."""
    if not 1 <= number <= tests_most:
        return None
    try:
        with transaction.atomic():
            made = CourseTest.objects.create(
                user=user,
                course=course_slug,
                kind=kind,
                number=number,
                items=msgspec.to_builtins(list(items)),
                share=share_of_all(items),
            )
            test_say(made)
            return made
    except IntegrityError:
        return None


def test_say(taken: CourseTest) -> None:
    """Tells other systems that it was sent in."""
    event_say(
        EventName.QUIZ_SUBMITTED, user=taken.user_id, course=taken.course, test=str(taken.kind)
    )


def test_is_taken(
    *, user: User, course_slug: str, kind: Kind, items: Sequence[Answered], number: int
) -> bool:
    """Whether the learner's test of that number is this very one: its form was sent twice."""
    found = CourseTest.objects.filter(user=user, course=course_slug, kind=kind, number=number)
    return any(msgspec.convert(taken.items, list[Answered]) == list(items) for taken in found)


def results_of(published: Published, taken: CourseTest) -> list[LessonResult]:
    """By lesson of the course as it is now; a lesson that is gone is left out."""
    items = msgspec.convert(taken.items, list[Answered])
    found = shares(items)
    return [
        LessonResult(
            head=head,
            share=found[head.slug],
            items=tuple(
                (item, question_bank.questions_of(published, head.slug).get(item.question))
                for item in items
                if item.lesson == head.slug
            ),
        )
        for head in published.course.lessons
        if head.slug in found
    ]


def known_by_test(user: User | None, published: Published) -> frozenset[str]:
    """The lessons that the latest test before the course says may be skipped."""
    taken = tests_of(user, published.course.slug, "before")
    if not taken:
        return frozenset()
    items = msgspec.convert(taken[0].items, list[Answered])
    return frozenset(name for name, share in shares(items).items() if share >= skip_from)


def skippable(user: User | None, published: Published) -> frozenset[str]:
    """Those of them that the learner does not want to read nevertheless."""
    known = known_by_test(user, published)
    if not known:
        return known
    wanted = SkipUndone.objects.filter(user=user, course=published.course.slug)
    return known - set(wanted.values_list("lesson", flat=True))


def is_passed(taken: CourseTest) -> bool:
    return bool(taken.share >= passed_from)
