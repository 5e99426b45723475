"""What a lesson's page weighs on the way to its reader: under 120 KB, without its figures."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.e2e.course import lesson_slugs, slug
from tests.lessons.courses import course_publish
from tests.site import course_folder

budget = 120_000  # bytes, each file compressed by itself as a proxy does it
digest = re.compile(r"\.[0-9a-f]{12}(?=\.\w+$)")
drawing = re.compile(r"<svg.*?</svg>", re.DOTALL)
asset = re.compile(r'(?:href|src)="/static/([^"]+\.(?:css|js|mjs))"')
imported = re.compile(r"""(?:from|import) ?["'](\.{1,2}/[^"']+)["']""")


@cache
def compressed(name: str) -> tuple[int, tuple[str, ...]]:
    """Bytes of a file of /static/, and the names of the modules that it loads."""
    found = finders.find(name)
    assert isinstance(found, str), name
    data = Path(found).read_bytes()
    folder = PurePosixPath(name).parent
    loads = imported.findall(data.decode()) if name.endswith("js") else []
    return len(gzip.compress(data)), tuple(joined(folder, each) for each in loads)


def joined(folder: PurePosixPath, path: str) -> str:
    parts: list[str] = []
    for part in (folder / path).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def weight(html: str) -> int:
    """Of the page without its figures, and of all that it loads, in bytes."""
    waiting = [digest.sub("", name) for name in asset.findall(html)]
    sizes: dict[str, int] = {}
    while waiting:
        name = waiting.pop()
        if name not in sizes:
            sizes[name], loads = compressed(name)
            waiting += loads
    assert sizes
    return len(gzip.compress(drawing.sub("", html).encode())) + sum(sizes.values())


@pytest.mark.django_db
def test_no_lesson_weighs_more_than_its_budget() -> None:
    course_publish(folder=course_folder)
    client = Client()
    pages = {
        lesson: client.get(f"/es/courses/{slug}/lessons/{lesson}/")  # the longer of the two
        for lesson in lesson_slugs()
    }
    weights = {lesson: weight(page.content.decode()) for lesson, page in pages.items()}

    assert len(weights) > 10
    assert min(weights.values()) > budget / 4  # the script would find nothing
    assert {lesson: each for lesson, each in weights.items() if each > budget} == {}
