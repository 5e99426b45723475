"""The picture at the head of a lesson: `cover.svg` in its folder, the same in all languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lessons.document.schema import Cover
from lessons.document.svg import svg_read

name = "cover.svg"
view_box = "0 0 240 120"


def cover_of(folder: str, files: Mapping[str, bytes]) -> Cover | None:
    """The picture of the lesson in `folder`, which needs none."""
    content = files.get(f"{folder}/{name}")
    return Cover(inner=svg_read(content).inner) if content is not None else None


def cover_check(content: bytes) -> Iterator[tuple[int, str]]:
    """What is wrong with it beyond what is wrong with any SVG: line and message."""
    svg = svg_read(content)
    if svg.view_box != view_box:
        yield 1, f'draw a cover on viewBox="{view_box}": all of them stand at one place'
    if "<text" in svg.inner:
        yield 1, "a cover has no words: it is decoration, and the same in every language"
