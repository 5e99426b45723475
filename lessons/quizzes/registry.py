"""The kinds of questions. A new one is a folder like `choice`, and its name in the tables here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from lessons.format.block import Block, Context
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.choice.kind import choice
from lessons.quizzes.cloze import ClozeQuestion
from lessons.quizzes.cloze.kind import cloze
from lessons.quizzes.estimate import EstimateQuestion
from lessons.quizzes.estimate.kind import estimate
from lessons.quizzes.hotspot import HotspotQuestion
from lessons.quizzes.hotspot.kind import hotspot
from lessons.quizzes.kind import Kind
from lessons.quizzes.machine import MachineQuestion
from lessons.quizzes.machine.kind import machine
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.match.kind import match
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.numeric.kind import numeric
from lessons.quizzes.order import OrderQuestion
from lessons.quizzes.order.kind import order
from lessons.quizzes.output import OutputQuestion
from lessons.quizzes.output.kind import output
from lessons.quizzes.parameters import fixed, varying_read
from lessons.quizzes.short import ShortQuestion
from lessons.quizzes.short.kind import short

Question = (
    ChoiceQuestion
    | ClozeQuestion
    | EstimateQuestion
    | HotspotQuestion
    | MachineQuestion
    | MatchQuestion
    | NumericQuestion
    | OrderQuestion
    | OutputQuestion
    | ShortQuestion
)
# By the class of the block …
kinds: Mapping[str, Kind[Any]] = {
    kind.block: kind
    for kind in (choice, cloze, estimate, hotspot, machine, match, numeric, order, output, short)
}
# … and by what the block became.
by_question: Mapping[type, Kind[Any]] = {kind.question: kind for kind in kinds.values()}


# Files of static/ that the pages need which show questions.
scripts = tuple(sorted({kind.fragments.script for kind in kinds.values()} - {""}))


def kind_of(question: Question) -> Kind[Any]:
    return by_question[type(question)]


def question_parse(block: Block, context: Context) -> Question | None:
    """The question of `block`, whose kind is one of `kinds`; None where too much is missing."""
    block, varying = varying_read(block, context)
    found: Question | None = kinds[block.kind].parse(block, context)
    if found is None or not varying.formulas:
        return found
    return msgspec.structs.replace(found, varying=varying)


def translations_agree(source: Question, translation: Question) -> list[str]:
    """What contradicts the source in a translation with the same id; empty where nothing does."""
    if type(source) is not type(translation):
        return ["it is a question of another kind in the source language"]
    if source.varying.parameters != translation.varying.parameters:
        return ["the parameters (`$ n = …`) differ from the source language"]
    # Compared as one learner gets them: formulas may be written otherwise.
    return kind_of(source).agree(fixed(source, "1"), fixed(translation, "1"))


def ids_from(source: Question, translation: Question) -> Question:
    """`translation` with the ids of the source's choices; unchanged where the kinds differ."""
    if type(source) is not type(translation):
        return translation
    found: Question = kind_of(source).ids(source, translation)
    return found
