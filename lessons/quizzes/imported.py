"""A question that came from elsewhere, as a block of the course format."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from lessons.quizzes.base import fence
from lessons.quizzes.parameters import declaration

# Lines of a prompt that would be read as marks: of answers, hints, choices, items or parameters.
mark = re.compile(r"(?P<sign>- \[[ xX]\]|[=~?!$]|-|\d{1,2}[.)])(?=\s|\Z)")
entities = {"=": "&#61;", "~": "&#126;", "?": "&#63;", "!": "&#33;", "$": "&#36;", "-": "&#45;"}


class ImportedBlock(msgspec.Struct, frozen=True, kw_only=True):
    """`prompt` is markdown, `lines` stand below it as they are; `notes` say what was lost.

    Without a `kind` it is no question, but text of the lesson.
    """

    kind: str
    id: str = ""  # given by whoever knows all questions of a file
    attributes: Mapping[str, str] = {}
    prompt: str
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    files: Mapping[str, bytes] = {}  # to stand beside the lesson's file, by their names

    def text(self) -> str:
        """The block as it stands in a lesson's file."""
        if not self.kind:
            return f"{self.prompt}\n"
        body = "\n".join([guarded(self.prompt, self.kind), *self.lines])
        ticks = "`" * max(3, *(len(found) + 1 for found in re.findall(r"`{3,}", body)), 3)
        values = (f"{key}={attribute(value)}" for key, value in self.attributes.items())
        head = " ".join((f".{self.kind}", f"#{self.id}", *values))
        return f"{ticks} {{{head}}}\n{body}\n{ticks}\n"


def attribute(value: str) -> str:
    """As Pandoc's attributes hold it; what they can't hold is left away."""
    plain = " ".join(value.replace('"', "").split())
    return plain if re.fullmatch(r"[^\s\"'{}=]+", plain) else f'"{plain}"'


def guarded(prompt: str, kind: str) -> str:
    """`prompt` without lines that would be read as marks in a block of this kind."""
    lines: list[str] = []
    open_fence = ""
    for line in prompt.splitlines():
        ticks = fence.match(line)
        if open_fence:
            if ticks and ticks["ticks"].startswith(open_fence) and line.strip() == ticks["ticks"]:
                open_fence = ""
            # Parameters are read in code too, so that code may use them.
            lines.append(f" {line}" if declaration.match(line.rstrip()) else line)
            continue
        if ticks:
            open_fence = ticks["ticks"]
        found = None if ticks else mark.match(line)
        lines.append(unmarked(line, found["sign"], kind) if found else line)
    return "\n".join(lines)


def unmarked(line: str, sign: str, kind: str) -> str:
    if sign[0].isdigit():
        return f"{sign[:-1]}\\{line[len(sign) - 1 :]}" if kind == "order" else line
    return f"{entities[sign[0]]}{line[1:]}"


def squeezed(text: str) -> str:
    """`text` on one line, its runs of white space as one blank; blanks that hold words together
    stay what they are, but for those at the ends.
    """
    return re.sub(r"[^\S\u00a0\u2007\u2009\u202f]+", " ", text).strip()


def one_line(text: str) -> str:
    """`text` as one marked line can hold it.

    `::` between blanks parts feedback off, and `{misconception=…}` at the end is a tag: the first
    sign of either becomes an entity, which shows the same.
    """
    flat = re.sub(r"(?:(?<=\s)|\A)::(?=\s|\Z)", "&#58;:", squeezed(text))
    return re.sub(r"\{(?=misconception=[^{}\s]*\}\Z)", "&#123;", flat)


def with_feedback(text: str, feedback: str) -> str:
    feedback = one_line(feedback)
    return f"{one_line(text)} :: {feedback}" if feedback else one_line(text)
