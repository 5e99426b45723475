"""What the editor's pages show of a draft."""

from __future__ import annotations

from typing import Any

from lessons.editing.core.paths import is_image, page_of, translations
from lessons.editing.core.tree import tree
from lessons.editing.selectors import Checked, Edited, digest_of


def course_context(edited: Edited, checked: Checked) -> dict[str, Any]:
    """The tree, all problems and how far the draft is from what is shown."""
    changes = edited.changes()
    return {
        "course": edited.course,
        "edited": edited,
        "tree": tree(changes, checked.problems),
        "problems": checked.problems,
        "texts": {path for path in edited.files if not is_image(path)},
        "changes": [(path, change) for path, change in changes.items() if change],
    }


def file_context(edited: Edited, checked: Checked, path: str) -> dict[str, Any]:
    """One file: its text, its problems, and its page in other languages."""
    content = edited.files[path]
    row = edited.changed.get(path)
    others = {
        language: file
        for language, file in translations(path, edited.files).items()
        if file != path
    }
    return {
        "course": edited.course,
        "path": path,
        "name": path.rpartition("/")[2],
        "text": content.decode("utf-8", "replace").removeprefix("\ufeff"),
        "base": digest_of(content),
        "problems": [each for each in checked.problems if each.path == path],
        "elsewhere": sum(each.path != path for each in checked.problems),
        "has_page": page_of(path) is not None,
        "translations": others,
        "changed": row,
    }
