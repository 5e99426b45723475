"""Fences that hold code: in a language, as a transcript, or to be run; and what is wrong there."""

from __future__ import annotations

from lessons.document.code import code_html, console_html, is_language, lexers, run_html
from lessons.document.page import Page
from lessons.document.scan import Fence
from lessons.document.transcripts import transcript_faults
from lessons.format import limits
from lessons.format.attributes import Attributes
from virtlearn.core.wording import instead, shown, slug_is, slug_rule

shells = {"sh", "bash", "shell", "zsh"}
console_attributes = {"on", "runs", "varies", "before"}


def code_plain(fence: Fence, page: Page) -> str:
    """A fence without attributes: a language, or nothing, stands behind its ticks."""
    name, _, rest = fence.info.partition(" ")
    if rest.strip():
        message = f"`{shown(rest)}` is not read here: write ``` {{.{shown(name)} …}}"
        page.problem(fence.line, message)
    if name == "console":
        return console_html(code_of(fence, page), "", page.language)
    if name and not is_language(name):
        hint = instead(name, {*lexers, "console"})
        page.problem(fence.line, f"unknown language `{shown(name)}` of this code: {hint}")
        name = ""
    return code_html(code_of(fence, page), name or "text")


def code_fence(
    fence: Fence,
    found: Attributes,
    page: Page,
    block_kinds: frozenset[str],
    machines: frozenset[str],
) -> str:
    """A fence with attributes whose kind is none of `block_kinds`, so that it must be code."""
    line = fence.line
    kind, *classes = found.classes or ("",)
    if kind != "console" and not is_language(kind):
        options = {*block_kinds, "console", "sh"}
        if kind:
            hint = instead(kind, options)
            page.problem(line, f"unknown kind of block `.{shown(kind)}`: {hint}")
        else:
            page.problem(line, "name the kind of this block first, as in {.quiz #its-id}")
        return code_html(code_of(fence, page), "text")
    runs = "run" in classes and kind in shells
    attributes_check(fence, found, page, runs=runs)
    if kind == "console":
        for fault in transcript_faults(found.values, fence.body, page.known.kinds):
            page.problem(line, fault)
        return console_html(code_of(fence, page), found.values.get("on", ""), page.language)
    if runs:
        machine = machine_read(found.values.get("machine", ""), machines, line, page)
        return run_html(code_of(fence, page), machine)
    return code_html(code_of(fence, page), kind)


def attributes_check(fence: Fence, found: Attributes, page: Page, *, runs: bool) -> None:
    kind, *classes = found.classes
    if found.id:
        page.problem(fence.line, f"`#{found.id}`: a block of code has no id: take it away")
    allowed = console_attributes if kind == "console" else {"machine"} if runs else set()
    for name in found.values:
        if name not in allowed:
            hint = instead(name, allowed) if allowed else "take it away"
            page.problem(fence.line, f"unknown attribute `{name}` on .{kind}: {hint}")
    for name in classes:
        if not (runs and name == "run"):
            why = "only shell blocks can be run" if name == "run" else "take it away"
            page.problem(fence.line, f"unknown class `.{name}` on .{kind}: {why}")


def machine_read(name: str, machines: frozenset[str], line: int, page: Page) -> str:
    """The machine of a block that can be run; in a lab's guide it must be one of the lab's."""
    if name and not slug_is(name):
        page.problem(line, f"`{shown(name)}` is no machine's name: write {slug_rule}")
        return ""
    if name and machines and name not in machines:
        page.problem(line, f"this lab has no machine `{shown(name)}`: {instead(name, machines)}")
        return ""
    return name


def code_of(fence: Fence, page: Page) -> str:
    """The code, cut where it is too long to be highlighted."""
    if len(fence.body) <= limits.code_chars:
        return fence.body
    message = f"this code is over {limits.code_chars:,} characters: shorten it"
    page.problem(fence.line, message)
    return fence.body[: limits.code_chars]
