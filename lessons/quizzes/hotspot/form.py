"""`.hotspot`: one place in a figure, or several.

    ``` {.hotspot #where-it-ends}
    Where does a system call of the container end?

    ![Two stacks on one host …](stacks.svg)

    - [ ] The application {#app} :: It asks.
    - [x] The host's kernel {#host-kernel} :: Right: there is no other.
    ```

The figure is an SVG of the lesson; a region is an element of it that has an id. By the words before
the id chooses who can't point at the figure. Regions are listed in the order in which they stand in
the figure, which gives nothing away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec

from lessons.format.block import Block, Context, Figure
from lessons.quizzes.agreement import base_agree
from lessons.quizzes.attributes import bool_attribute
from lessons.quizzes.base import (
    Base,
    Line,
    Parts,
    body_split,
    common_parse,
    fence,
    misconception_check,
    tail_split,
)
from lessons.quizzes.choice import choice_id
from lessons.quizzes.texts import plain
from virtlearn.core.wording import instead, shown

marks = ("- [ ]", "- [x]")
image_mark = "!["
part_tag = re.compile(r"(?P<words>.*?)\s*\{#(?P<part>[^{}\s]+)\}\Z", re.DOTALL)


class Region(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`part` is the element's id in the figure; the browser gets `id`, which tells nothing."""

    id: str
    part: str
    html: str
    right: bool = False
    feedback: str = ""
    misconception: str = ""


class HotspotQuestion(Base, tag="hotspot", frozen=True, kw_only=True):
    """`figure` is HTML, in which the element of each region has its id as `data-spot`."""

    figure: str
    regions: tuple[Region, ...]  # in the order of the figure
    multiple: bool = False


def parse(block: Block, context: Context) -> HotspotQuestion | None:
    """A question from a `.hotspot` block; None without an id, a figure and two regions."""
    parts, image = image_split(body_split(block, context), context.problem)
    common = common_parse(block, parts, context, attributes=("multiple",), marks=marks)
    if image is None:
        message = "show the figure on a line of its own: ![what it shows](figure.svg)"
        context.problem(block.line, message)
    figure = context.figure(image.text, image.line) if image else None
    regions = regions_read(block.id or "", parts, figure, context)
    if figure is not None:
        regions_check(block, regions, context)
    rights = sum(region.right for region in regions)
    multiple = bool_attribute(block, context, "multiple", rights > 1)
    if rights > 1 and not multiple:
        context.problem(block.line, "multiple=false, yet several regions are right")
    if common is None or figure is None or len(regions) < 2:
        return None
    return HotspotQuestion(
        **msgspec.structs.asdict(common),
        figure=figure_marked(figure, {region.part: region.id for region in regions}),
        regions=tuple(sorted(regions, key=lambda region: figure.parts.index(region.part))),
        multiple=multiple,
    )


def image_split(parts: Parts, problem: Callable[[int, str], None]) -> tuple[Parts, Line | None]:
    """The prompt without its figure, and the figure's line; a second figure is a problem."""
    lines = parts.prompt.split("\n")
    found: Line | None = None
    inside = ""
    for at, text in enumerate(lines):
        ticks = fence.match(text)
        if ticks and not inside:
            inside = ticks["ticks"]
        elif ticks and text.strip().startswith(inside):
            inside = ""
        elif not inside and text.startswith(image_mark):
            if found:
                problem(parts.prompt_line + at, "a .hotspot has one figure: drop this one")
            found = found or Line(image_mark, text, parts.prompt_line + at)
            lines[at] = ""
    return msgspec.structs.replace(parts, prompt="\n".join(lines)), found


def regions_read(name: str, parts: Parts, figure: Figure | None, context: Context) -> list[Region]:
    """The regions in the order of their lines; what is wrong with one is told."""
    found: list[Region] = []
    for line in parts.marked(*marks):
        if not line.text:
            continue  # told already
        tail = tail_split(line.text)
        named = part_tag.match(tail.text)
        if named is None:
            message = "say which element of the figure it is: `- [ ] words for it {#its-id}`"
            context.problem(line.line, message)
            continue
        right = line.mark == "- [x]"
        if right and tail.misconception:
            context.problem(line.line, "a right region is no misconception: take the tag away")
        region = Region(
            id=choice_id(f"{name} region", named["part"]),
            part=named["part"],
            html=context.inline(named["words"], line.line) if named["words"] else "",
            right=right,
            feedback=context.inline(tail.feedback, line.line) if tail.feedback else "",
            misconception="" if right else misconception_check(tail, line, context),
        )
        if reason := region_fault(region, found, figure):
            context.problem(line.line, reason)
        elif figure is not None:
            found.append(region)
    return found


def regions_check(block: Block, regions: Sequence[Region], context: Context) -> None:
    """Tells where there are too few, or not right ones and wrong ones."""
    rights = sum(region.right for region in regions)
    if len(regions) < 2:
        message = "a .hotspot needs two regions or more: `- [x] words {#id}`, `- [ ] words {#id}`"
        context.problem(block.line, message)
    elif not rights:
        context.problem(block.line, "no region is right: mark it with `- [x]`")
    elif rights == len(regions):
        context.problem(block.line, "every region is right: add a wrong one, `- [ ] words {#id}`")


def region_fault(region: Region, others: Sequence[Region], figure: Figure | None) -> str:
    """What is wrong with a region, or "" where nothing is."""
    quoted = f"`{shown(region.part)}`"
    if not plain(region.html):
        return f"{quoted} needs words before its id, for those who can't point at the figure"
    if figure is not None and region.part not in figure.parts:
        return f"no element of the figure has the id {quoted}: {instead(region.part, figure.parts)}"
    if any(region.part == other.part for other in others):
        return f"the region {quoted} stands here twice: change or drop one"
    if any(plain(region.html) == plain(other.html) for other in others):
        return f"{quoted} has the words of another region: who can't point can't tell them apart"
    return ""


def figure_marked(figure: Figure, ids: dict[str, str]) -> str:
    """The figure with `data-spot` on the elements of regions; other elements stay as they are."""
    html = figure.html[0]
    for part, following in zip(figure.parts, figure.html[1:], strict=True):
        html += (f' data-spot="{ids[part]}"' if part in ids else "") + following
    return html


def ids(source: HotspotQuestion, translation: HotspotQuestion) -> HotspotQuestion:
    """They are made of the ids in the figure, which are the same in all languages."""
    return translation


def agree(source: HotspotQuestion, translation: HotspotQuestion) -> list[str]:
    """Which parts of a translation contradict its source; the figure may be another."""
    found = base_agree(source, translation)
    theirs = {region.part: region for region in source.regions}
    ours = {region.part: region for region in translation.regions}
    found += [f"the source language has no region `{part}`" for part in ours if part not in theirs]
    found += [f"the region `{part}` is missing" for part in theirs if part not in ours]
    for part, own in ours.items():
        if (original := theirs.get(part)) is None:
            continue
        if original.right != own.right:
            says = "right" if own.right else "wrong"
            found.append(f"`{part}` is {says} here, and not so in the source language")
        if original.misconception != own.misconception:
            found.append(f"`{part}` has another misconception in the source language")
    if source.multiple != translation.multiple:
        found.append("multiple differs from the source language")
    return found
