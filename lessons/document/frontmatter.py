"""The YAML between two `---` lines at the head of a lesson or a guide.

Only what the format needs is read: keys with texts, lists, and lists of one-key mappings. A plain
scalar is text whatever it looks like (no `no` that turns into false), so that a title may be
`2024` or `Yes`. The event stream is read rather than the tree, so depth costs nothing, and an alias
is refused before it can grow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import yaml

from lessons.document import limits
from lessons.document.words import shown
from virtlearn.problems import Problem

Value = Any  # str | list[Value] | dict[str, Value]
loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
depth_limit = 6


class FrontMatter(msgspec.Struct, frozen=True):
    """`lines` gives the line of each key, and of each item of a list as `key.0`, from 1."""

    data: Mapping[str, Value]
    lines: Mapping[str, int]
    body_line: int  # on which the text after the front matter begins
    problems: tuple[Problem, ...] = ()
    present: bool = True

    def line(self, key: str) -> int:
        return self.lines.get(key, 1)


def frontmatter_read(lines: list[str], path: str) -> FrontMatter:
    """The front matter of a file given as `lines`. Never raises."""

    def failed(line: int, message: str, body_line: int) -> FrontMatter:
        return FrontMatter({}, {}, body_line, (Problem(path, line, message),), present=False)

    if not lines or lines[0].rstrip() != "---":
        return failed(1, "there is no front matter: begin the file with a line `---`", 1)
    end = next((at for at in range(1, len(lines)) if lines[at].rstrip() == "---"), None)
    if end is None:
        return failed(1, "the front matter is not closed: end it with a line `---`", len(lines) + 1)
    text = "\n".join(lines[1:end])
    if len(text) > limits.front_matter_bytes:
        return failed(
            1, f"the front matter is over {limits.front_matter_bytes} characters", end + 2
        )
    try:
        data, places = tree(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min((mark.line if mark else 0) + 2, end + 1)
        reason = shown(error.problem or error.context or "unreadable")
        return failed(line, f"the front matter is not valid YAML: {reason}", end + 2)
    except yaml.YAMLError:
        return failed(
            1, "the front matter is not valid YAML: it has unprintable characters", end + 2
        )
    if not isinstance(data, dict):
        return failed(2, "the front matter must be `key: value` lines", end + 2)
    return FrontMatter(data, places, end + 2)


class RefusedError(yaml.MarkedYAMLError):
    """YAML that is valid, but more than front matter needs."""

    def __init__(self, problem: str, mark: Any) -> None:
        super().__init__(problem=problem, problem_mark=mark)


def tree(text: str) -> tuple[Value, dict[str, int]]:
    """The data and the line of each key; raises `yaml.YAMLError`."""
    places: dict[str, int] = {}
    root: list[Value] = []
    # Of each open collection: itself, its dotted path, and the key that waits for its value.
    stack: list[tuple[Value, str, str | None]] = [(root, "", None)]

    def put(value: Value, line: int) -> str:
        """Adds a finished or just opened value to the innermost collection; gives its path."""
        holder, path, key = stack[-1]
        if isinstance(holder, list):
            name = f"{path}.{len(holder)}" if path else ""
            holder.append(value)
            if name:
                places.setdefault(name, line)
            return name
        assert key is not None
        holder[key] = value
        stack[-1] = (holder, path, None)
        return f"{path}.{key}" if path else key

    for event in yaml.parse(text, Loader=loader):
        mark = event.start_mark
        line = (mark.line if mark else 0) + 2
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise RefusedError("anchors and aliases are not read here", mark)
        if isinstance(event, yaml.DocumentStartEvent) and root:
            raise RefusedError("there is a second document", mark)
        holder, path, key = stack[-1]
        if isinstance(event, yaml.ScalarEvent):
            if isinstance(holder, dict) and key is None:
                if event.value in holder:
                    problem = f"`{shown(event.value)}` is given twice"
                    raise RefusedError(problem, mark)
                stack[-1] = (holder, path, event.value)
                places[f"{path}.{event.value}" if path else event.value] = line
            else:
                put(event.value, line)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            if isinstance(holder, dict) and key is None:
                raise RefusedError("a key must be a word", mark)
            if len(stack) > depth_limit:
                raise RefusedError("it is nested too deeply", mark)
            value: Value = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            stack.append((value, put(value, line), None))
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            stack.pop()
    return (root[0] if root else {}), places
