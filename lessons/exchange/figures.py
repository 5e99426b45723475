"""Pictures of questions on their way out: files beside them, in place of drawings in the page."""

from __future__ import annotations

import hashlib
import html as htmllib
import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree

import defusedxml.ElementTree
import msgspec
from defusedxml.common import DefusedXmlException

from lessons.quizzes.hotspot import exchange as hotspot
from lessons.quizzes.registry import Question

drawn = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
shown = re.compile(r'<img src="course:asset/(?P<path>[^"]*)"')
no_assets: Mapping[str, bytes] = {}


def assets_named(questions: Iterable[Question]) -> frozenset[str]:
    """Paths of the pictures of the course that questions show."""
    return frozenset(
        htmllib.unescape(found["path"])
        for question in questions
        for found in shown.finditer(msgspec.json.encode(question).decode().replace('\\"', '"'))
    )


def figures_apart(
    question: Question, assets: Mapping[str, bytes]
) -> tuple[Question, dict[str, bytes]]:
    """`question` with an `<img>` for each picture, and their files by name."""
    files: dict[str, bytes] = {}

    def drawing(found: re.Match[str]) -> str:
        try:
            figure = defusedxml.ElementTree.fromstring(found[0])
        except (ElementTree.ParseError, DefusedXmlException):
            return found[0]
        words = figure.get("aria-label", "")
        _, _, width, height = hotspot.view_box(figure)
        data = hotspot.figure_written(figure, width, height)
        name = f"figure-{hashlib.sha256(data).hexdigest()[:8]}.svg"
        files[name] = data
        return f'<img src="{name}" alt="{htmllib.escape(words)}">'

    def picture(found: re.Match[str]) -> str:
        path = htmllib.unescape(found["path"])
        if path not in assets:
            return found[0]
        digest = hashlib.sha256(assets[path]).hexdigest()[:8]
        stem, ending = posixpath.splitext(posixpath.basename(path))
        name = f"{stem}-{digest}{ending}"
        files[name] = assets[path]
        return f'<img src="{htmllib.escape(name)}"'

    def apart(value: Any, name: str = "") -> Any:
        if isinstance(value, str) and name != "figure" and ("<svg" in value or "<img" in value):
            return shown.sub(picture, drawn.sub(drawing, value))
        if isinstance(value, tuple):
            return tuple(apart(each) for each in value)
        if isinstance(value, msgspec.Struct):
            fields = {each: apart(getattr(value, each), each) for each in value.__struct_fields__}
            return msgspec.structs.replace(value, **fields)
        return value

    made: Question = apart(question)
    return made, files
