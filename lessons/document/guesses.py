"""`.guess` blocks of a lab's guide: what the reader writes down before they try."""

from __future__ import annotations

import re

from lessons.document.schema import GuessPart
from lessons.format.block import Block, Context

item = re.compile(r"(?:\d{1,2}\.|[-*]) +(?P<question>\S.*)\Z")
questions_most = 9


def guess_part(block: Block, context: Context) -> GuessPart:
    """The questions of the block, one a list item of one line; mistakes are reported."""
    questions: list[str] = []
    for line, text in enumerate(block.body.split("\n"), block.line + 1):
        if found := item.match(text):
            questions.append(context.inline(found["question"], line))
        elif text.strip():
            context.problem(line, "ask in a list, one line a question: write `1. What …?`")
    if not questions:
        context.problem(block.line, "nothing is asked here: write `1. What …?` in the block")
    elif len(questions) > questions_most:
        context.problem(block.line, f"over {questions_most} questions in one block: part it")
    return GuessPart(guess=block.id or "", questions=tuple(questions))
