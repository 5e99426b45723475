"""What learners saw: times, what failed, and what the site has told them is safe."""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict

import msgspec


class Sight(msgspec.Struct, frozen=True):
    """Something that did not work, as a learner saw it."""

    at: float  # seconds since the begin
    who: int
    what: str  # what was tried
    saw: str  # what came of it
    fault: str  # during which fault; empty: there was none


class AnswerGiven(msgspec.Struct, frozen=True):
    """An answer of which the site has said that it is recorded."""

    cookie: str  # of the learner's session
    lesson: str
    question: str
    number: int


class TaskDone(msgspec.Struct, frozen=True):
    """A task that the page showed as done: `here`, in the session's machine, or, once that is
    gone, in whichever session of its learner."""

    session: str
    task: str
    here: bool


class Book:
    """One for all learners. Times are in milliseconds, by what was timed."""

    def __init__(self) -> None:
        self.begun = time.perf_counter()
        self.times: dict[str, list[float]] = defaultdict(list)
        self.counts: Counter[str] = Counter()
        self.sights: list[Sight] = []
        self.answers: set[AnswerGiven] = set()
        self.tasks: set[TaskDone] = set()
        self.fault = ""  # what is broken on purpose just now
        self.hit: dict[int, str] = {}  # by which fault what a learner does now was hit
        self.joined: list[float] = []  # when somebody had joined the class, on this clock
        self.trouble: dict[int, float] = {}  # who sees trouble, since when

    def now(self) -> float:
        return time.perf_counter() - self.begun

    def restart(self, phase: str) -> None:
        """The clock begins anew; times so far are kept as those of `phase`."""
        for what in [each for each in self.times if not each.endswith(")")]:
            self.times[f"{what} ({phase})"] = self.times.pop(what)
        self.counts.clear()
        self.joined.clear()
        self.begun = time.perf_counter()

    def timed(self, what: str, milliseconds: float) -> None:
        """Times during a fault are kept apart: they are told with the fault."""
        self.times[f"{what} ({self.fault})" if self.fault else what].append(milliseconds)

    def begins(self, who: int) -> None:
        """A learner begins with something: what comes of it is a fault's, if there is one now."""
        self.hit[who] = self.fault

    def worked(self, who: int) -> None:
        """Something did; or the page says why it does not, and how to go on."""
        self.trouble.pop(who, None)

    def failed(self, who: int, what: str, saw: str) -> None:
        self.trouble.setdefault(who, self.now())
        fault = self.hit[who] = self.fault or self.hit.get(who, "")
        self.sights.append(Sight(self.now(), who, what, saw, fault))
        if not fault:
            self.say(f"learner {who}: {what}: {saw}")

    @property
    def failures(self) -> list[Sight]:
        """What failed while nothing was broken on purpose."""
        return [sight for sight in self.sights if not sight.fault]

    def say(self, text: str) -> None:
        print(f"{self.now():6.1f} s  {text}", file=sys.stderr, flush=True)
