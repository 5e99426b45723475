"""What a text says and a page does not show: HTML that is left out, and the notation of other
systems, which would be shown as it stands. Pure.

Each of these is a warning and no problem: prose may mean `$5` or `[[` as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from lessons.document.grammar import table_rule
from lessons.document.markup import attributes, classes, tags
from virtlearn.core.wording import shown

code_span = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
hint = re.compile(r"[<$|]|:::|\{[{%:]|\[\[|^[ >]*(?:!!!|\?\?\?|: )", re.MULTILINE)
tag = re.compile(
    r"(?<!\\)<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>(?:\s[^<>]*)?)/?(?P<end>>|$)"
)
attribute = re.compile(r"""([A-Za-z_:@][\w:.@-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
before_block = re.compile(r"(?:[ \t>]|[-*+] |\d+[.)] |<[^<>]*>)*\Z")

emptied = {"script", "style", "template", "noscript", "textarea", "title"}
players = {"iframe", "video", "audio", "embed", "object", "source", "track", "canvas", "frame"}
# Other elements of HTML: their tags are left out, and what stands between them is shown.
elements = {
    *("address", "article", "aside", "base", "bdi", "bdo", "big", "body", "button", "center"),
    *("cite", "col", "colgroup", "data", "datalist", "dialog", "fieldset", "figcaption", "figure"),
    *("font", "footer", "form", "head", "header", "hgroup", "html", "label", "legend", "link"),
    *("main", "map", "math", "meta", "meter", "nav", "optgroup", "option", "output", "picture"),
    *("progress", "ruby", "rt", "rp", "section", "select", "slot", "span", "strike", "svg", "tt"),
    *("tfoot", "time", "u", "wbr", "path", "g", "rect", "line", "circle", "text"),
}
blocks = {
    *("blockquote", "details", "div", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p"),
    *("pre", "table", "ul"),
}


class Notation(msgspec.Struct, frozen=True):
    """A notation that is not this format's, and what to write."""

    pattern: re.Pattern[str]
    instead: str


notations = (
    Notation(re.compile(r"^[ >]*(?P<what>:{3,})"), "a block is a fence, as in ``` {.quiz #its-id}"),
    Notation(
        re.compile(r"(?P<what>\{\{[^{}\n]{0,80}\}\})"),
        "commands that can be run are a fence ``` {.sh .run}, and files are not included",
    ),
    Notation(re.compile(r"(?P<what>\{%[^%\n]{0,80}%\})"), "pages have no templates"),
    Notation(
        re.compile(r"(?P<what>\{:[^{}\n]{0,80}\})"),
        "text has no attributes; a note is `> [!NOTE]`",
    ),
    Notation(
        re.compile(r"(?P<what>\[\[[^\[\]\n]{0,80}\]\])"),
        "a question is a block ``` {.quiz #its-id}, and a link [words](lesson:its-slug)",
    ),
    Notation(re.compile(r"^[ >]*(?P<what>(?:!!!|\?\?\?\+?) \w+)"), "a note is `> [!NOTE]`"),
    Notation(
        re.compile(
            r"(?<![\\\w$])(?P<what>\$\$[^$\n]{1,200}\$\$|\$(?![\s$])[^$\n]{0,200}?[^\s\\$]\$)(?![\w$])"
        ),
        "there are no formulas: write them with Unicode and <sup>, or as a figure",
    ),
)


def unshown(lines: Sequence[str], first: int) -> Iterator[tuple[int, str]]:
    """Line and message of each; `lines` are without fences, the first is line `first` of the
    file."""
    if not hint.search("\n".join(lines)):
        return
    rows = table_rows(lines)
    for at, line in enumerate(lines):
        number = first + at
        if at in rows and any(bare_pipe(found[0]) for found in code_span.finditer(line)):
            yield number, "a | in code ends the cell on other systems: write \\| in a table"
        bare = code_span.sub(lambda found: "x" * len(found[0]), line)
        for notation in notations:
            for found in notation.pattern.finditer(bare):
                what = shown(line[found.start("what") : found.end("what")], 40)
                yield number, f"`{what}` is shown as it stands: {notation.instead}"
        if bare.startswith(": ") and at and lines[at - 1].strip() and at not in rows:
            yield number, "`:` is shown as it stands: there are no definition lists, write a list"
        for message in html_unshown(bare, in_table=at in rows):
            yield number, message


def table_rows(lines: Sequence[str]) -> set[int]:
    """The places of the lines that belong to a table."""
    rows: set[int] = set()
    inside = False
    for at, line in enumerate(lines):
        if not inside and at and "|" in lines[at - 1] and "|" in line and len(line) < 2000:
            inside = table_rule.match(line.strip()) is not None
            if inside:
                rows.add(at - 1)
        inside = inside and bool(line.strip())
        if inside:
            rows.add(at)
    return rows


def bare_pipe(code: str) -> bool:
    return re.search(r"(?<!\\)\|", code) is not None


def html_unshown(line: str, *, in_table: bool) -> Iterator[str]:
    """What is left out of the tags of one line, whose code is masked. In a table's row, which is
    one line, blocks may stand in a cell; elsewhere in a block that begins the line."""
    in_block = in_table
    for found in tag.finditer(line):
        name = found["name"].lower()
        if found["end"] != ">" and name not in tags | elements | players | emptied:
            continue  # `if a <b then`: nothing follows that would close a tag
        if found["close"]:
            continue  # said where it opened
        if name in tags:
            if found["end"] == ">":
                yield from attributes_unshown(name, found["rest"])
            opens = name in blocks and not in_block
            in_block = in_block or opens
            if opens and not before_block.match(line[: found.start()]):
                yield f"<{name}> begins a block: write it on a line of its own, after a blank one"
        elif name in emptied:
            yield f"<{name}> is left out, with all that stands in it"
        elif name in players:
            yield f"<{name}> is left out: pages play and frame nothing, write a link"
        elif name in elements:
            yield f"<{name}> is left out, and what stands in it is shown: write Markdown"
        else:
            what = shown(found[0], 40)
            yield f"`{what}` is read as HTML and left out: write it in backticks, or `\\<`"


def attributes_unshown(name: str, rest: str) -> Iterator[str]:
    for found in attribute.finditer(rest.rstrip("/")):
        key, value = found[1].lower(), (found[2] or "").strip("\"'")
        if key not in attributes.get(name, ()) or (key == "class" and value not in classes):
            yield f"`{shown(found[0], 40)}` of <{name}> is left out: how it looks is the page's"
