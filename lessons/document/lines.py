"""A text, line by line: fences and headings are found, lists indented as the library reads them.

Python-Markdown says nothing of lines, nests lists by four columns only, and wants blank lines where
forges need none. So the text is read here first, the way a forge reads it:

- every fence is taken out, with its place, and a token stands for it in the text;
- headings get a token too, by which the place and id of each is found again after rendering;
- what belongs to a list item is indented by four columns a level, whatever the author used;
- lists, tables, quotes and headings get the blank line before them that the library needs;
- comments are dropped; runs of text beyond the limits are cut, and reported.

Over 300 lines: one reader, each of whose methods takes a block and changes the same open paragraph
and open list items; what it recognizes blocks by is in grammar.py, what it finds in scan.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lessons.document.grammar import (
    Budget,
    escaped,
    fence_open,
    figure_line,
    heading_id,
    heading_open,
    item_open,
    lazy_line,
    note_label,
    rule_line,
    table_rule,
    underline,
)
from lessons.document.scan import (
    Fence,
    HeadingLine,
    Scan,
    fence_token,
    figure_of,
    figure_token,
    heading_token,
)
from lessons.format import limits
from virtlearn.core.wording import shown, slug_is, slug_rule

Report = Callable[[int, str], None]


def scan_lines(lines: Sequence[str], first: int, report: Report) -> Scan:
    """Reads `lines`, of which the first is line `first` of the file. Never raises."""
    scan = Scan()
    numbered = [(first + at, line) for at, line in enumerate(lines)]
    Container(scan, report, quotes=0).read(numbered)
    return scan


class Container:
    """Reads the lines of one container: the file, or one quote in it."""

    def __init__(self, scan: Scan, report: Report, *, quotes: int) -> None:
        self.scan = scan
        self.report = report
        self.quotes = quotes
        self.out: list[str] = scan.text if not quotes else []
        self.items: list[int] = []  # columns where the contents of the open list items begin
        self.run_margin = 0  # of the first line since the last blank one
        self.in_list = False  # whether the line above belongs to a list
        self.paragraph = 0  # lines of the paragraph that is open
        self.budget = Budget()  # of the open paragraph
        self.cut = False  # the rest of the open paragraph is being dropped

    def read(self, lines: list[tuple[int, str]]) -> None:
        at = 0
        while at < len(lines):
            number, raw = lines[at]
            scan = self.scan
            if len(scan.fences) + len(scan.headings) + len(scan.figures) > limits.pieces:
                message = f"over {limits.pieces} blocks, headings and figures: split the file"
                self.report(number, message)
                return
            line = raw.expandtabs(4) if "\t" in raw else raw
            content = line.lstrip(" ")
            if not content:
                self.blank()
                at += 1
                continue
            self.in_list = bool(self.items)
            indent = self.settle(len(line) - len(content), content)
            if indent >= 4:
                self.indented(number, indent, content)
                at += 1
            else:
                at = self.block(lines, at, number, content)

    def block(self, lines: list[tuple[int, str]], at: int, number: int, content: str) -> int:
        """Takes the block that begins on this line; gives the place of the line after it."""
        if (found := fence_open.match(content)) and not (
            found["ticks"][0] == "`" and "`" in found["info"]
        ):
            return self.fence(lines, at, found["ticks"], found["info"])
        if content.startswith("<!--") and not self.paragraph:
            return self.comment(lines, at)
        if content.startswith(">"):
            return self.quote(lines, at)
        if underline.match(content) and self.paragraph == 1 and self.underlined(number, content):
            return at + 1
        if rule_line.match(content):
            self.separate()
            self.out += [f"{self.margin}{content}", ""]
        elif found := item_open.match(content):
            return self.item(lines, at, found)
        elif found := heading_open.match(content):
            self.heading(number, len(found["marks"]), found["title"])
        elif content.startswith("![") and self.figure(lines, at, content):
            pass
        else:
            if self.paragraph and "|" in content and self.table_begins(lines, at):
                self.separate()
            # `#tag` is text on every forge, and would be a heading to the library.
            self.text(number, f"\\{content}" if content.startswith("#") else content)
        return at + 1

    @property
    def margin(self) -> str:
        return "    " * len(self.items)

    def blank(self) -> None:
        self.out.append("")
        self.paragraph = 0

    def separate(self) -> None:
        """Ends the open paragraph, so that what follows begins a block of its own."""
        if self.paragraph or (self.out and self.out[-1]):
            self.blank()

    def settle(self, column: int, content: str) -> int:
        """Closes the list items to which a line at `column` doesn't belong; gives its indent."""
        while self.items and column < self.items[-1]:
            lazy = self.paragraph and not (
                content[0] in "#>"
                or item_open.match(content)
                or fence_open.match(content)
                or rule_line.match(content)
            )
            if lazy:
                return 0
            self.items.pop()
        return column - (self.items[-1] if self.items else 0)

    def text(self, number: int, content: str, head: str | None = None) -> None:
        """A line of a paragraph; `head` stands before it in place of the margin."""
        if not self.paragraph:
            self.budget = Budget()
            self.cut = False
        self.paragraph += 1
        if self.cut:
            return
        if fault := self.budget.spend(content):
            self.cut = True
            self.report(number, fault)
            content = escaped(content[:200])
        self.put((self.margin if head is None else head) + content)

    def put(self, line: str) -> None:
        """Adds a line. A run of lines that begins deep in a list would take it for its own."""
        margin = len(line) - len(line.lstrip(" "))
        if not self.out or not self.out[-1]:
            self.run_margin = margin
        elif margin < self.run_margin:
            self.out.append("")
            self.run_margin = margin
        self.out.append(line)

    def indented(self, number: int, indent: int, content: str) -> None:
        """A line of code by indentation, or one that goes on with a paragraph."""
        if self.paragraph:
            self.text(number, content)
        else:
            self.put(self.margin + " " * min(indent, 200) + content[: limits.code_chars])

    def figure(self, lines: list[tuple[int, str]], at: int, content: str) -> bool:
        """Takes an image that stands alone, between blank lines; whether it did."""
        below = lines[at + 1][1].strip() if at + 1 < len(lines) else ""
        if self.paragraph or below or len(content) > limits.paragraph_chars:
            return False
        if not (found := figure_line.match(content)):
            return False
        token = figure_token(len(self.scan.figures))
        self.scan.figures.append(figure_of(found, lines[at][0]))
        self.put(self.margin + token)
        return True

    def heading(self, number: int, level: int, title: str) -> None:
        self.separate()
        if self.items or self.quotes:
            self.report(number, "a heading stands outside lists and quotes: write bold text here")
            self.text(number, title.strip())
            return
        title = title.rstrip()
        if (bare := title.rstrip("#")).endswith(" ") or not bare:
            title = bare  # `## Title ##`
        name = ""
        if found := heading_id.search(title):
            name, title = found["id"], title[: found.start()]
            if not slug_is(name):
                self.report(number, f"`#{shown(name)}` is no id: write {slug_rule}")
                name = ""
        title = title.strip()[:500]
        if not title:
            self.report(number, "this heading is empty: write its words after the #")
            return
        if fault := Budget().spend(title):
            self.report(number, fault)
            title = escaped(title[:200])
        token = heading_token(len(self.scan.headings))
        self.scan.headings.append(HeadingLine(level, title, name, number))
        self.out += [f"{'#' * level} {title} {token}", ""]
        self.paragraph = 0

    def underlined(self, number: int, content: str) -> bool:
        """A heading written as a line with a line of = or - below it."""
        if self.in_list or not self.out or not self.out[-1]:
            return False
        title = self.out.pop()
        self.paragraph = 0
        self.heading(number - 1, 1 if content[0] == "=" else 2, title)
        return True

    def item(self, lines: list[tuple[int, str]], at: int, found: re.Match[str]) -> int:
        number, raw = lines[at]
        line = raw.expandtabs(4)
        column = len(line) - len(line.lstrip(" "))
        mark, gap, rest = found["mark"], len(found["gap"]), found["rest"]
        is_note = mark.startswith("[^")
        # Only a list that begins with 1 may begin in the middle of a paragraph.
        if self.paragraph and not self.in_list and not is_note:
            if not rest or (mark[0].isdigit() and mark not in {"1.", "1)"}):
                self.text(number, found[0])
                return at + 1
            self.separate()
        if is_note:
            self.separate()
            self.scan.notes += 1
            if self.scan.notes > limits.notes:
                if self.scan.notes == limits.notes + 1:
                    self.report(number, f"over {limits.notes} footnotes: split the file")
                return at + 1
            if not note_label.match(mark[2:-2]):
                message = f"`{shown(mark[:-1])}`: name a footnote with letters, digits and hyphens"
                self.report(number, message)
        self.paragraph = 0
        if len(self.items) >= limits.list_depth:
            self.report(number, "lists are nested too deeply here: write it more simply")
            self.text(number, rest)
            return at + 1
        head = f"{self.margin}{mark[:-1]}. " if mark[0].isdigit() else f"{self.margin}{mark} "
        self.items.append(column + (4 if is_note else len(mark) + (gap if 0 < gap < 5 else 1)))
        if not (opening := fence_open.match(rest)):
            self.text(number, rest, head)
            return at + 1
        # The fence is a block of the item: its token stands on the item's own line.
        place = len(self.out)
        after = self.fence(lines, at, opening["ticks"], opening["info"])
        token = next(line for line in self.out[place:] if line)
        self.out[place:] = [head + token.strip(), ""]
        return after

    def table_begins(self, lines: list[tuple[int, str]], at: int) -> bool:
        below = lines[at + 1][1] if at + 1 < len(lines) else ""
        above = lines[at - 1][1] if at else ""
        return "|" not in above and len(below) < 2000 and table_rule.match(below) is not None

    def fence(self, lines: list[tuple[int, str]], at: int, ticks: str, info: str) -> int:
        number, raw = lines[at]
        line = raw.expandtabs(4)
        column = line.index(ticks)
        body: list[str] = []
        closed = False
        after = at + 1
        while after < len(lines):
            inner = lines[after][1]
            after += 1
            bare = inner.expandtabs(4) if inner[:column].find("\t") >= 0 else inner
            lead = len(bare) - len(bare.lstrip(" "))
            mark = bare.strip()
            if lead < column + 4 and len(mark) >= len(ticks) and not mark.strip(ticks[0]):
                closed = True
                break
            if self.items and bare.strip() and lead < self.items[-1]:
                after -= 1  # the list item ends, and the fence with it
                break
            body.append(bare[min(column, lead) :])
        outermost = not self.items and not self.quotes
        if not closed:
            message = f"this fence is not closed: write {shown(ticks, 12)} on a line below it"
            self.report(number, message)
        self.separate()
        token = fence_token(len(self.scan.fences))
        end = lines[after - 1][0] + 1
        fence = Fence(info.strip(), "\n".join(body), number, end, closed, outermost)
        self.scan.fences.append(fence)
        self.out += [self.margin + token, ""]
        self.paragraph = 0
        return after

    def comment(self, lines: list[tuple[int, str]], at: int) -> int:
        for after in range(at, len(lines)):
            if "-->" in lines[after][1]:
                rest = lines[after][1].split("-->", 1)[1].strip()
                if rest:
                    self.text(lines[after][0], rest)
                return after + 1
        self.report(lines[at][0], "this comment is not closed: write `-->` after it")
        return len(lines)

    def quote(self, lines: list[tuple[int, str]], at: int) -> int:
        """A quote is a container of its own: its lines are read like a file's."""
        inner: list[tuple[int, str]] = []
        after = at
        while after < len(lines):
            number, line = lines[after]
            content = line.lstrip(" \t")
            if content.startswith(">"):
                inner.append((number, content[2:] if content[1:2] == " " else content[1:]))
            elif not content or not inner[-1][1].strip() or not lazy_line(content):
                break
            else:
                inner.append((number, content))
            after += 1
        self.separate()
        if self.quotes >= limits.quote_depth:
            self.report(lines[at][0], "quotes are nested too deeply here: write it more simply")
            return after
        quote = Container(self.scan, self.report, quotes=self.quotes + 1)
        quote.read(inner)
        while quote.out and not quote.out[-1]:
            quote.out.pop()
        self.out += [f"{self.margin}> {line}".rstrip() for line in quote.out]
        self.blank()
        return after
