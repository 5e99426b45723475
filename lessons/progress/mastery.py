"""The one model of a learner's progress in a course: lessons, labs, claims and tests. Pure.

It counts things that one does, in whole numbers, and says of each lesson at which of five levels
its learner is. All pages that speak of progress take it from here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from lessons.document.schema import Claim

mastered_from = 0.8  # the share of a lesson's points from which on it is mastered


class Count(msgspec.Struct, frozen=True):
    """`done` of `total` things, both whole."""

    done: int = 0
    total: int = 0

    @property
    def complete(self) -> bool:
        """Also where there is nothing to do."""
        return self.done == self.total

    @property
    def percent(self) -> int:
        """Whole percent, never more than was done; 0 where there is nothing to do."""
        return 100 * self.done // self.total if self.total else 0


def count_sum(counts: Iterable[Count]) -> Count:
    counts = list(counts)
    return Count(sum(each.done for each in counts), sum(each.total for each in counts))


def percent_of(share: float) -> int:
    """`share`, from 0 to 1, in whole percent, and never more than that: what is shown as 70 percent
    has reached 70."""
    return math.floor(100 * share + 1e-9)


class Level(StrEnum):
    NEW = "new"  # nothing was done
    BEGUN = "begun"
    KNOWN = "known"  # the test before the course says that it may be skipped
    WORKED = "worked"  # read, and every question answered
    MASTERED = "mastered"  # and points, claims and labs too


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner did that counts: `answered` are questions of one lesson, `tasks` of labs, by
    lab and task, `measured` figures by lab and key."""

    read: bool = False
    answered: frozenset[str] = frozenset()
    tasks: frozenset[tuple[str, str]] = frozenset()
    measured: frozenset[tuple[str, str]] = frozenset()


def claim_runs(claim: Claim) -> bool:
    """Whether there is a lab in which it can be tried."""
    return claim.lab not in {"", "none"}


def claim_key(lesson: str, claim: Claim) -> str:
    """The same wherever one of the course's numbered claims is examined; else the claim's own."""
    return str(claim.seed) if claim.seed else f"{lesson}/{claim.id}"


def claim_checked(claim: Claim, done: Done) -> bool:
    """Whether the learner has run what shows the claim; where nothing can be run, whether they
    answered what is asked about it, or have read its lesson where nothing is."""
    if not claim_runs(claim):
        return done.answered.issuperset(claim.questions) if claim.questions else done.read
    return (claim.lab, claim.task) in done.tasks or (claim.lab, claim.measure) in done.measured


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A section of a lesson with the ids of the questions and claims that stand in it."""

    id: str
    title: str
    questions: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


class SectionWork(msgspec.Struct, frozen=True, kw_only=True):
    """How far a section is; `here` where its reader left off."""

    id: str
    title: str
    work: Count
    read: bool = False  # its lesson
    here: bool = False

    @property
    def level(self) -> Level:
        if self.work.total and self.work.complete:
            return Level.WORKED
        if self.work.done:
            return Level.BEGUN
        return Level.WORKED if self.read and not self.work.total else Level.NEW


class LessonWork(msgspec.Struct, frozen=True, kw_only=True):
    """How far one lesson is. `points` is the share of its questions' points in whole percent,
    `tasks` are of all labs that it leads to, `open` its questions without an answer."""

    slug: str
    read: bool = False
    questions: Count = Count()
    claims: Count = Count()
    tasks: Count = Count()
    points: int = 0
    known: bool = False
    open: tuple[str, ...] = ()
    sections: tuple[SectionWork, ...] = ()

    @property
    def parts(self) -> Count:
        """All that can be done in it: to read it is one thing."""
        return count_sum([Count(int(self.read), 1), self.questions, self.claims, self.tasks])

    @property
    def worked(self) -> bool:
        return self.read and self.questions.complete

    @property
    def level(self) -> Level:
        if self.worked:
            enough = not self.questions.total or self.points >= round(100 * mastered_from)
            whole = enough and self.claims.complete and self.tasks.complete
            return Level.MASTERED if whole else Level.WORKED
        if self.known:
            return Level.KNOWN
        return Level.BEGUN if self.parts.done else Level.NEW


class CourseWork(msgspec.Struct, frozen=True, kw_only=True):
    """How far a course is. A lab that several lessons lead to counts once in `labs`, and so does in
    `claims` a claim that several lessons examine."""

    lessons: tuple[LessonWork, ...] = ()
    labs: Mapping[str, Count] = {}  # tasks by lab
    claims: Count = Count()

    @property
    def lessons_worked(self) -> Count:
        return Count(sum(each.worked for each in self.lessons), len(self.lessons))

    @property
    def questions(self) -> Count:
        return count_sum(each.questions for each in self.lessons)

    @property
    def tasks(self) -> Count:
        return count_sum(self.labs.values())

    @property
    def parts(self) -> Count:
        read = Count(sum(each.read for each in self.lessons), len(self.lessons))
        return count_sum([read, self.questions, self.claims, self.tasks])

    @property
    def begun(self) -> bool:
        return self.parts.done > 0


def claims_count(lessons: Iterable[tuple[str, Iterable[Claim], Done]]) -> Count:
    """How many claims are checked somewhere, of how many. `lessons` are slugs, with the claims of
    each and what was done in it."""
    found: dict[str, bool] = {}
    for lesson, claims, done in lessons:
        for claim in claims:
            key = claim_key(lesson, claim)
            found[key] = found.get(key, False) or claim_checked(claim, done)
    return Count(sum(found.values()), len(found))


def sections_work(
    sections: Iterable[Section], claims: Mapping[str, Claim], done: Done, here: str = ""
) -> tuple[SectionWork, ...]:
    """`here` is the id of the section, or of the question in one, where the reader left off."""
    return tuple(
        SectionWork(
            id=each.id,
            title=each.title,
            work=section_count(each, claims, done),
            read=done.read,
            here=bool(here) and here in {each.id, *each.questions},
        )
        for each in sections
    )


def section_count(section: Section, claims: Mapping[str, Claim], done: Done) -> Count:
    """Its questions that are answered and its claims that are checked; those that another language
    of a draft has alone are left out."""
    asked = [claims[name] for name in section.claims if name in claims]
    answered = len(done.answered & set(section.questions))
    checked = sum(claim_checked(claim, done) for claim in asked)
    return Count(answered + checked, len(section.questions) + len(asked))
