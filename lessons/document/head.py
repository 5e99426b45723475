"""Front matter into the fields of a lesson or a guide; every wrong one is reported."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, cast, get_args

from lessons.document.draft import Head
from lessons.document.frontmatter import FrontMatter
from lessons.document.render import Renderer
from lessons.document.schema import Level, Objective
from virtlearn.core.wording import instead, shown, slug_is, slug_rule

levels: tuple[str, ...] = get_args(Level)
lesson_keys = {
    "title": "title: What a kernel is",
    "summary": "summary: One or two sentences.",
    "objectives": "objectives: with lines `- understand: …` below it",
    "minutes": "minutes: 30",
    "checked": "",
    "prerequisites": "",
    "labs": "",
}
guide_keys = {"title": "title: Whose kernel is it?", "summary": "summary: One or two sentences."}


def lesson_head(front: FrontMatter, renderer: Renderer) -> Head:
    """The head of a lesson."""
    keys_check(front, renderer, lesson_keys)
    page = renderer.page
    return Head(
        title=text_read(front, "title", renderer),
        summary=text_read(front, "summary", renderer),
        objectives=objectives_read(front, renderer),
        minutes=minutes_read(front, renderer),
        checked=checked_read(front, renderer),
        prerequisites=slugs_read(front, "prerequisites", "lesson", page.known.lessons, renderer),
        labs=slugs_read(front, "labs", "lab", page.known.labs, renderer),
        lines=dict(front.lines),
    )


def guide_head(front: FrontMatter, renderer: Renderer) -> Head:
    """The head of a lab's guide."""
    keys_check(front, renderer, guide_keys)
    return Head(
        title=text_read(front, "title", renderer),
        summary=text_read(front, "summary", renderer),
        lines=dict(front.lines),
    )


def keys_check(front: FrontMatter, renderer: Renderer, keys: dict[str, str]) -> None:
    for key in front.data:
        if key not in keys:
            hint = instead(key, keys)
            renderer.problem(front.line(key), f"unknown key `{shown(key)}`: {hint}")
    for key, example in keys.items():
        if example and key not in front.data:
            renderer.problem(1, f"`{key}` is missing: write `{example}`")


def text_read(front: FrontMatter, key: str, renderer: Renderer) -> str:
    """A text; "" with a problem where it is empty or none, "" without one where it is missing."""
    value = front.data.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or not value.strip():
        renderer.problem(front.line(key), f"{key}: write a text after the colon")
        return ""
    if len(value) > 1000:
        renderer.problem(front.line(key), f"{key}: this is too long: write one or two sentences")
    return " ".join(value.split())[:1000]


def minutes_read(front: FrontMatter, renderer: Renderer) -> int:
    value = front.data.get("minutes")
    if value is None:
        return 0
    right = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 4
    if not right or not 1 <= int(value) <= 600:
        renderer.problem(front.line("minutes"), "minutes: write a whole number from 1 to 600")
        return 0
    return int(value)


def checked_read(front: FrontMatter, renderer: Renderer) -> date | None:
    value = front.data.get("checked")
    if value is None:
        return None
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        renderer.problem(front.line("checked"), "checked: write a date, as in `2026-11-30`")
        return None


def objectives_read(front: FrontMatter, renderer: Renderer) -> tuple[Objective, ...]:
    found: list[Objective] = []
    for place, value in items_read(front, "objectives", renderer):
        line = front.line(place)
        if not isinstance(value, dict) or len(value) != 1:
            renderer.problem(line, "objectives: write each as `- understand: …`, level and text")
            continue
        level, text = next(iter(value.items()))
        if level not in levels:
            renderer.problem(line, f"there is no level `{shown(level)}`: {instead(level, levels)}")
        elif not isinstance(text, str) or not text.strip():
            renderer.problem(line, f"objectives: write a text after `{level}:`")
        else:
            html = renderer.inline(text[:1000], line)
            found.append(Objective(level=cast(Level, level), html=html))
    if "objectives" in front.data and front.data["objectives"] in ("", []):
        message = "objectives: name one at least, as in `- understand: …`"
        renderer.problem(front.line("objectives"), message)
    return tuple(found)


def slugs_read(
    front: FrontMatter, key: str, what: str, known: Collection[str], renderer: Renderer
) -> tuple[str, ...]:
    """A list of slugs of lessons or labs that exist."""
    found: list[str] = []
    for place, value in items_read(front, key, renderer):
        line = front.line(place)
        if not isinstance(value, str) or not slug_is(value):
            name = shown(value) if isinstance(value, str) else "this"
            renderer.problem(line, f"{key}: `{name}` is no slug: write {slug_rule}")
        elif value not in known:
            renderer.problem(line, f"{key}: there is no {what} `{value}`: {instead(value, known)}")
        elif key == "prerequisites" and value == renderer.page.slug:
            renderer.problem(line, "prerequisites: a lesson cannot need itself: take it out")
        elif value in found:
            renderer.problem(line, f"{key}: `{value}` is named twice: keep one")
        else:
            found.append(value)
    return tuple(found)


def items_read(front: FrontMatter, key: str, renderer: Renderer) -> list[tuple[str, Any]]:
    """(path, value) of the items of the list `key`; none, with a problem, where it is no list."""
    value = front.data.get(key)
    if value is None or value == "":
        return []
    if not isinstance(value, list):
        renderer.problem(front.line(key), f"{key}: write a list, as in `{key}: [first, second]`")
        return []
    if len(value) > 50:
        renderer.problem(front.line(key), f"{key}: these are too many: keep to 50")
    return [(f"{key}.{at}", item) for at, item in enumerate(value[:50])]
