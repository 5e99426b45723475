"""`.claim` blocks: what was written once, how it stands today, and the experiment that shows it."""

from __future__ import annotations

import html as htmllib
import re

import msgspec

from lessons.document.measures import key_rule, key_shape
from lessons.document.page import text_of
from lessons.document.predictions import number_text, prediction_read, published_read, unit_read
from lessons.document.render import Renderer
from lessons.document.schema import Claim, Published
from lessons.document.spoilers import place as spoiler_place
from lessons.format.block import Block
from virtlearn.core.wording import instead, shown

line_keys = ("was", "holds", "why", "source", "predict", "choice", "published")
definition = re.compile(rf"(?P<key>{'|'.join(line_keys)}): *(?P<value>.*)\Z")
misspelt = re.compile(r"(?P<key>[a-z]{2,12}): +\S")
verdicts = ("true", "nuance", "dated", "wrong")
of_experiments = {"seed", "task", "measure", "unit", "predict", "question"}
# Where the page puts the experiment; without a page around it, what stands in it is the way there.
experiment_place = re.compile(
    r'<div class="experiment" data-claim="([a-z0-9-]+)">(?:<p[^>]*>.*?</p>)*</div>', re.DOTALL
)
# A claim that runs, as `claim_html` writes it, for a page that covers what `html` holds.
claim_place = re.compile(
    r'<section class="claim (?P<holds>[a-z]+)" id="(?P<claim>[a-z0-9-]+)">'
    r'(?P<html><div class="statement">(?:(?!</section>).)*?</dl>)'
    r'<div class="experiment" data-claim="(?P=claim)">(?:(?!</section>).)*?</section>',
    re.DOTALL,
)


class Lines(msgspec.Struct, kw_only=True):
    """The body of a claim, taken apart; each value with its line."""

    text: list[str] = []
    was: tuple[str, int] | None = None
    holds: tuple[str, int] | None = None
    why: tuple[str, int] | None = None
    predict: tuple[str, int] | None = None
    source: list[tuple[str, int]] = []
    choice: list[tuple[str, int]] = []
    published: list[tuple[str, int]] = []


def claim_parse(block: Block, renderer: Renderer, *, guide: bool) -> tuple[str, Claim]:
    """The claim as a section of the page, and as data; mistakes are reported, the rest is shown.

    In a lab's guide (`guide`) a claim is text alone: its experiment is where it stands.
    """
    page = renderer.page
    attributes_check(block, renderer, allowed={"lab"} if guide else {"lab", *of_experiments})
    lines = lines_read(block, renderer)
    if not "".join(lines.text).strip():
        renderer.problem(block.line, "the claim is missing: write the statement in the block")
    measure = measure_read(block, renderer)
    page.measure = measure or page.measure
    body = renderer.html("\n".join(lines.text), block.line + 1)
    was = renderer.inline(*lines.was) if lines.was else ""
    verdict = verdict_read(lines, block, renderer)
    cited = [
        renderer.inline(f"[{value}]", line)
        for value, line in lines.source
        if source_shape(value, line, renderer)
    ]
    claim = Claim(
        id=block.id or "",
        holds=verdict,
        text=" ".join(text_of(body).split()),
        was=was,
        why=renderer.inline(*lines.why) if lines.why else "",
        section=page.headings[-1][0].id if page.headings else "",
        seed=seed_read(block, renderer),
        lab=lab_read(block, lines, renderer),
        task=block.attributes.get("task", ""),
        measure=measure,
        unit=block.attributes.get("unit", ""),
        unit_name=unit_read(block.attributes.get("unit", ""), block.line, renderer),
        predict=prediction_read(block, lines.predict, lines.choice, renderer),
        published=published_read(lines.published, renderer),
        questions=tuple(filter(None, re.split(r"[ ,]+", block.attributes.get("question", "")))),
    )
    if claim.predict and spoiler_place.search(body + claim.was + claim.why):
        message = "a claim with a prediction is covered as a whole: take the spoiler in it away"
        renderer.problem(block.line, message)
    experiment_check(claim, block, renderer)
    return claim_html(claim, body, was, cited, renderer), claim


