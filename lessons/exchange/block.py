"""A question that came from elsewhere, as a block of the course format."""

from __future__ import annotations

import re

import msgspec

from lessons.format.wording import slug_of


class ImportedBlock(msgspec.Struct, frozen=True, kw_only=True):
    """`prompt` is markdown, `lines` stand below it as they are; `note` says what was lost."""

    kind: str
    id: str
    attributes: str = ""
    prompt: str
    lines: tuple[str, ...] = ()
    note: str = ""

    def text(self) -> str:
        """The block as it stands in a lesson's file."""
        body = "\n".join([guarded(self.prompt), *self.lines])
        ticks = "`" * max(3, *(len(found) + 1 for found in re.findall(r"`{3,}", body)), 3)
        head = " ".join(filter(None, (f".{self.kind}", f"#{self.id}", self.attributes)))
        return f"{ticks} {{{head}}}\n{body}\n{ticks}\n"


class ImportFault(Exception):  # noqa: N818
    """A file that cannot be read as what it should be; the message says where and why."""


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


def ids_unique(names: list[str]) -> list[str]:
    """Ids made of titles; a number behind those that would stand twice."""
    found: list[str] = []
    for name in names:
        base = slug_of(name)[:50].rstrip("-") or "question"
        base = base if base != "section" else "question"
        candidate, count = base, 1
        while candidate in found:
            count += 1
            candidate = f"{base}-{count}"
        found.append(candidate)
    return found
