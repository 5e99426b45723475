"""Problems shown where they are: in the page of the file that has them, for a preview."""

from __future__ import annotations

import html as htmllib
import re

from lessons.document.draft import Draft
from lessons.document.schema import Html, Part

heading = re.compile(r"(?=<h[23] id=)")


def parts_place(draft: Draft) -> tuple[Part, ...]:
    """The parts of the page; each problem of its file stands before the first heading or block
    that begins below its line.
    """
    problems = sorted(set(draft.page.problems))
    if not problems:
        return tuple(part for _, part in draft.parts)
    lines = iter(sorted(line for _, line in draft.page.headings))
    split: list[tuple[int, Part]] = []
    for line, part in draft.parts:
        if not isinstance(part, Html):
            split.append((line, part))
            continue
        for number, piece in enumerate(heading.split(part.html)):
            begins = next(lines, line) if piece.startswith("<h") else line
            if piece.strip():
                split.append((max(begins, line) if number else begins, Html(html=piece)))
    shown: list[Part] = []
    at = 0
    for line, part in split:
        while at < len(problems) and problems[at].line < line:
            shown.append(aside(draft, at, problems[at].line, problems[at].message))
            at += 1
        shown.append(part)
    shown += [
        aside(draft, number, problem.line, problem.message)
        for number, problem in enumerate(problems[at:], at)
    ]
    return tuple(shown)


def aside(draft: Draft, number: int, line: int, message: str) -> Html:
    place = htmllib.escape(f"{draft.page.path}:{line}", quote=False)
    title = htmllib.escape(draft.page.label("problem"), quote=False)
    said = htmllib.escape(message, quote=False)
    return Html(
        html=f'<aside class="problem" id="problem-{number + 1}"><p class="title">{title}</p>'
        f"<p><code>{place}</code> {said}</p></aside>"
    )
