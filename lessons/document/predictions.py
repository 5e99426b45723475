"""What a claim asks before its experiment, and the figures that others have published."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lessons.document.render import Renderer
from lessons.document.schema import Choice, Prediction, Published
from lessons.document.units import unit_missing, unit_name, unit_unnamed
from lessons.format.block import Block
from virtlearn.core.wording import instead, shown, slug_is, slug_rule

number = r"-?\d{1,15}(?:\.\d{1,9})?"
choice_line = re.compile(
    rf"(?P<key>\S+) +(?:<(?P<below>{number})|>=(?P<least>{number})"
    rf"|(?P<from>{number})\.\.(?P<to>{number})) *:: *(?P<words>.+)\Z"
)
published_line = re.compile(
    rf"(?P<value>{number})(?: +(?P<unit>[^@:]{{1,32}}?))? +(?P<source>@[^\]\s,;@:]{{1,80}}"
    r"(?:, *[^\]@;:]{1,80}?)?)(?: *:: *(?P<note>.+))?\Z"
)
kinds = ("number", "choice")
Lines = Sequence[tuple[str, int]]


def prediction_read(
    block: Block, asked: tuple[str, int] | None, choices: Lines, renderer: Renderer
) -> Prediction | None:
    """The prediction that `predict=` and its lines ask for; None where there is none to ask."""
    kind = block.attributes.get("predict")
    if kind is None:
        for _, line in [asked, *choices] if asked else choices:
            message = "say what is predicted: write predict=number or predict=choice above"
            renderer.problem(line, message)
        return None
    if kind not in kinds:
        renderer.problem(block.line, f"nobody predicts a `{shown(kind)}`: {instead(kind, kinds)}")
        return None
    if not block.attributes.get("measure"):
        message = "a prediction is compared with a figure: write measure=its.key"
        renderer.problem(block.line, message)
    if kind == "number":
        for _, line in choices:
            renderer.problem(line, "choices go with predict=choice: write that, or drop the line")
        if not block.attributes.get("unit"):
            renderer.problem(block.line, "say in which unit: write unit=ms, or unit=times")
    before, renderer.page.figures_open = renderer.page.figures_open, False
    found = choices_read(block, choices, renderer) if kind == "choice" else ()
    html = renderer.inline(*asked) if asked else ""
    renderer.page.figures_open = before
    return Prediction(kind="number" if kind == "number" else "choice", html=html, choices=found)


def choices_read(block: Block, lines: Lines, renderer: Renderer) -> tuple[Choice, ...]:
    found: list[Choice] = []
    for text, line in lines:
        choice = choice_read(text, line, renderer)
        if choice is None:
            continue
        if choice.key in {other.key for other in found}:
            renderer.problem(line, f"the choice `{choice.key}` is there already: rename one")
        elif other := next((each for each in found if overlap(each, choice)), None):
            message = f"`{choice.key}` and `{other.key}` hold for the same figures: part them"
            renderer.problem(line, message)
        found.append(choice)
    if len(lines) < 2:
        message = "a choice needs two at least: write `choice: few <10 :: Fewer than ten`"
        renderer.problem(block.line, message)
    return tuple(found)


def choice_read(text: str, line: int, renderer: Renderer) -> Choice | None:
    """`few <10 :: words`, `some 10..100 :: words`, `many >=100 :: words`."""
    if not (found := choice_line.match(text)):
        message = f"`{shown(text)}` is no choice: write `key <10 :: words`, or `10..20`, or `>=20`"
        renderer.problem(line, message)
        return None
    if not slug_is(found["key"]):
        renderer.problem(line, f"`{shown(found['key'])}` is no key: write {slug_rule}")
        return None
    least, below = found["least"] or found["from"], found["below"] or found["to"]
    choice = Choice(
        key=found["key"],
        html=renderer.inline(found["words"], line),
        least=None if least is None else float(least),
        below=None if below is None else float(below),
    )
    if choice.least is not None and choice.below is not None and choice.least >= choice.below:
        renderer.problem(line, "no figure lies between these: write the smaller number first")
    return choice


def overlap(one: Choice, other: Choice) -> bool:
    least = max(bound for each in (one, other) for bound in [low(each)])
    below = min(bound for each in (one, other) for bound in [high(each)])
    return least < below


def low(choice: Choice) -> float:
    return float("-inf") if choice.least is None else choice.least


def high(choice: Choice) -> float:
    return float("inf") if choice.below is None else choice.below


def published_read(lines: Lines, renderer: Renderer) -> tuple[Published, ...]:
    """The figures of `published:` lines: `2.3 ms @key, table 3 :: what it was`."""
    figures = []
    for text, line in lines:
        if found := published_line.match(text):
            unit = (found["unit"] or "").strip()
            figure_check(f"{found['value']} {unit}".rstrip(), found["source"], line, renderer)
            figure = Published(
                value=float(found["value"]),
                unit=unit,
                unit_name=unit_read(unit, line, renderer),
                cite=renderer.inline(f"[{found['source'].strip()}]", line),
                note=renderer.inline(found["note"], line) if found["note"] else "",
            )
            figures.append(figure)
        else:
            message = f"`{shown(text)}` is no figure: write `published: 2.3 ms @source, table 3`"
            renderer.problem(line, message)
    return tuple(figures)


def figure_check(figure: str, cited: str, line: int, renderer: Renderer) -> None:
    """Reports a figure of a source for which sources.toml does not say where it stands in it."""
    key = re.split(r"[, ]", cited[1:])[0]
    source = renderer.page.known.sources.get(key)
    if source is not None and figure not in source.figures:
        language = renderer.page.language
        message = (
            f"sources.toml does not say where `{key}` states {shown(figure)}: look it up, and"
            f' write `figures."{shown(figure)}".{language} = …` there'
        )
        renderer.problem(line, message)


def unit_read(unit: str, line: int, renderer: Renderer) -> str:
    """What `unit` is called in the language of the page; a word without a name is reported."""
    known = renderer.page.known
    if unit_unnamed(known.units, unit, known.languages):
        renderer.problem(line, unit_missing(unit))
    return unit_name(known.units, unit, renderer.page.language)


def number_text(value: float, language: str, digits: int = 15) -> str:
    """A number with at most `digits` that count, as `language` writes it."""
    text = f"{value:.{digits}g}"
    if "e" in text:
        text = f"{float(text):f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else text
    return text.replace(".", ",") if language.startswith("es") else text
