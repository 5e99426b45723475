"""A course as immutable objects: what the course folder becomes, and what pages are made from.

Every struct can be stored as JSON and read back (`msgspec.json`). A `Course` holds what all pages
need to know; the bodies of lessons and guides are kept apart, one `Lesson` or `Guide` a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from labs.spec.definition import LabSpec
from labs.spec.figure import Drawing
from lessons.quizzes.registry import Question
from lessons.wizard.model import DecisionModel
from virtlearn.core.msgspec_types import types_ready

Text = Mapping[str, str]  # language code → text
Level = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]


class Frozen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The base of all that a course is made of."""


class Html(Frozen, frozen=True, kw_only=True, tag="html"):
    """A run of rendered, sanitised HTML."""

    html: str


class QuestionPart(Frozen, frozen=True, kw_only=True, tag="question"):
    question: Question


class LabPart(Frozen, frozen=True, kw_only=True, tag="lab"):
    """A lab's card: its state and its way in."""

    lab: str
    html: str = ""


class TaskPart(Frozen, frozen=True, kw_only=True, tag="task"):
    """A task in a lab's guide; `hints` are inline HTML."""

    task: str
    html: str
    hints: tuple[str, ...] = ()
    solution: str = ""


class GuessPart(Frozen, frozen=True, kw_only=True, tag="guess"):
    """What a lab's reader writes down before they try; `questions` are inline HTML."""

    guess: str
    questions: tuple[str, ...]


class Draw(Frozen, frozen=True, kw_only=True):
    """`count` of the `questions` (ids) of a pool, which are worth the same."""

    id: str
    pool: str
    count: int
    questions: tuple[str, ...] = ()


class DrawPart(Frozen, frozen=True, kw_only=True, tag="draw"):
    """A place where questions of a pool are shown, drawn for each learner."""

    draw: Draw
    html: str = ""


Part = Html | QuestionPart | LabPart | TaskPart | GuessPart | DrawPart


class Choice(Frozen, frozen=True, kw_only=True):
    """What a reader can predict, and the figures for which it holds: from `least` to `below`."""

    key: str
    html: str
    least: float | None = None
    below: float | None = None

    def holds(self, value: float) -> bool:
        return (self.least is None or self.least <= value) and (
            self.below is None or value < self.below
        )


class Prediction(Frozen, frozen=True, kw_only=True):
    """What a reader is asked before the figure is there: a number, or one of `choices`."""

    kind: Literal["number", "choice"]
    html: str  # the question, inline; "" for the usual one
    choices: tuple[Choice, ...] = ()


class Published(Frozen, frozen=True, kw_only=True):
    """A figure that somebody else measured; `cite` and `note` are inline HTML."""

    value: float
    unit: str
    cite: str
    note: str = ""
    unit_name: str = ""  # in the language of the page; what older revisions lack


class Claim(Frozen, frozen=True, kw_only=True):
    """A statement that the course examines, and its experiment; what is not there is empty."""

    id: str
    holds: str  # true, nuance, dated or wrong
    text: str  # the statement, without markup
    was: str = ""  # what was written once, inline HTML
    why: str = ""  # why the figure comes out as it does, inline HTML
    section: str = ""  # id of the heading above it
    seed: int = 0  # its number among the claims that the course sets out to examine
    lab: str = ""  # a lab, or "none" where nothing can be run
    task: str = ""
    measure: str = ""
    unit: str = ""
    unit_name: str = ""  # in the language of the page; what older revisions lack
    predict: Prediction | None = None
    published: tuple[Published, ...] = ()
    questions: tuple[str, ...] = ()  # ids of questions of the lesson that ask for it


class Heading(Frozen, frozen=True, kw_only=True):
    level: int  # 2 or 3
    id: str
    title: str


class Objective(Frozen, frozen=True, kw_only=True):
    level: Level
    html: str


