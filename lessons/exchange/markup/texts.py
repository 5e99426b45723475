"""Texts of other systems as markdown of the course format, with a note for all that is lost.

Kept are paragraphs, lists, quotes, tables, code, emphasis, links, pictures and maths (as TeX
between dollar signs); headings become bold lines.

Over 300 lines: one writer, whose methods each take an element and share its notes and files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from xml.etree.ElementTree import Element

from lessons.exchange.markup.html_tree import html_tree
from lessons.exchange.markup.mathml import tex_of
from lessons.exchange.markup.pictures import Pictures
from lessons.quizzes.imported import squeezed
from lessons.quizzes.markup import local, plain_text
from virtlearn.core.wording import shown

headings = {"h1", "h2", "h3", "h4", "h5", "h6"}
containers = {
    *("p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "center"),
    *("address", "figure", "figcaption", "dl", "dt", "dd", "fieldset", "form", "details"),
    *("summary", "prompt", "itemBody", "rubricBlock", "body", "html"),
}
blocks = containers | headings | {"ul", "ol", "pre", "table", "blockquote", "hr", "li", "tr"}
marks = {"em": "*", "i": "*", "cite": "*", "strong": "**", "b": "**", "del": "~~", "s": "~~"}
kept = {"sub", "sup", "kbd", "samp", "var", "q", "small", "mark", "ins", "abbr", "dfn"}
# Tags whose content is shown, and that say nothing by themselves.
silent = {
    *("span", "font", "a", "label", "tbody", "thead", "tfoot", "col", "colgroup", "wbr", "o:p"),
    *("bdi", "bdo", "time", "data", "big", "tt", "strike", "printedVariable", "hottext"),
}
dropped = {
    "script": "a script", "style": "a style sheet", "iframe": "a page within the page",
    "video": "a video", "audio": "a sound", "object": "an embedded object", "svg": "a drawing",
    "embed": "an embedded object", "input": "a form field", "select": "a form field",
    "textarea": "a form field", "button": "a button", "canvas": "a drawing", "applet": "a program",
    "template": "a template", "media": "a medium",
}  # fmt: skip
tex = re.compile(
    r"\\\((?P<line>(?:(?!\\[()]).){1,2000})\\\)|\\\[(?P<block>(?:(?!\\[\[\]]).){1,2000})\\\]"
    r"|\$\$(?P<dollars>[^$]{1,2000})\$\$|\[tex\](?P<tag>(?:(?!\[/?tex\]).){1,2000})\[/tex\]",
    re.DOTALL,
)
begins = re.compile(
    r"(?P<mark>[#>+|:]|-(?=[\s-]|\Z)|=(?=[=\s]|\Z)|~(?=[~\s]|\Z))|(?P<number>\d{1,9})(?=[.)](?:\s|\Z))"
)
line_break = "\x00"
coloured = re.compile(r"(?:^|;)\s*(?:background(?:-color)?|color|font-size)\s*:", re.IGNORECASE)


def escaped(text: str) -> str:
    """`text` as markdown that shows these letters; white space as one blank."""
    text = re.sub(r"[^\S\u00a0\u2007\u2009\u202f]+", " ", text.replace("\x00", ""))
    text = re.sub(r"&(?=#?\w{1,32};)", "&amp;", text)
    text = re.sub(r"\[(?=[\^@])", "&#91;", text).replace("<", "&lt;")
    text = re.sub(r"([\\`*_\[\]])", r"\\\1", text)
    return text.replace("~~", "&#126;&#126;").replace("{measure", "&#123;measure")


def line_begun(text: str) -> str:
    """A line of a paragraph, which must not begin a list, a heading, a quote or a table."""
    found = begins.match(text)
    if found is None:
        return text
    if found["number"]:
        return f"{found['number']}\\{text[found.end() :]}"
    return f"&#{ord(text[0])};{text[1:]}"


class Texts:
    """Reads the texts of one question; `notes` and `files` grow as they are read."""

    def __init__(self, pictures: Pictures, folder: str = "") -> None:
        self.pictures = pictures
        self.folder = folder
        self.notes: list[str] = []
        self.files: dict[str, bytes] = {}
        # What an element that is no text becomes: a gap, for one.
        self.own: Callable[[Element], str | None] = lambda _element: None

    def note(self, said: str) -> None:
        if said not in self.notes:
            self.notes.append(said)

    # What readers of formats call.

    def block(self, source: Element | str) -> str:
        """Markdown of several paragraphs."""
        return "\n\n".join(self.blocks(tree_of(source))).strip()

    def phrase(self, source: Element | str) -> str:
        """Markdown on one line, as a choice has it."""
        found = self.blocks(tree_of(source))
        return self.flat(found)

    def lines(self, source: Element | str) -> tuple[str, ...]:
        """A phrase for each paragraph."""
        return tuple(filter(None, (self.flat([each]) for each in self.blocks(tree_of(source)))))

    def plain(self, source: Element | str) -> str:
        """Text without markup, for what is typed or listed."""
        tree = tree_of(source)
        for each in tree.iter():
            if local(each) == "img":
                self.note(
                    f"a picture where plain text stands was dropped: {shown(each.get('src', ''))}"
                )
        return " ".join(plain_text(tree).split())

    def flat(self, found: Sequence[str]) -> str:
        """Blocks on one line: code keeps its letters, tables and lists their words."""
        pieces: list[str] = []
        for block in found:
            if code := re.match(
                r"(?P<ticks>`{3,})[^\n]*\n(?P<body>.*)\n(?P=ticks)\Z", block, re.DOTALL
            ):
                lines = code["body"].split("\n")
                if len(lines) > 1:
                    self.note("lines of code in an answer stand on one line here")
                pieces.append("<br>".join(span(line) for line in lines if line.strip()))
            elif block.startswith("| "):
                self.note("a table in an answer is a line of text here")
                rows = [row for row in block.split("\n") if not row.startswith("| ---")]
                pieces.append("; ".join(row.strip("| ").replace(" | ", ", ") for row in rows))
            else:
                lines = re.sub(r" {2}\n", "<br>", block).replace("$$\n", "$").replace("\n$$", "$")
                pieces.append(squeezed(re.sub(r"(?m)^(?:\* |> )", "", lines)))
        return " ".join(filter(None, pieces)).strip()

    # Blocks.

    def blocks(self, element: Element) -> list[str]:
        """The content of an element as blocks of markdown."""
        found: list[str] = []
        run: list[str] = [self.text(element.text)]

        def paragraph() -> None:
            joined = "".join(run)
            run.clear()
            for part in re.split(r"\x01", joined):
                lines = [line_begun(squeezed(line)) for line in part.split(line_break)]
                text = "  \n".join(line for line in lines if line)
                if text:
                    found.append(text)

        for child in element:
            name = local(child)
            own = self.own(child)
            if own is not None:
                run.append(own)
            elif name in blocks or (name not in dropped and has_blocks(child)):
                paragraph()
                found += self.block_of(child, name)
            else:
                run.append(self.inline(child, name))
            run.append(self.text(child.tail))
        paragraph()
        return found

    def block_of(self, element: Element, name: str) -> list[str]:  # noqa: PLR0911
        self.style_noted(element)
        if name == "pre":
            return [fenced(lines_text(element), language_of(element))]
        if name in {"ul", "ol"}:
            return self.list_of(element, name)
        if name == "table":
            return self.table_of(element)
        if name == "hr":
            return []
        inner = self.blocks(element)
        if name == "blockquote":
            return [
                "\n".join(f"> {line}".rstrip() for line in "\n\n".join(inner).split("\n"))
            ] * bool(inner)
        if name in headings:
            return [f"**{each}**" if "*" not in each else each for each in inner]
        return inner

    def list_of(self, element: Element, name: str) -> list[str]:
        items: list[str] = []
        for child in element:
            inner = self.blocks(child)
            if not inner:
                continue
            mark = f"{len(items) + 1}." if name == "ol" else "*"
            indent = " " * (len(mark) + 1)
            body = "\n\n".join(inner).replace("\n", f"\n{indent}")
            items.append(f"{mark} {body}")
        found = "\n".join(
            line.rstrip() if not line.endswith("  ") else line
            for line in "\n".join(items).split("\n")
        )
        return [found] if items else []

    def table_of(self, element: Element) -> list[str]:
        rows: list[list[str]] = []
        found: list[str] = []
        for row in rows_of(element):
            if local(row) == "caption":
                found += filter(None, [self.flat(self.blocks(row))])
                continue
            cells = [each for each in row if local(each) in {"td", "th"}]
            if any(
                each.get("colspan", "1") != "1" or each.get("rowspan", "1") != "1" for each in cells
            ):
                self.note("cells that span several are single ones here")
            rows.append([self.flat(self.blocks(each)).replace("|", "\\|") for each in cells])
        width = max(map(len, rows), default=0)
        if not width or not any(map(any, rows)):
            return found
        head, *rest = (row + [""] * (width - len(row)) for row in rows)
        lines = [head, ["---"] * width, *rest]
        return [
            *found,
            "\n".join(f"| {' | '.join(cell or ' ' for cell in row)} |" for row in lines),
        ]

    # In a line.

    def text(self, text: str | None) -> str:
        """Letters as markdown that shows them; TeX stays as it is."""
        if not text:
            return ""
        found: list[str] = []
        at = 0
        for each in tex.finditer(text):
            found.append(escaped(text[at : each.start()]))
            content = next(part for part in each.groups() if part is not None)
            block = each["block"] or each["dollars"]
            found.append(self.formula(" ".join(content.split()), bool(block)))
            at = each.end()
        return "".join((*found, escaped(text[at:])))

    def formula(self, content: str, block: bool) -> str:
        content = content.replace("$", r"\$") if "\\$" not in content else content
        return f"\x01$$ {content} $$\x01" if block else f"${content}$"

    def inline(self, element: Element, name: str) -> str:  # noqa: C901, PLR0911
        """One element within a line."""
        self.style_noted(element)
        if name == "br":
            return line_break
        if name in {"code", "tt"}:
            return span(plain_text(element))
        if name == "img":
            return self.picture(element.get("src", ""), element.get("alt", ""))
        if name == "math":
            content, unknown = tex_of(element)
            if unknown:
                self.note(f"of a formula the text alone was read: {', '.join(sorted(unknown))}")
            return self.formula(content, element.get("display") == "block") if content else ""
        if name == "object" and element.get("type", "").startswith("image/"):
            return self.picture(element.get("data", ""), plain_text(element))
        if name in dropped:
            said = shown(
                element.get("src") or element.get("data") or plain_text(element).strip(), 40
            )
            self.note(f"{dropped[name]} has no form in a question: {said or 'it was dropped'}")
            return ""
        inner = self.text(element.text) + "".join(
            self.inner(child) + self.text(child.tail) for child in element
        )
        if name in marks:
            return wrapped(inner, marks[name])
        if name in kept:
            return f"<{name}>{inner}</{name}>" if inner.strip() else inner
        if name == "a":
            return self.link(element.get("href", ""), inner)
        if name == "u":
            self.note("underlining is not kept")
        elif name not in silent and name not in containers:
            self.note(f"<{shown(name, 30)}> is not known: its text was taken")
        return inner

    def inner(self, child: Element) -> str:
        own = self.own(child)
        return self.inline(child, local(child)) if own is None else own

    def link(self, address: str, inner: str) -> str:
        if not address or not inner.strip():
            return inner
        if re.fullmatch(r"(https?://|mailto:)[^\s<>()\[\]]{1,500}", address):
            return f"[{inner.strip()}]({address})"
        self.note(f"a link was dropped, its words stay: {shown(address)}")
        return inner

    def picture(self, address: str, words: str) -> str:
        found = self.pictures.find(address, self.folder)
        said = escaped(" ".join(words.split()))
        if found.fault:
            self.note(f"the picture {shown(address[:80])} is missing: {found.fault}")
            return f" *(picture: {said or escaped(shown(address[-40:]))})* "
        self.files[found.name] = found.content
        if found.note:
            self.note(f"the picture {found.name}: {found.note}")
        if not said:
            self.note(
                f"the picture {found.name} has no words for those who can't see it: write some"
            )
        return f"![{said or 'picture'}]({found.name})"

    def style_noted(self, element: Element) -> None:
        if coloured.search(element.get("style", "")) or (
            local(element) == "font" and element.attrib
        ):
            self.note("colours and sizes of letters are not kept")


def rows_of(table: Element) -> Iterator[Element]:
    """Its caption and rows, but for those of tables within it."""
    for each in table:
        if local(each) in {"thead", "tbody", "tfoot"}:
            yield from rows_of(each)
        elif local(each) in {"tr", "caption"}:
            yield each


def tree_of(source: Element | str) -> Element:
    return html_tree(source) if isinstance(source, str) else source


def has_blocks(element: Element) -> bool:
    """Whether a block stands in an element that belongs in a line."""
    return local(element) != "math" and any(local(each) in blocks for each in element.iter())


def wrapped(inner: str, mark: str) -> str:
    """Emphasis, its blanks outside; none within a run of the same sign."""
    words = inner.strip()
    if not words or line_break in words or "\x01" in words or "*" in words.replace("\\*", ""):
        return inner
    before = inner[: len(inner) - len(inner.lstrip())]
    after = inner[len(inner.rstrip()) :]
    return f"{before}{mark}{words}{mark}{after}"


def span(text: str) -> str:
    """Code in a line."""
    flat = " ".join(text.split("\n"))
    if not flat.strip():
        return flat
    longest = max((len(each) for each in re.findall(r"`+", flat)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{ticks}{pad}{flat}{pad}{ticks}"


def lines_text(element: Element) -> str:
    """Preformatted text, whose line ends may be written as breaks."""
    text = element.text or ""
    for each in element:
        text += "\n" if local(each) == "br" else lines_text(each)
        text += each.tail or ""
    return text


def language_of(element: Element) -> str:
    """That of code, by the class that most highlighters know."""
    classes = " ".join(each.get("class", "") for each in element.iter())
    found = re.search(r"(?:\A|\s)lang(?:uage)?-([a-z][a-z0-9+-]{0,30})(?=\s|\Z)", classes)
    return found[1] if found else ""


def fenced(text: str, language: str = "") -> str:
    body = text.replace("\r\n", "\n").strip("\n")
    longest = max((len(each) for each in re.findall(r"`{3,}", body)), default=2)
    ticks = "`" * (longest + 1)
    return f"{ticks}{language}\n{body}\n{ticks}"
