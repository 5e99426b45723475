"""The kinds of questions. A new one is a module like `choice`, and a line in each table here."""

from __future__ import annotations

from types import ModuleType
from typing import cast

import msgspec

from lessons.format.block import Block, Context
from lessons.quizzes import choice, cloze, estimate, machine, match, numeric, order, output, short
from lessons.quizzes.parameters import fixed, varying_read

Question = (
    choice.ChoiceQuestion
    | cloze.ClozeQuestion
    | estimate.EstimateQuestion
    | machine.MachineQuestion
    | match.MatchQuestion
    | numeric.NumericQuestion
    | order.OrderQuestion
    | output.OutputQuestion
    | short.ShortQuestion
)

# By the class of the block …
kinds: dict[str, ModuleType] = {
    "quiz": choice,
    "cloze": cloze,
    "estimate": estimate,
    "machine": machine,
    "match": match,
    "numeric": numeric,
    "order": order,
    "output": output,
    "short": short,
}
# … and by what the block became.
modules: dict[type[Question], ModuleType] = {
    choice.ChoiceQuestion: choice,
    cloze.ClozeQuestion: cloze,
    estimate.EstimateQuestion: estimate,
    machine.MachineQuestion: machine,
    match.MatchQuestion: match,
    numeric.NumericQuestion: numeric,
    order.OrderQuestion: order,
    output.OutputQuestion: output,
    short.ShortQuestion: short,
}


def question_parse(block: Block, context: Context) -> Question | None:
    """The question of `block`, whose kind is one of `kinds`; None where too much is missing."""
    block, varying = varying_read(block, context)
    found = cast("Question | None", kinds[block.kind].parse(block, context))
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
    return cast(
        "list[str]", modules[type(source)].agree(fixed(source, "1"), fixed(translation, "1"))
    )


def ids_from(source: Question, translation: Question) -> Question:
    """`translation` with the ids of the source's choices; unchanged where the kinds differ."""
    if type(source) is not type(translation):
        return translation
    return cast("Question", modules[type(source)].ids(source, translation))
