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
from lessons.quizzes.agreement import base_agree
from lessons.quizzes.attributes import bool_attribute
from lessons.quizzes.base import (
    Base,
    Foreseen,
    Line,
    body_split,
    common_parse,
    misconception_check,
    tail_split,
)
from lessons.quizzes.choice import choice_id
from lessons.quizzes.short import is_regex, pattern_fault

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
