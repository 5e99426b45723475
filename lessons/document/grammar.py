"""How a line of text begins, and how much markup may stand in one run of them."""

from __future__ import annotations

import re

from lessons.format import limits

fence_open = re.compile(r"(?P<ticks>`{3,}|~{3,})(?P<info>.*)")
item_open = re.compile(r"(?P<mark>[-+*]|\d{1,9}[.)]|\[\^[^\]\s]{1,60}\]:)(?P<gap> +|$)(?P<rest>.*)")
rule_line = re.compile(r"(?:\* *){3,}$|(?:- *){3,}$|(?:_ *){3,}$")
heading_open = re.compile(r"(?P<marks>#{1,6})(?= |$)(?P<title>.*)")
heading_id = re.compile(r"(?:^|\s)\{#(?P<id>[^{}\s]*)\} *$")
underline = re.compile(r"(?:=+|-+) *$")
table_rule = re.compile(r" *\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$| *\|? *:?-+:? *\| *$")
figure_line = re.compile(
    r"""!\[(?P<alt>(?:[^\[\]]|\[[^\[\]]*\])*)\]
        \(\ *(?:<(?P<pointed>[^<>]*)>|(?P<plain>[^\s<>()]+))(?:\ +"(?P<title>.*)")?\ *\)\ *\Z""",
    re.VERBOSE,
)
note_label = re.compile(r"[A-Za-z0-9-]{1,40}\Z")
markup_marks = re.compile(r"[*_\[\]<>`~!]")


class Budget:
    """What a paragraph or a phrase may still hold."""

    def __init__(self) -> None:
        self.chars = self.marks = self.depth = 0

    def spend(self, content: str) -> str:
        """Takes one more line; what to say where that is too much, else ""."""
        self.chars += len(content)
        self.marks += len(markup_marks.findall(content))
        if self.chars > limits.paragraph_chars or self.marks > limits.paragraph_marks:
            return "this paragraph is too long to be read here: split it"
        self.depth = bracket_depth(content, self.depth)
        if self.depth > limits.bracket_depth:
            return "brackets are nested too deeply here: write it more simply"
        return ""


def escaped(content: str) -> str:
    """`content` as markdown that means nothing but its letters."""
    return re.sub(r"([^\w\s])", r"\\\1", content, flags=re.ASCII)


def lazy_line(content: str) -> bool:
    """Whether a line without `>` can go on with a quote's paragraph."""
    return not (
        fence_open.match(content) or item_open.match(content) or heading_open.match(content)
    )


def bracket_depth(content: str, depth: int) -> int:
    """How many brackets are open after `content`, `depth` before it; stops beyond the limit.

    An open bracket makes the library look through all that follows it.
    """
    for char in content:
        if char in "[(":
            depth += 1
            if depth > limits.bracket_depth:
                break
        elif char in "])" and depth:
            depth -= 1
    return depth
