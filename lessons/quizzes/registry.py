"""The kinds of questions. A new one is a module like `choice`, and a line in each table here."""

from __future__ import annotations

from types import ModuleType
from typing import cast

from lessons.document.block import Block, Context
from lessons.quizzes import choice, numeric, short

Question = choice.ChoiceQuestion | numeric.NumericQuestion | short.ShortQuestion

# By the class of the block …
kinds: dict[str, ModuleType] = {"quiz": choice, "numeric": numeric, "short": short}
# … and by what the block became.
modules: dict[type[Question], ModuleType] = {
    choice.ChoiceQuestion: choice,
    numeric.NumericQuestion: numeric,
    short.ShortQuestion: short,
}


def question_parse(block: Block, context: Context) -> Question | None:
    """The question of `block`, whose kind is one of `kinds`; None where too much is missing."""
    return cast("Question | None", kinds[block.kind].parse(block, context))


def translations_agree(source: Question, translation: Question) -> list[str]:
    """What contradicts the source in a translation with the same id; empty where nothing does."""
    if type(source) is not type(translation):
        return ["it is a question of another kind in the source language"]
    return cast("list[str]", modules[type(source)].agree(source, translation))


def ids_from(source: Question, translation: Question) -> Question:
    """`translation` with the ids of the source's choices; unchanged where the kinds differ."""
    if type(source) is not type(translation):
        return translation
    return cast("Question", modules[type(source)].ids(source, translation))
