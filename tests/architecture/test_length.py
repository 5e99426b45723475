"""A module that is longer than 300 lines says in its head why it is not two."""

from __future__ import annotations

import ast
from pathlib import Path

root = Path(__file__).parents[2]
lines_most = 300
reason = "Over 300 lines: "


def is_excused(text: str) -> bool:
    """Whether a Python module is short enough, or gives its reason in a sentence."""
    if len(text.splitlines()) <= lines_most:
        return True
    _, found, why = (ast.get_docstring(ast.parse(text)) or "").partition(reason)
    return bool(found) and len(why.split()) > 5


def test_a_long_module_without_a_reason_is_found() -> None:
    long = "pass\n" * (lines_most + 1)
    assert is_excused("pass\n" * lines_most)
    assert not is_excused(long)
    assert not is_excused(f'"""Does much. {reason}so."""\n{long}')
    assert not is_excused(f"# {reason}one two three four five six\n{long}")
    assert is_excused(f'"""Does much. {reason}one two three four five six."""\n{long}')


def test_long_modules_say_why() -> None:
    modules = [
        path
        for top in ("labs", "lessons", "virtlearn", "bench")
        for path in (root / top).rglob("*.py")
        if path.parent.name != "migrations"
    ]
    assert len(modules) > 400
    unexplained = [path for path in modules if not is_excused(path.read_text(encoding="utf-8"))]
    assert not unexplained


def test_scripts_of_pages_are_not_long() -> None:
    scripts = list((root / "static/js").glob("*.js"))
    assert scripts
    assert not [path for path in scripts if len(path.read_text().splitlines()) > lines_most]
