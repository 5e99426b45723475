"""Finds the code names that a document mentions, and says which of them the tree does not define.

Documents write, in code spans: `path/to/file.py` for a file, `path/to/file.py::name` or
`path/to/file.py::Class.member` for what is defined in it, and a dotted name that begins with a
package of this project. `name()` and `Class.member` alone stand for something that is defined in
a file which the same document names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

fence = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
span = re.compile(r"`([^`\n]+)`")
in_file = re.compile(r"(?P<path>[\w.-]+(?:/[\w.-]+)+\.\w+)::(?P<name>[A-Za-z_][\w.]*)\Z")
dotted = re.compile(r"(?:labs|lessons|virtlearn|tests|bench)(?:\.[A-Za-z_]\w*)+\Z")
file_named = re.compile(r"[\w.-]+(?:/[\w.-]+)+\.(?:py|js)\b")
short = re.compile(r"(?:(?P<call>[A-Za-z_]\w*(?:\.\w+)?)\(\)|(?P<member>[A-Z]\w*[a-z]\w*\.\w+))\Z")
# What Docker labels look like, and they are no names of code.
label = re.compile(
    r"virtlearn\.(?:accelerator|build|deployment|image|limit|session|stage|template)\b"
)


def spans_of(text: str) -> list[str]:
    """The code spans of a document, without its fenced examples."""
    return span.findall(fence.sub("", text))


def names_missing(text: str, root: Path) -> list[str]:
    """Names in `path::name` and dotted form that are not defined where the document says."""
    missing = []
    for each in spans_of(text):
        if found := in_file.match(each):
            if not is_defined(root / found["path"], found["name"]):
                missing.append(each)
        elif dotted.match(each) and not label.match(each) and not dotted_is_defined(each, root):
            missing.append(each)
    return missing


def short_names_missing(text: str, root: Path) -> list[str]:
    """Names in `name()` and `Class.member` form that no file which the document names defines."""
    plain = fence.sub("", text)
    files = [root / path for path in sorted(set(file_named.findall(plain)))]
    return [
        each
        for each in spans_of(text)
        if (found := short.match(each))
        and not any(is_defined(path, found["call"] or found["member"]) for path in files)
    ]


def is_defined(path: Path, name: str) -> bool:
    """Whether the file defines `name`; `Class.member` for what stands in a class."""
    if not path.is_file():
        return False
    if path.suffix == ".py":
        return name in python_names(path)
    text = path.read_text(encoding="utf-8")
    return all(script_defines(text, word) for word in name.split("."))


def script_defines(text: str, word: str) -> bool:
    """Whether a script declares `word`, or has a method of that name."""
    declared = rf"\b(?:function|class|const|let|var)\s+{re.escape(word)}\b"
    method = rf"^ +(?:(?:async|static|get|set) )*{re.escape(word)}\(.*\) \{{$"
    return re.search(f"{declared}|{method}", text, re.MULTILINE) is not None


def dotted_is_defined(name: str, root: Path) -> bool:
    """Whether a dotted name is a package, a module, or defined in one."""
    words = name.split(".")
    for count in range(len(words), 0, -1):
        place = root.joinpath(*words[:count])
        rest = ".".join(words[count:])
        if place.is_dir():
            return not rest or rest in python_names(place / "__init__.py")
        if place.with_suffix(".py").is_file():
            return not rest or rest in python_names(place.with_suffix(".py"))
    return False


@cache
def python_names(path: Path) -> frozenset[str]:
    """All that a module defines: `name`, and `Class.member` with fields and attributes of self."""
    if not path.is_file():
        return frozenset()
    return frozenset(defined(ast.parse(path.read_text(encoding="utf-8")).body))


def defined(body: Iterable[ast.stmt], prefix: str = "") -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield prefix + node.name
        if isinstance(node, ast.ClassDef):
            yield from defined(node.body, f"{prefix}{node.name}.")
            yield from (f"{prefix}{node.name}.{name}" for name in attributes_set(node))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                yield from (
                    prefix + each.id for each in ast.walk(target) if isinstance(each, ast.Name)
                )


def attributes_set(node: ast.ClassDef) -> Iterator[str]:
    """What methods of a class assign to `self`."""
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store):
            owner = each.value
            if isinstance(owner, ast.Name) and owner.id == "self":
                yield each.attr
