"""Where a file of a course may lie, and what an editor can show of it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Literal

from lessons.document.source import image_endings
from lessons.document.texts import lesson_folder, page_file, text_endings
from lessons.format import limits

Fault = Literal["", "name", "kind", "deep", "taken"]
Sort = Literal["lesson", "guide"]
longest = 200  # characters of a path


def path_fault(path: str, others: Collection[str] = ()) -> Fault:
    """Why a course can't have a file at `path` beside `others`; "" where it can."""
    parts = path.split("/")
    plain = path.isprintable() and "\\" not in path and len(path) <= longest
    if not plain or any(not part.strip() or part.startswith(".") for part in parts):
        return "name"
    if not (is_text(path) or is_image(path)):
        return "kind"
    if len(parts) > limits.folder_depth + 1:
        return "deep"
    above = {"/".join(parts[:count]) for count in range(1, len(parts))}
    if any(other == path or other in above or other.startswith(f"{path}/") for other in others):
        return "taken"
    return ""


def is_text(path: str) -> bool:
    """Whether a course reads the file as text."""
    return path.endswith(text_endings)


def is_image(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in image_endings


def page_of(path: str) -> tuple[Sort, str, str] | None:
    """Whether the file is a lesson or a lab's guide, its slug and its language; None for others."""
    parts = path.split("/")
    if len(parts) != 3 or not (found := page_file.fullmatch(parts[2])) or not found["language"]:
        return None
    top, folder, _name = parts
    if (top, found["stem"]) == ("labs", "lab"):
        return "guide", folder, found["language"]
    if (top, found["stem"]) == ("lessons", "lesson") and (named := lesson_folder.match(folder)):
        return "lesson", named["slug"], found["language"]
    return None


def translations(path: str, paths: Collection[str]) -> dict[str, str]:
    """Language → file of the same page, for those of `paths` that are."""
    page = page_of(path)
    if page is None:
        return {}
    folder = path.rpartition("/")[0]
    near = (each for each in paths if each.startswith(f"{folder}/"))
    found = {each: page_of(each) for each in near}
    return {
        other[2]: each for each, other in sorted(found.items()) if other and other[:2] == page[:2]
    }
