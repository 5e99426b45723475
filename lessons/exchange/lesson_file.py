"""Imported blocks as a file to be kept: text for a lesson, with its pictures in a zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection

import msgspec

from lessons.exchange.result import Imported

text_name = "questions.md"
begun = (1980, 1, 1, 0, 0, 0)  # the same questions give the same file


class LessonFile(msgspec.Struct, frozen=True):
    name: str
    media_type: str
    data: bytes


def chosen(found: Imported, places: Collection[int]) -> Imported:
    """Those results alone that stand at `places`, from 0."""
    results = tuple(each for at, each in enumerate(found.results) if at in places)
    return msgspec.structs.replace(found, results=results)


def lesson_file(found: Imported) -> LessonFile:
    text = "\n".join(block.text() for block in found.blocks).encode("utf-8", "replace")
    if not found.files:
        return LessonFile(text_name, "text/markdown; charset=utf-8", text)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {text_name: text, **found.files}.items():
            archive.writestr(zipfile.ZipInfo(name, begun), data)
    return LessonFile("questions.zip", "application/zip", buffer.getvalue())
