"""A file of a lesson or of a lab's guide, from text to draft."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import msgspec

from lessons.document.claims import attributes_check, claim_detail, claim_parse
from lessons.document.draft import Draft, Entry, Head
from lessons.document.draws import draw_read, draws_check
from lessons.document.frontmatter import frontmatter_read
from lessons.document.guesses import guess_part
from lessons.document.head import guide_head, lesson_head
from lessons.document.page import Page
from lessons.document.render import Renderer
from lessons.document.schema import Html, LabPart, QuestionPart, TaskPart
from lessons.document.spoilers import spoiler_block, spoilers_check
from lessons.format.block import Block
from lessons.quizzes import registry
from virtlearn.core.wording import instead

fence_line = re.compile(r" {0,3}(`{3,}|~{3,})")
kinds_of = {
    "lesson": frozenset(registry.kinds) | {"claim", "draw", "lab", "spoiler"},
    "guide": frozenset({"claim", "guess", "task", "solution"}),
}


def page_parse(
    sort: Literal["lesson", "guide"],
    text: str,
    page: Page,
    *,
    machines: frozenset[str] = frozenset(),
) -> Draft:
    """Reads `text`, a file of sort `sort`, for `page`, to which every problem is reported.

    `machines` are the names of the machines in a guide's lab. Never raises.
    """
    lines = text.split("\n")
    front = frontmatter_read(lines, page.path)
    page.problems.extend(front.problems)
    renderer = Renderer(page, machines=machines)
    page.figures_open = sort == "lesson"
    read = lesson_head if sort == "lesson" else guide_head
    draft = Draft(
        sort=sort,
        page=page,
        head=read(front, renderer) if front.present else Head(),
        parts=[],
        entries=[],
        length=len(lines) - (len(lines) > 1 and not lines[-1]),
    )
    for piece in renderer.document(lines[front.body_line - 1 :], front.body_line):
        if piece.block is None:
            if piece.html.strip():
                draft.parts.append((piece.line, Html(html=piece.html.strip())))
        elif piece.closed:
            block_read(piece.block, draft, renderer)
    spoilers_check(page, (claim for claim, _ in draft.claims))
    solutions_check(draft)
    draws_check(draft)
    return draft


def block_read(block: Block, draft: Draft, renderer: Renderer) -> None:
    """Adds a block to the draft: its part, and what is compared between languages."""
    if block.kind not in kinds_of[draft.sort]:
        where = "a lesson" if draft.sort == "guide" else "a lab's guide"
        renderer.problem(block.line, f"a .{block.kind} belongs in {where}: move it there")
        return
    # A solution bears the id of its task; all else has an id of its own on the page.
    if block.id and block.kind != "solution":
        renderer.page.id_take(block.id, block.line)
    if block.kind in registry.kinds:
        question_read(block, draft, renderer)
    else:
        readers[block.kind](block, draft, renderer)


def question_read(block: Block, draft: Draft, renderer: Renderer) -> None:
    renderer.page.figures_open = False
    question = registry.question_parse(block, renderer)
    renderer.page.figures_open = draft.sort == "lesson"
    entry = Entry(block.kind, block.id or "", block.line, question)
    draft.entries.append(entry)
    if question is not None:
        draft.parts.append((block.line, QuestionPart(question=question)))


def claim_read(block: Block, draft: Draft, renderer: Renderer) -> None:
    html, claim = claim_parse(block, renderer, guide=draft.sort == "guide")
    entry = Entry("claim", block.id or "", block.line, detail=claim_detail(claim))
    draft.entries.append(entry)
    if claim.id:
        draft.claims.append((claim, block.line))
    draft.parts.append((block.line, Html(html=html)))


def lab_read(block: Block, draft: Draft, renderer: Renderer) -> None:
    attributes_check(block, renderer, allowed=set())
    html = renderer.html(block.body, block.line + 1)
    draft.entries.append(Entry("lab", block.id or "", block.line))
    if not block.id:
        return
    labs = renderer.page.known.labs
    if block.id not in labs:
        renderer.problem(block.line, f"there is no lab `{block.id}`: {instead(block.id, labs)}")
        return
    draft.parts.append((block.line, LabPart(lab=block.id, html=html)))


def guess_read(block: Block, draft: Draft, renderer: Renderer) -> None:
    attributes_check(block, renderer, allowed=set())
    part = guess_part(block, renderer)
    detail = f"{len(part.questions)} questions"
    draft.entries.append(Entry("guess", block.id or "", block.line, detail=detail))
    if block.id:
        draft.parts.append((block.line, part))


def spoiler_read(block: Block, draft: Draft, renderer: Renderer) -> None:
    html = spoiler_block(block, renderer.page, renderer)
    draft.parts.append((block.line, Html(html=html)))


def task_read(block: Block, draft: Draft, renderer: Renderer) -> None:
    attributes_check(block, renderer, allowed=set())
    text, hints = hints_split(block)
    if not text.strip():
        renderer.problem(block.line, "the task is missing: write in the block what is to be done")
    part = TaskPart(
        task=block.id or "",
        html=renderer.html(text, block.line + 1),
        hints=tuple(renderer.inline(hint, line) for hint, line in hints),
    )
    detail = f"{len(hints)} hints"
    draft.entries.append(Entry("task", block.id or "", block.line, detail=detail))
    if block.id:
        draft.parts.append((block.line, part))


def hints_split(block: Block) -> tuple[str, list[tuple[str, int]]]:
    """The text of a task, its hint lines blanked, and the hints with their lines."""
    text: list[str] = []
    hints: list[tuple[str, int]] = []
    open_fence = ""
    for number, line in enumerate(block.body.split("\n"), block.line + 1):
        found = fence_line.match(line)
        if found and not open_fence:
            open_fence = found[1]
        elif found and found[1].startswith(open_fence) and line.strip() == found[1]:
            open_fence = ""
        if not open_fence and line.startswith("? ") and line[2:].strip():
            hints.append((line[2:].strip(), number))
            text.append("")
        elif hints and not open_fence and line[:1] == " " and line.strip() and not text[-1]:
            hints[-1] = (f"{hints[-1][0]} {line.strip()}", hints[-1][1])
            text.append("")
        else:
            text.append(line)
    return "\n".join(text), hints


def solution_read(block: Block, draft: Draft, renderer: Renderer) -> None:
    attributes_check(block, renderer, allowed=set())
    html = renderer.html(block.body, block.line + 1)
    if not html:
        renderer.problem(block.line, "the solution is empty: write the commands that do the task")
    draft.entries.append(Entry("solution", block.id or "", block.line))
    if not block.id:
        return
    for at, (line, part) in enumerate(draft.parts):
        if isinstance(part, TaskPart) and part.task == block.id:
            if part.solution:
                renderer.problem(block.line, f"task `{block.id}` has a solution already: keep one")
            else:
                draft.parts[at] = (line, msgspec.structs.replace(part, solution=html))
            return
    tasks = draft.tasks()
    hint = f"put it below its task, or {instead(block.id, tasks)}"
    renderer.problem(block.line, f"there is no task `{block.id}` above this solution: {hint}")


def solutions_check(draft: Draft) -> None:
    """A problem for every task without a solution."""
    solved = {entry.id for entry in draft.entries if entry.kind == "solution"}
    for task, line in draft.tasks().items():
        if task not in solved:
            message = f"task `{task}` has no solution: add a block {{.solution #{task}}}"
            draft.page.problem(line, message)


readers: dict[str, Callable[[Block, Draft, Renderer], None]] = {
    "claim": claim_read,
    "draw": draw_read,
    "guess": guess_read,
    "lab": lab_read,
    "spoiler": spoiler_read,
    "task": task_read,
    "solution": solution_read,
}
