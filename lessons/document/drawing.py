"""Reads the drawing that a lab keeps in sight: an SVG of which parts follow tasks and measures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from labs.spec.figure import Drawing, FigureDecl, Mark, names_in
from lessons.document.draft import Draft
from lessons.document.svg import Reader
from virtlearn.core.problems import Problem
from virtlearn.core.wording import instead, shown

# In the room beside a terminal, no letter of a drawing of this size is smaller than 11 px.
widest, highest, letters_least = 320, 165, 13
task_class = re.compile(r"(?:^|\s)task-([a-z0-9-]+)")
measure_text = re.compile(r"\{measure ([a-z][a-z0-9._-]*)\}")


class Drawn(msgspec.Struct, frozen=True):
    drawing: Drawing
    lines: Mapping[str, int]  # what it follows, and where that stands first
    problems: tuple[tuple[int, str], ...]  # (line, message)


class DrawingReader(Reader):
    """Cuts where a task or a measure decides what is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: list[tuple[int, Mark]] = []  # with how many pieces of `out` stand before each
        self.lines: dict[str, int] = {}

    def mark(self, mark: Mark) -> None:
        self.marks.append((len(self.out), mark))
        self.lines.setdefault(mark.name, self.parser.CurrentLineNumber)

    def opened(self, tag: str, values: Mapping[str, str]) -> None:
        if "id" in values:
            self.problem("take the id away: what follows a task has the class task-ID")
        tasks = task_class.findall(values.get("class", ""))
        if len(tasks) > 1:
            self.problem("an element follows one task: put one of these into a <g> of its own")
        for task in tasks[:1]:
            self.mark(Mark("task", task))
        size = values.get("font-size", "")
        if re.fullmatch(r"\d+(\.\d+)?", size) and float(size) < letters_least:
            self.problem(f"letters of {size} can't be read beside a terminal: {letters_least} can")

    def root(self, values: Mapping[str, str]) -> None:
        super().root(values)
        _, _, width, height = map(float, self.view_box.split())
        if not self.problems and (width > widest or height > highest):
            self.problem(
                f"draw it on a viewBox of at most {widest} by {highest}, so it can be read"
            )

    def text(self, data: str) -> None:
        if self.skipped or not self.open or self.open[-1] not in {"text", "tspan"}:
            super().text(data)
            return
        # Words and, at every second place, the key of a measure.
        for at, part in enumerate(measure_text.split(data)):
            if at % 2:
                self.mark(Mark("measure", part))
            elif part:
                super().text(part)


def drawing_read(content: bytes) -> Drawn:
    """Never raises; the drawing is empty where the file is no SVG."""
    reader = DrawingReader()
    reader.parser.buffer_text = True  # a key comes in one piece
    if not reader.read(content):
        return Drawn(Drawing(view_box="0 0 320 160", pieces=("",)), {}, tuple(reader.problems))
    drawing = Drawing(
        view_box=reader.view_box,
        pieces=reader.pieces(at for at, _ in reader.marks),
        marks=tuple(mark for _, mark in reader.marks),
    )
    return Drawn(drawing, reader.lines, tuple(reader.problems))


def drawings_place(
    figure: FigureDecl, folder: str, drafts: Mapping[str, Draft], files: Mapping[str, bytes]
) -> list[Problem]:
    """Gives the guide of the lab in `folder`, in each language, its drawing; what is wrong in it.

    One that is missing was told where lab.toml was read.
    """
    problems: list[Problem] = []
    for language, draft in drafts.items():
        names = names_in(figure.drawing or "", language)
        paths = [path for name in names if (path := f"{folder}/{name}") in files]
        if not paths:
            continue
        drawn = drawing_read(files[paths[0]])
        draft.figure = drawn.drawing
        found = [*drawn.problems, *parts_check(drawn, figure)]
        problems += [Problem(paths[0], line, message) for line, message in found]
    return problems


def parts_check(drawn: Drawn, figure: FigureDecl) -> Iterator[tuple[int, str]]:
    """What is drawn of which lab.toml doesn't know, and the reverse: line and message."""
    for part, line in drawn.lines.items():
        if part not in figure.parts:
            hint = instead(part, figure.parts)
            yield line, f"`{shown(part)}` is no part of the figure of lab.toml: {hint}"
    for part in figure.parts:
        if part not in drawn.lines:
            how = f"the class task-{part}, or {{measure {part}}} in a text"
            yield 1, f"part `{shown(part)}` is not drawn: write {how}"
