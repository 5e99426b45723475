"""`.cloze`: a text with gaps.

    A container's limits are kept by [[cgroups|control groups]], and `pids.max` counts
    [[*tasks|programs|users]].
    ~ 1 namespaces :: They say what is seen, not how much is used. {misconception=key}

A gap holds what is accepted, parted by `|`: plain words as `.short` compares them, or a regular
expression between slashes. A gap that begins with `*` is chosen from a list: right first, wrong
after. An answer has one text a gap, in order. Each right gap counts for its share.
"""

from __future__ import annotations

import re

import msgspec

from lessons.format.block import Block, Context
from lessons.quizzes.attributes import bool_attribute
from lessons.quizzes.base import (
    Answer,
    Base,
    Feedback,
    Field,
    Foreseen,
    Line,
    answer_max_length,
    base_agree,
    body_split,
    common_parse,
    misconception_check,
    tail_split,
)
from lessons.quizzes.choice import choice_id
from lessons.quizzes.short import is_regex, matches, normalise, pattern_fault

# An expression in a gap may have classes of characters, in brackets of their own.
gap = re.compile(r"\[\[(?P<content>(?:[^\[\]\n]|\[[^\[\]\n]{1,60}\]){1,300})\]\]")
# What stands between two bars; a bar within an expression belongs to it.
between = re.compile(r"(?:\A|\|)(\s*/(?:[^/\\]|\\.)+/\s*(?=\||\Z)|[^|]*)")
gap_token = re.compile(r"qqgap(\d{1,2})qq")
numbered = re.compile(r"(?P<number>\d{1,2})\s+(?P<text>\S.*)\Z", re.DOTALL)
gaps_most = 20