def claim_html(claim: Claim, body: str, was: str, cited: list[str], renderer: Renderer) -> str:
    page = renderer.page
    said = htmllib.escape(page.label(f"holds-{claim.holds}"), quote=False)
    rows = [(page.label("was"), was)] if was else []
    rows.append((page.label("holds"), f'<span class="verdict {claim.holds}">{said}</span>'))
    if cited:
        rows.append((page.label("sources"), " ".join(cited)))
    published = [published_html(figure, page.language) for figure in claim.published]
    if not claim.predict:
        rows += [(page.label("published"), figure) for figure in published]
    terms = "".join(
        f"<dt>{htmllib.escape(name, quote=False)}</dt><dd>{row}</dd>" for name, row in rows
    )
    name = f' id="{claim.id}"' if claim.id else ""
    link = ""
    if claim.lab not in {"", "none"}:
        words = htmllib.escape(page.label("see-lab"), quote=False)
        link = f'<p class="see"><a href="course:lab/{claim.lab}">{words}</a></p>'
    if link and claim.id:
        if claim.predict:  # on a page these come beside the reader's own figure, not before it
            label = htmllib.escape(page.label("published"), quote=False)
            link += "".join(f"<p>{label}: {figure}</p>" for figure in published)
        link = f'<div class="experiment" data-claim="{claim.id}">{link}</div>'
    return (
        f'<section class="claim {claim.holds}"{name}><div class="statement">{body}</div>'
        f"<dl>{terms}</dl>{link}</section>"
    )


def published_html(figure: Published, language: str) -> str:
    number = number_text(figure.value, language)
    unit = f" {htmllib.escape(figure.unit_name, quote=False)}" if figure.unit else ""
    note = f" {figure.note}" if figure.note else ""
    return f"{number}{unit}{note} {figure.cite}"


def claim_detail(claim: Claim) -> str:
    """What translations of the claim have to share."""
    predict = claim.predict
    bounds = [
        f"{each.key} {'' if each.least is None else f'{each.least:g}'}.."
        f"{'' if each.below is None else f'{each.below:g}'}"
        for each in (predict.choices if predict else ())
    ]
    parts = {
        "holds": claim.holds,
        "lab": claim.lab or "none",
        "seed": str(claim.seed or ""),
        "task": claim.task,
        "measure": claim.measure,
        "unit": claim.unit,
        "predict": predict.kind if predict else "",
        "choices": ", ".join(bounds),
        "published": ", ".join(f"{each.value:g} {each.unit}" for each in claim.published),
        "question": ", ".join(claim.questions),
        "why": "given" if claim.why else "",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items() if value)


# --- what stands in the block --------------------------------------------------------------------


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
        before = getattr(lines, key)
        if not value:
            renderer.problem(number, f"`{key}:` is empty: write it out, or drop the line")
        elif isinstance(before, list):
            before.append((value, number))
        elif before is not None:
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


def seed_read(block: Block, renderer: Renderer) -> int:
    """The number among the course's claims; 0 for a claim that is not one of them."""
    text = block.attributes.get("seed")
    if text is None:
        return 0
    most = renderer.page.known.claims
    if not most:
        message = "course.toml does not say how many claims there are: write `claims = …` in it"
        renderer.problem(block.line, message)
    elif not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) or not 1 <= int(text) <= most:
        message = f"there is no claim `{shown(text)}`: write a number from 1 to {most}"
        renderer.problem(block.line, message)
    else:
        return int(text)
    return 0


def lab_read(block: Block, lines: Lines, renderer: Renderer) -> str:
    """The lab that shows it, "none" where nothing can be run, "" where none is named or there."""
    lab = block.attributes.get("lab", "")
    labs = renderer.page.known.labs
    if lab == "none" and "none" not in labs:
        if not lines.source:
            message = "what can't be run needs a source: write a line `source: @key`"
            renderer.problem(block.line, message)
    elif lab and lab not in labs:
        hint = instead(lab, labs)
        renderer.problem(block.line, f"there is no lab `{shown(lab)}`: {hint}")
        return ""
    return lab


def measure_read(block: Block, renderer: Renderer) -> str:
    measure = block.attributes.get("measure", "")
    if measure and not key_shape.match(measure):
        renderer.problem(block.line, f"`{shown(measure)}` is no measure: {key_rule}")
        return ""
    return measure


def experiment_check(claim: Claim, block: Block, renderer: Renderer) -> None:
    """Reports attributes that say nothing without another."""
    given = block.attributes
    runs = "lab" in given and given["lab"] != "none"
    if "task" in given and not runs:
        renderer.problem(block.line, f"whose task is `{shown(given['task'])}`? Write lab=its-lab")
    if "measure" in given and not runs:
        renderer.problem(block.line, "a figure is measured in a lab: write lab=its-lab")
    if "unit" in given and "measure" not in given:
        renderer.problem(block.line, "a unit is that of a figure: write measure=its.key")


def near(key: str) -> str:
    """What key of a claim `key` was meant to be; "" where it is just a word of the text."""
    hint = instead(key, line_keys)
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