class Cover(Frozen, frozen=True, kw_only=True):
    """A lesson's picture: what stands within its <svg>, sanitised; it says nothing by itself."""

    inner: str


class Lesson(Frozen, frozen=True, kw_only=True):
    """One lesson in one language."""

    slug: str
    language: str
    title: str
    summary: str
    objectives: tuple[Objective, ...]
    parts: tuple[Part, ...]
    headings: tuple[Heading, ...]
    sources: tuple[str, ...]  # keys of Course.sources, in the order of citation
    words: int
    claims: tuple[Claim, ...] = ()  # those with an id; their text stands in the parts
    cover: Cover | None = None


class Guide(Frozen, frozen=True, kw_only=True):
    """A lab's text in one language."""

    slug: str
    language: str
    title: str
    summary: str
    parts: tuple[Part, ...]
    figure: Drawing | None = None  # of a lab that keeps a drawing in sight


class LessonHead(Frozen, frozen=True, kw_only=True):
    """What the course page, the progress and the wizard need to know of a lesson."""

    slug: str
    folder: str  # "01-kernel-boundary"
    title: Text
    summary: Text
    minutes: int
    prerequisites: tuple[str, ...]
    labs: tuple[str, ...]
    questions: Mapping[str, float]  # id → points of those that all learners get
    pooled: Mapping[str, float] = {}  # and of those that lie in pools
    draws: tuple[Draw, ...] = ()
    claims: tuple[Claim, ...] = ()  # of the source language
    checked: date | None = None  # when somebody last held its facts against their sources


class LabHead(Frozen, frozen=True, kw_only=True):
    slug: str
    title: Text
    summary: Text
    spec: LabSpec
    scripts: Mapping[str, str]  # file name → text


class Term(Frozen, frozen=True, kw_only=True):
    """Of the glossary. By `also`, other names in any language, it is found as well."""

    term: Text
    definition: Text
    also: tuple[str, ...] = ()


class Answer(Frozen, frozen=True, kw_only=True):
    """What a search answers where one of `asked` is typed, with `links` that lead on:
    `lesson/slug#section`, `lab/slug` or `wizard`; with `lesson:`, `lab:` or `wizard:` in the
    course's file."""

    asked: tuple[str, ...]
    title: Text
    text: Text
    links: tuple[str, ...] = ()


class HeroMachine(Frozen, frozen=True, kw_only=True):
    """A machine of a course's first page: `after` so many seconds `command` is typed into it, and
    `cast` is what it showed once, as asciicast v2."""

    name: str
    command: str
    after: float = 0
    cast: str = ""


class Hero(Frozen, frozen=True, kw_only=True):
    """What a course shows of itself on the first page: a run of one of its labs, started by one
    press of `action`, or its recording."""

    lab: str
    title: Text
    text: Text
    action: Text
    machines: tuple[HeroMachine, ...]


class Source(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: str
    authors: tuple[str, ...]
    year: int
    taken: Text
    url: str = ""
    # Each figure that the course states from it, as "2.3 ms", and where in the source it was read.
    figures: Mapping[str, Text] = {}
    where: Text | str = ""  # one text for all languages is what older revisions have

    def where_in(self, language: str) -> str:
        return self.where if isinstance(self.where, str) else self.where.get(language, "")


class Course(Frozen, frozen=True, kw_only=True):
    slug: str
    languages: tuple[str, ...]
    title: Text
    summary: Text
    license: str
    authors: tuple[str, ...]
    lessons: tuple[LessonHead, ...]
    labs: tuple[LabHead, ...]
    glossary: Mapping[str, Term]
    sources: Mapping[str, Source]
    wizard: DecisionModel | None = None
    claims: int = 0  # how many numbered claims it sets out to examine
    units: Mapping[str, Text] = {}  # what the units are called that are words
    answers: Mapping[str, Answer] = {}
    measures: Mapping[str, Text] = {}  # what the labs' figures are called, by key
    hero: Hero | None = None


types_ready(Course, Lesson, Guide)
