"""What the editor's pages show of a draft."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import pgettext

from lessons.document.render import block_kinds
from lessons.editing.core.paths import is_image, page_of, translations
from lessons.editing.core.tree import tree
from lessons.editing.selectors import Checked, Edited, digest_of


def course_context(edited: Edited, checked: Checked) -> dict[str, Any]:
    """The tree, all problems and how far the draft is from what is shown."""
    changes = edited.changes()
    return {
        "course": edited.course,
        "edited": edited,
        "tree": tree(edited.listed(), checked.problems),
        "problems": checked.problems,
        "warnings": checked.warnings,
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
        "warnings": [each for each in checked.warnings if each.path == path],
        "elsewhere": sum(each.path != path for each in checked.problems),
        "has_page": page_of(path) is not None,
        "translations": others,
        "changed": row,
        "blocks": " ".join(sorted(block_kinds)),
        "import_map": import_map(),
        "phrases": json.dumps(phrases()),
    }


def import_map() -> str:
    """Where a browser finds the modules of the editor's libraries, by their names, as JSON."""
    modules: dict[str, tuple[str, str, str]] = settings.EDITOR_MODULES
    found = {name: static(f"{prefix}/{file}") for name, (prefix, _, file) in modules.items()}
    return json.dumps({"imports": found}).replace("<", "\\u003c")


def phrases() -> dict[str, str]:
    """What CodeMirror says by itself, in the reader's language."""
    return {
        "Find": pgettext("editor", "Find"),
        "Replace": pgettext("editor", "Replace"),
        "next": pgettext("editor", "next"),
        "previous": pgettext("editor", "previous"),
        "all": pgettext("editor", "all"),
        "match case": pgettext("editor", "match case"),
        "regexp": pgettext("editor", "regular expression"),
        "by word": pgettext("editor", "whole words"),
        "replace": pgettext("editor", "replace"),
        "replace all": pgettext("editor", "replace all"),
        "close": pgettext("editor", "close"),
        "Completions": pgettext("editor", "Completions"),
        "Diagnostics": pgettext("editor", "Problems"),
        "Go to line": pgettext("editor", "Go to line"),
        "go": pgettext("editor", "go"),
    }
