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

from lessons.format import limits
from virtlearn.core.problems import Problem
from virtlearn.core.wording import shown

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
    end = next((at for at in range(1, len(lines)) if lines[at].rstrip() == "---"), None)
    if not lines or lines[0].rstrip() != "---":
        message = "there is no front matter: begin the file with a line `---`"
        return FrontMatter({}, {}, 1, (Problem(path, 1, message),), present=False)
    if end is None:
        message = "the front matter is not closed: end it with a line `---`"
        return FrontMatter({}, {}, len(lines) + 1, (Problem(path, 1, message),), present=False)
    return yaml_read("\n".join(lines[1:end]), path, end)


def yaml_read(text: str, path: str, end: int) -> FrontMatter:
    """Front matter from its YAML, which line `end` of the file (from 0) closes."""

    def failed(line: int, message: str) -> FrontMatter:
        return FrontMatter({}, {}, end + 2, (Problem(path, line, message),), present=False)

    if len(text) > limits.front_matter_bytes:
        return failed(1, f"the front matter is over {limits.front_matter_bytes} characters")
    try:
        data, places = tree(text)
    except yaml.MarkedYAMLError as error:
        # What is left open is told at its beginning, anything else where reading stopped.
        left_open = "flow" in (error.context or "") or "quoted" in (error.context or "")
        mark = (left_open and error.context_mark) or error.problem_mark or error.context_mark
        line = min((mark.line if mark else 0) + 2, end + 1)
        reason = shown(error.problem or error.context or "unreadable")
        return failed(line, f"the front matter is not valid YAML: {reason}")
    except yaml.YAMLError:
        return failed(1, "the front matter is not valid YAML: it has unprintable characters")
    if not isinstance(data, dict):
        return failed(2, "the front matter must be `key: value` lines")
    return FrontMatter(data, places, end + 2)


class RefusedError(yaml.MarkedYAMLError):
    """YAML that is valid, but more than front matter needs."""

    def __init__(self, problem: str, mark: Any) -> None:
        super().__init__(problem=problem, problem_mark=mark)


def tree(text: str) -> tuple[Value, dict[str, int]]:
    """The data and the line of each key; raises `yaml.YAMLError`."""
    reader = TreeReader()
    for event in yaml.parse(text, Loader=loader):
        reader.read(event)
    return (reader.root[0] if reader.root else {}), reader.places


class TreeReader:
    """Events into data, with a stack instead of recursion."""

    def __init__(self) -> None:
        self.root: list[Value] = []
        self.places: dict[str, int] = {}
        # Of each open collection: itself, its dotted path, and the key that waits for its value.
        self.stack: list[tuple[Value, str, str | None]] = [(self.root, "", None)]

    def read(self, event: yaml.Event) -> None:
        mark = event.start_mark
        line = (mark.line if mark else 0) + 2
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise RefusedError("anchors and aliases are not read here", mark)
        if isinstance(event, yaml.DocumentStartEvent) and self.root:
            raise RefusedError("there is a second document", mark)
        if isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self.stack.pop()
            return
        holder, path, key = self.stack[-1]
        is_key = isinstance(holder, dict) and key is None
        if isinstance(event, yaml.ScalarEvent):
            if not is_key:
                self.put(event.value, line)
            elif event.value in holder:
                raise RefusedError(f"`{shown(event.value)}` is given twice", mark)
            else:
                self.stack[-1] = (holder, path, event.value)
                self.places[f"{path}.{event.value}" if path else event.value] = line
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            if is_key:
                raise RefusedError("a key must be a word", mark)
            if len(self.stack) > depth_limit:
                raise RefusedError("it is nested too deeply", mark)
            value: Value = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            self.stack.append((value, self.put(value, line), None))

    def put(self, value: Value, line: int) -> str:
        """Adds a finished or just opened value to the innermost collection; gives its path."""
        holder, path, key = self.stack[-1]
        if isinstance(holder, list):
            name = f"{path}.{len(holder)}" if path else ""
            holder.append(value)
            if name:
                self.places.setdefault(name, line)
            return name
        holder[key] = value
        self.stack[-1] = (holder, path, None)
        return f"{path}.{key}" if path else str(key)
