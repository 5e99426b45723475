"""Every type that is read by msgspec in a thread is known to it as soon as it is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

root = Path(__file__).resolve().parents[2]
# Read by set-up and commands alone, or of a kind that is known at run time only.
others = {"Manifest", "kind", "kinds", "type", "hints", "field", "name", "question"}


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def names(node: ast.expr) -> set[str]:
    """`schema.Course` as Course, `list[Answered]` as Answered."""
    found = {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
    plain = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return (found or plain) - {"list", "schema"}


def types() -> tuple[set[str], set[str]]:
    """Those that are read, and those that are made ready."""
    read: set[str] = set()
    ready: set[str] = set()
    for folder in ("labs", "lessons", "virtlearn"):
        for path in (root / folder).rglob("*.py"):
            text = path.read_text()
            if "msgspec" not in text and "types_ready" not in text:
                continue  # most modules read nothing, and need not be parsed
            for function, call in calls(ast.parse(text)):
                if function == "types_ready":
                    for each in call.args:
                        ready |= names(each)
                elif function in {"msgspec.convert", "msgspec.json.decode"}:
                    given = [each.value for each in call.keywords if each.arg == "type"]
                    for each in given or call.args[1:2]:
                        read |= names(each)
    return read, ready


def test_no_type_is_built_by_whichever_thread_comes_first() -> None:
    read, ready = types()
    assert {"Course", "LabSpec", "Limits", "Quote"} <= read
    assert read - others <= ready
