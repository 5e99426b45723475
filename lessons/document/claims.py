"""`.claim` blocks: what was written once, and how it stands today."""

from __future__ import annotations

import html as htmllib
import re

import msgspec

from lessons.document.block import Block
from lessons.document.render import Renderer
from lessons.document.words import instead, shown

definition = re.compile(r"(?P<key>was|holds|source): *(?P<value>.*)\Z")
misspelt = re.compile(r"(?P<key>[a-z]{2,12}): +\S")
verdicts = ("true", "nuance", "dated", "wrong")


class Lines(msgspec.Struct, kw_only=True):
    """The body of a claim, taken apart; each value with its line."""

    text: list[str] = []
    was: tuple[str, int] | None = None
    holds: tuple[str, int] | None = None
    sources: list[tuple[str, int]] = []


def claim_html(block: Block, renderer: Renderer) -> str:
    """The claim as a section of the page; mistakes are reported, and the rest is shown."""
    page = renderer.page
    attributes_check(block, renderer, allowed={"lab"})
    lines = lines_read(block, renderer)
    if not "".join(lines.text).strip():
        renderer.problem(block.line, "the claim is missing: write the statement in the block")
    body = renderer.html("\n".join(lines.text), block.line + 1)
    rows = [(page.label("was"), renderer.inline(*lines.was))] if lines.was else []
    verdict = verdict_read(lines, block, renderer)
    said = htmllib.escape(page.label(f"holds-{verdict}"), quote=False)
    rows.append((page.label("holds"), f'<span class="verdict {verdict}">{said}</span>'))
    cited = [
        renderer.inline(f"[{value}]", line)
        for value, line in lines.sources
        if source_shape(value, line, renderer)
    ]
    if cited:
        rows.append((page.label("sources"), " ".join(cited)))
    terms = "".join(
        f"<dt>{htmllib.escape(name, quote=False)}</dt><dd>{row}</dd>" for name, row in rows
    )
    name = f' id="{block.id}"' if block.id else ""
    return (
        f'<section class="claim {verdict}"{name}><div class="statement">{body}</div>'
        f"<dl>{terms}</dl>{lab_link(block, renderer)}</section>"
    )


def lines_read(block: Block, renderer: Renderer) -> Lines:
    """Takes the definition lines out of the body; the others keep their places."""
    lines = Lines()
    for number, line in enumerate(block.body.split("\n"), block.line + 1):
        found = definition.match(line)
        if not found:
            if (other := misspelt.match(line)) and (hint := near(other["key"])):
                renderer.problem(number, f"unknown key `{other['key']}:` of a claim: {hint}")
            lines.text.append(line)
            continue
        lines.text.append("")
        key, value = found["key"], found["value"].strip()
        if not value:
            renderer.problem(number, f"`{key}:` is empty: write it out, or drop the line")
        elif key == "source":
            lines.sources.append((value, number))
        elif getattr(lines, key) is not None:
            renderer.problem(number, f"`{key}:` is given twice: keep one")
        else:
            setattr(lines, key, (value, number))
    return lines


def verdict_read(lines: Lines, block: Block, renderer: Renderer) -> str:
    if lines.holds is None:
        renderer.problem(block.line, "say how the claim stands: write a line `holds: true`")
        return "nuance"
    value, number = lines.holds
    if value not in verdicts:
        hint = instead(value, verdicts)
        renderer.problem(number, f"a claim does not hold `{shown(value)}`: {hint}")
        return "nuance"
    return value


def lab_link(block: Block, renderer: Renderer) -> str:
    """The way to the lab that shows it; "" where none is named or none is there."""
    lab = block.attributes.get("lab")
    if lab is None:
        return ""
    labs = renderer.page.known.labs
    if lab not in labs:
        hint = instead(lab, labs)
        renderer.problem(block.line, f"there is no lab `{shown(lab)}`: {hint}")
        return ""
    words = htmllib.escape(renderer.page.label("see-lab"), quote=False)
    return f'<p class="see"><a href="course:lab/{lab}">{words}</a></p>'


def near(key: str) -> str:
    """What key of a claim `key` was meant to be; "" where it is just a word of the text."""
    hint = instead(key, ("was", "holds", "source"))
    return hint if hint.endswith("?") else ""


def source_shape(value: str, line: int, renderer: Renderer) -> bool:
    if re.fullmatch(r"@[^\]\s,;@]{1,80}(, *[^\]@;]{1,80})?", value):
        return True
    renderer.problem(line, f"`{shown(value)}` is no source: write `source: @key`")
    return False


def attributes_check(block: Block, renderer: Renderer, *, allowed: set[str]) -> None:
    """Problems of attributes, classes and a missing id of a block that is no question."""
    for name in block.attributes:
        if name not in allowed:
            hint = instead(name, allowed) if allowed else "take it away"
            renderer.problem(block.line, f"unknown attribute `{name}` on .{block.kind}: {hint}")
    for name in block.classes:
        renderer.problem(block.line, f"unknown class `.{name}` on .{block.kind}: take it away")
    if not block.id:
        renderer.problem(block.line, f"this block has no id: write {{.{block.kind} #its-id}}")
