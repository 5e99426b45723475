"""A question that came from elsewhere, as a block of the course format."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec


class ImportedBlock(msgspec.Struct, frozen=True, kw_only=True):
    """`prompt` is markdown, `lines` stand below it as they are; `note` says what was lost."""

    kind: str
    id: str = ""  # given by whoever knows all questions of a file
    attributes: str = ""
    prompt: str
    lines: tuple[str, ...] = ()
    note: str = ""
    files: Mapping[str, bytes] = {}  # to stand beside the lesson's file, by their names

    def text(self) -> str:
        """The block as it stands in a lesson's file."""
        body = "\n".join([guarded(self.prompt), *self.lines])
        ticks = "`" * max(3, *(len(found) + 1 for found in re.findall(r"`{3,}", body)), 3)
        head = " ".join(filter(None, (f".{self.kind}", f"#{self.id}", self.attributes)))
        return f"{ticks} {{{head}}}\n{body}\n{ticks}\n"


def guarded(prompt: str) -> str:
    """`prompt` without lines that would be read as marks: of answers, hints or choices."""
    marks = re.compile(r"(- \[[ xX]\]|[=~?!$]|-|\d{1,2}[.)])(?=\s|\Z)")
    return "\n".join(f"\\{line}" if marks.match(line) else line for line in prompt.splitlines())


def one_line(text: str) -> str:
    """`text` as one marked line can hold it: `::` parts feedback off, so it is spaced out."""
    return re.sub(r"(?<=\s)::(?=\s|\Z)", ": :", " ".join(text.split()))


def with_feedback(text: str, feedback: str) -> str:
    feedback = one_line(feedback)
    return f"{one_line(text)} :: {feedback}" if feedback else one_line(text)
