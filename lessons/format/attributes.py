"""Pandoc attributes: `{.kind #id key=value key="two words"}`."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from virtlearn.core.wording import shown, slug_is, slug_rule

piece = re.compile(
    r"""\s*(?:
        \.(?P<class>[A-Za-z][\w+-]*)
        | \#(?P<id>[^\s{}"'=]+)
        | (?P<key>[A-Za-z][\w-]*)=(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"'{}]+))
        | (?P<bad>\S+)
    )(?=\s|$)""",
    re.VERBOSE,
)


class Attributes(msgspec.Struct, frozen=True):
    """What stands in the braces, and what is wrong with it (messages without a place)."""

    classes: tuple[str, ...] = ()
    id: str | None = None
    values: Mapping[str, str] = {}
    problems: tuple[str, ...] = ()


def attributes_parse(text: str) -> Attributes:
    """`text` begins with `{`. Never raises; whatever can be read is read."""
    problems: list[str] = []
    inner = text.strip()
    if inner.endswith("}"):
        inner = inner[1:-1]
    else:
        problems.append("the attributes are not closed: end the line with `}`")
        inner = inner[1:]
    classes: list[str] = []
    values: dict[str, str] = {}
    name: str | None = None
    at = 0
    inner = inner.rstrip()
    while at < len(inner):
        if not (found := piece.match(inner, at)):
            break  # cannot be: the last branch takes whatever is there
        at = found.end()
        if found["class"]:
            classes.append(found["class"])
        elif found["id"]:
            if name is not None:
                problems.append(f"two ids, `#{name}` and `#{shown(found['id'])}`: keep one")
            elif not slug_is(found["id"]):
                problems.append(f"`#{shown(found['id'])}` is no id: write {slug_rule}")
            name = found["id"] if name is None else name
        elif found["key"]:
            if found["key"] in values:
                problems.append(f"`{found['key']}` is given twice: keep one")
            values[found["key"]] = found["plain"] or found["quoted"] or ""
        else:
            problems.append(
                f"`{shown(found['bad'])}` is no attribute: "
                'write .kind, #id, key=value or key="two words"'
            )
    return Attributes(tuple(classes), name, values, tuple(problems))