class Gap(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`accepted` are patterns as of `.short`, or, where there are `options`, the right id.

    `options` are pairs of id and text, the right one first.
    """

    accepted: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    mistakes: tuple[Foreseen, ...] = ()

    @property
    def solution(self) -> str:
        """As a reader would write it."""
        if self.options:
            return self.options[0][1]
        return next((each for each in self.accepted if not is_regex(each)), "")


class ClozeQuestion(Base, tag="cloze", frozen=True, kw_only=True):
    """`prompt` holds a token for each gap."""

    gaps: tuple[Gap, ...]
    case: bool = False


def parse(block: Block, context: Context) -> ClozeQuestion | None:
    """A question from a `.cloze` block; None where it has no id or no gap."""
    parts = body_split(block, context, "")
    case = bool_attribute(block, context, "case", False)
    gaps: list[Gap] = []

    def tokened(found: re.Match[str]) -> str:
        line = parts.prompt_line + parts.prompt[: found.start()].count("\n")
        gaps.append(gap_read(f"{block.id} {len(gaps)}", found["content"], line, context, case))
        return f"qqgap{len(gaps) - 1}qq"

    prompt = gap.sub(tokened, parts.prompt)
    common = common_parse(block, parts, context, attributes=("case",), marks=("~",), prompt=prompt)
    if not gaps:
        context.problem(block.line, "no gap is left open: write one as [[the answer]]")
    if len(gaps) > gaps_most:
        context.problem(block.line, f"a .cloze has at most {gaps_most} gaps")
    for line in parts.marked("~"):
        mistake_read(line, gaps, context, case)
    if common is None or not gaps:
        return None
    return ClozeQuestion(**msgspec.structs.asdict(common), gaps=tuple(gaps), case=case)


def gap_read(name: str, content: str, line: int, context: Context, case: bool) -> Gap:
    """What stands between the brackets; where it is wrong, with a problem."""
    chosen = content.startswith("*")
    written = content.removeprefix("*")
    texts = [text.strip() for text in (written.split("|") if chosen else parted(written))]
    if not all(texts):
        context.problem(line, "nothing is written between two bars of this gap")
    texts = [text for text in texts if text]
    if chosen:
        if len(set(texts)) < 2 or len(set(texts)) != len(texts):
            context.problem(line, "a gap to choose for needs several, different texts: [[*a|b]]")
        options = tuple((choice_id(name, text), text) for text in dict.fromkeys(texts))
        return Gap(accepted=tuple(key for key, _ in options[:1]), options=options)
    for text in texts:
        if reason := pattern_fault(text, case):
            context.problem(line, reason)
    texts = [text for text in texts if not pattern_fault(text, case)]
    if texts and all(map(is_regex, texts)):
        context.problem(line, "no answer can be shown: let one answer stand without slashes")
    return Gap(accepted=tuple(texts))


def parted(content: str) -> list[str]:
    """`a|/b|c/` → `a`, `/b|c/`."""
    return [found[1] for found in between.finditer(content)]


def mistake_read(line: Line, gaps: list[Gap], context: Context, case: bool) -> None:
    """Adds `~ 2 text :: feedback` to its gap."""
    found = numbered.match(line.text)
    if found is None or not 1 <= int(found["number"]) <= len(gaps):
        context.problem(line.line, "say which gap: `~ 1 mistake :: feedback` for the first")
        return
    tail = tail_split(found["text"])
    of = gaps[int(found["number"]) - 1]
    pattern = tail.text
    if of.options:
        pattern = next((key for key, text in of.options[1:] if text == tail.text), "")
        if not pattern:
            context.problem(line.line, f"{tail.text!r} is no wrong text of that gap")
            return
    elif reason := pattern_fault(pattern, case):
        context.problem(line.line, reason)
        return
    if not tail.feedback:
        context.problem(line.line, "say what to tell the learner: `~ 1 mistake :: feedback`")
    foreseen = Foreseen(
        pattern=pattern,
        feedback=context.inline(tail.feedback, line.line) if tail.feedback else "",
        misconception=misconception_check(tail, line, context),
    )
    index = int(found["number"]) - 1
    gaps[index] = msgspec.structs.replace(of, mistakes=(*of.mistakes, foreseen))


def ids(source: ClozeQuestion, translation: ClozeQuestion) -> ClozeQuestion:
    """`translation` with the ids of the source's options at the same places."""
    if agree(source, translation):
        return translation
    gaps = []
    for theirs, ours in zip(source.gaps, translation.gaps, strict=True):
        pairs = list(zip(theirs.options, ours.options, strict=True))
        new = {own[0]: other[0] for other, own in pairs}
        gaps.append(
            msgspec.structs.replace(
                ours,
                accepted=tuple(new.get(each, each) for each in ours.accepted),
                options=tuple((new[key], text) for key, text in ours.options),
                mistakes=tuple(
                    msgspec.structs.replace(each, pattern=new.get(each.pattern, each.pattern))
                    for each in ours.mistakes
                ),
            )
        )
    return msgspec.structs.replace(translation, gaps=tuple(gaps))


def agree(source: ClozeQuestion, translation: ClozeQuestion) -> list[str]:
    """Which parts of a translation contradict its source; typed words are each language's own."""
    found = base_agree(source, translation)
    if source.case != translation.case:
        found.append("case differs from the source language")
    ours, theirs = (
        [len(gap.options) for gap in question.gaps] for question in (source, translation)
    )
    if len(ours) != len(theirs):
        found.append(f"it has {len(theirs)} gaps, and {len(ours)} in the source language")
    elif ours != theirs:
        found.append("a gap has another number of texts to choose from in the source language")
    return found


def shuffled(question: ClozeQuestion) -> tuple[str, ...]:
    """What is shown in an order of chance: the ids of all options."""
    return tuple(key for gap in question.gaps for key, _ in gap.options)


def gap_grade(gap: Gap, text: str, case: bool) -> tuple[bool, Foreseen | None]:
    """Whether `text` is right in `gap`, and the mistake that it was foreseen as."""
    if gap.options:
        mistake = next((each for each in gap.mistakes if each.pattern == text), None)
        return text in gap.accepted, mistake
    normal = normalise(text, case)
    if not normal:
        return False, None
    if any(matches(pattern, normal, case) for pattern in gap.accepted):
        return True, None
    found = (each for each in gap.mistakes if matches(each.pattern, normal, case))
    return False, next(found, None)


def grade(question: ClozeQuestion, answer: Answer) -> Feedback:
    """A fault where every gap is empty; one that is left open counts as wrong."""
    texts = (*answer, *[""] * len(question.gaps))[: len(question.gaps)]
    if not any(text.strip() for text in texts):
        return Feedback(fault="empty")
    if any(len(text) > answer_max_length for text in texts):
        return Feedback(fault="long")
    if any(
        text and gap.options and text not in {key for key, _ in gap.options}
        for gap, text in zip(question.gaps, texts, strict=True)
    ):
        return Feedback(fault="choice")
    found = [
        gap_grade(gap, text, question.case) for gap, text in zip(question.gaps, texts, strict=True)
    ]
    right = sum(good for good, _ in found)
    slips = [(at, slip) for at, (_, slip) in enumerate(found) if slip]
    return Feedback(
        fraction=right / len(found),
        correct=right == len(found),
        messages={str(at): slip.feedback for at, slip in slips if slip.feedback},
        misconceptions=tuple(slip.misconception for _, slip in slips if slip.misconception),
    )


def fields(
    question: ClozeQuestion, order: tuple[str, ...], answer: Answer, feedback: Feedback | None
) -> tuple[Field, ...]:
    """One field a gap."""
    place = {name: at for at, name in enumerate(order)}
    texts = (*answer, *[""] * len(question.gaps))[: len(question.gaps)]
    found = []
    for at, (gap, text) in enumerate(zip(question.gaps, texts, strict=True)):
        names = dict(gap.options)
        right = feedback is not None and gap_grade(gap, text, question.case)[0]
        found.append(
            Field(
                label=str(at + 1),
                options=tuple(sorted(gap.options, key=lambda each: place.get(each[0], 0))),
                given=text,
                shown=names.get(text, "") if gap.options else text,
                mark=("right" if right else "wrong" if text.strip() else "") if feedback else "",
                right=gap.solution,
                feedback=feedback.messages.get(str(at), "") if feedback else "",
            )
        )
    return tuple(found)


def pieces(prompt: str) -> list[tuple[str, int | None]]:
    """HTML with the number of the gap behind each piece; None behind the last one."""
    parts = gap_token.split(prompt)
    numbers = [*(int(each) for each in parts[1::2]), None]
    return list(zip(parts[::2], numbers, strict=True))
