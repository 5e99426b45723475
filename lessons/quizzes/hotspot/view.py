"""What a page shows of places in a figure."""

from __future__ import annotations

import re

import msgspec

from lessons.quizzes.choice.view import OptionShown, options_said, options_shown
from lessons.quizzes.hotspot.form import HotspotQuestion
from lessons.quizzes.view import Standing

spot = re.compile(r' data-spot="c[0-9a-f]{12}"')


class HotspotView(msgspec.Struct, frozen=True, kw_only=True):
    multiple: bool
    figure: str  # regions have their ids as `data-spot`
    picture: str  # the same figure, without them: for paper
    regions: tuple[OptionShown, ...]
    said: tuple[OptionShown, ...]  # what was picked last, with what the author says of it


def view(question: HotspotQuestion, standing: Standing) -> HotspotView:
    return HotspotView(
        multiple=question.multiple,
        figure=question.figure,
        picture=spot.sub("", question.figure),
        regions=options_shown(question.regions, standing),
        said=options_said(question.regions, standing),
    )
