"""`.claim` blocks: what was written once, and how it stands today."""

from __future__ import annotations

import html as htmllib
import re

from lessons.document.block import Block
from lessons.document.render import Renderer
from lessons.document.words import instead, shown

definition = re.compile(r"(?P<key>was|holds|source): *(?P<value>.*)\Z")
misspelt = re.compile(r"(?P<key>[a-z]{2,12}): +\S")
verdicts = ("true", "nuance", "dated", "wrong")


def claim_html(block: Block, renderer: Renderer) -> str:
    """The claim as a section of the page; mistakes are reported, and the rest is shown."""
    page = renderer.page
    attributes_check(block, renderer, allowed={"lab"})
    text: list[str] = []
    was = holds = ""
    was_line = block.line
    sources: list[tuple[str, int]] = []
    for number, line in enumerate(block.body.split("\n"), block.line + 1):
        if not (found := definition.match(line)):
            if (other := misspelt.match(line)) and (hint := near(other["key"])):
                renderer.problem(number, f"unknown key `{other['key']}:` of a claim: {hint}")
            text.append(line)
            continue
        text.append("")
        key, value = found["key"], found["value"].strip()
        if not value:
            renderer.problem(number, f"`{key}:` is empty: write it out, or drop the line")
        elif key == "source":
            sources.append((value, number))
        elif (key == "was" and was) or (key == "holds" and holds):
            renderer.problem(number, f"`{key}:` is given twice: keep one")
        elif key == "was":
            was, was_line = value, number
        else:
            holds = value
            if value not in verdicts:
                hint = instead(value, verdicts)
                renderer.problem(number, f"a claim does not hold `{shown(value)}`: {hint}")
                holds = "nuance"
    if not "".join(text).strip():
        renderer.problem(block.line, "the claim is missing: write the statement in the block")
    if not holds:
        renderer.problem(block.line, "say how the claim stands: write a line `holds: true`")
        holds = "nuance"
    rows = [("holds", f'<span class="verdict {holds}">{page.label(f"holds-{holds}")}</span>')]
    body = renderer.html("\n".join(text), block.line + 1)
    if was:
        rows.insert(0, ("was", renderer.inline(was, was_line)))
    cited = [
        renderer.inline(f"[{value}]", line)
        for value, line in sources
        if source_shape(value, line, renderer)
    ]
    if cited:
        rows.append(("sources", " ".join(cited)))
    terms = "".join(
        f"<dt>{htmllib.escape(page.label(key))}</dt><dd>{row}</dd>" for key, row in rows
    )
    lab = block.attributes.get("lab")
    link = ""
    if lab is not None and lab not in page.known.labs:
        hint = instead(lab, page.known.labs)
        renderer.problem(block.line, f"there is no lab `{shown(lab)}`: {hint}")
    elif lab:
        words = htmllib.escape(page.label("see-lab"))
        link = f'<p class="see"><a href="course:lab/{lab}">{words}</a></p>'
    name = f' id="{block.id}"' if block.id else ""
    return (
        f'<section class="claim {holds}"{name}><div class="statement">{body}</div>'
        f"<dl>{terms}</dl>{link}</section>"
    )


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
