"""`.quiz`: one choice, or several, out of a list.

Several: each right pick counts for its share and each wrong pick against one, never below nothing.
"""

from __future__ import annotations

import hashlib

import msgspec

from lessons.format.block import Block, Context
from lessons.quizzes.agreement import base_agree
from lessons.quizzes.attributes import bool_attribute
from lessons.quizzes.base import Base, body_split, common_parse, misconception_check, tail_split


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One choice; `html` and `feedback` are inline HTML, the id tells nothing of being right."""

    id: str
    html: str
    right: bool = False
    feedback: str = ""
    misconception: str = ""


class ChoiceQuestion(Base, tag="choice", frozen=True, kw_only=True):
    choices: tuple[Choice, ...]
    multiple: bool = False
    shuffle: bool = True


def parse(block: Block, context: Context) -> ChoiceQuestion | None:
    """A question from a `.quiz` block; None where it has no id or fewer than two choices."""
    parts = body_split(block, context)
    common = common_parse(
        block, parts, context, attributes=("shuffle", "multiple"), marks=("- [ ]", "- [x]")
    )
    choices: list[Choice] = []
    for line in parts.marked("- [ ]", "- [x]"):
        tail = tail_split(line.text)
        right = line.mark == "- [x]"
        if right and tail.misconception:
            context.problem(line.line, "a right choice is no misconception: take the tag away")
        choice = Choice(
            id=choice_id(block.id or "", tail.text),
            html=context.inline(tail.text, line.line),
            right=right,
            feedback=context.inline(tail.feedback, line.line) if tail.feedback else "",
            misconception="" if right else misconception_check(tail, line, context),
        )
        if any(choice.id == other.id for other in choices):
            context.problem(line.line, "this choice stands here twice: change or drop one")
        elif tail.text:
            choices.append(choice)
    rights = sum(choice.right for choice in choices)
    if len(choices) < 2:
        context.problem(block.line, "a .quiz needs two choices or more: `- [x] …` and `- [ ] …`")
    elif not rights:
        context.problem(block.line, "no choice is right: mark it with `- [x]`")
    elif rights == len(choices) and rights > 1:
        context.problem(block.line, "every choice is right: add a wrong one, `- [ ] …`")
    multiple = bool_attribute(block, context, "multiple", rights > 1)
    if rights > 1 and not multiple:
        context.problem(block.line, "multiple=false, yet several choices are right")
    shuffle = bool_attribute(block, context, "shuffle", True)
    if common is None or len(choices) < 2:
        return None
    return ChoiceQuestion(
        **msgspec.structs.asdict(common), choices=tuple(choices), multiple=multiple, shuffle=shuffle
    )


def choice_id(question: str, text: str) -> str:
    """Stable while the question's id and the choice's words stay; "c" and 12 hex digits."""
    words = " ".join(text.split())
    return "c" + hashlib.sha256(f"{question}\n{words}".encode(errors="replace")).hexdigest()[:12]


def ids(source: ChoiceQuestion, translation: ChoiceQuestion) -> ChoiceQuestion:
    """`translation` with the ids of the source's choices at the same places."""
    if len(source.choices) != len(translation.choices):
        return translation
    pairs = zip(source.choices, translation.choices, strict=True)
    renamed = tuple(msgspec.structs.replace(ours, id=source.id) for source, ours in pairs)
    return msgspec.structs.replace(translation, choices=renamed)


def agree(source: ChoiceQuestion, translation: ChoiceQuestion) -> list[str]:
    """Which parts of a translation contradict its source."""
    found = base_agree(source, translation)
    if len(source.choices) != len(translation.choices):
        ours, theirs = len(source.choices), len(translation.choices)
        return [*found, f"it has {theirs} choices, and {ours} in the source language"]
    pairs = zip(source.choices, translation.choices, strict=True)
    for place, (original, own) in enumerate(pairs, 1):
        if original.right != own.right:
            says = "right" if own.right else "wrong"
            found.append(f"choice {place} is {says} here, and not so in the source language")
        if original.misconception != own.misconception:
            found.append(f"choice {place} has another misconception in the source language")
    for name in ("multiple", "shuffle"):
        if getattr(source, name) != getattr(translation, name):
            found.append(f"{name} differs from the source language")
    return found
