"""Presents what a course shows of itself on the first page: its run, and what it once showed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.urls import reverse

from labs.core.refusal import LabRefusedError
from labs.lab_page.readiness import missing_now
from labs.scheduling.admission import audience_check
from labs.spec.definition import LabSpec
from labs.terminal.core.emulator import Emulator
from lessons.document.schema import Course, Text
from lessons.format.cast import Cast, cast_read
from lessons.publishing import selectors
from virtlearn.people.models import User

still_lines = 12  # of a screen that nothing plays


class HeroMachineView(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two screens: `still` is how its recording ends, line by line."""

    name: str
    kind: str
    command: str
    after: float
    still: Sequence[str]
    cast: str  # asciicast v2; "" for none


class HeroView(msgspec.Struct, frozen=True, kw_only=True):
    """`live`: a press starts machines here; else it plays the recording, made at `made`."""

    language: str  # of these three
    title: str
    text: str
    action: str
    lab: str
    machines: Sequence[HeroMachineView]
    live: bool
    made: datetime | None
    made_on: str
    start_url: str
    state_url: str
    lab_url: str


def hero_view(course: Course, user: User | None, language: str) -> HeroView | None:
    """None where the course shows nothing, or the lab that it names has gone."""
    hero = course.hero
    head = selectors.lab_head(course, hero.lab) if hero else None
    if hero is None or head is None:
        return None
    kinds = {machine.name: machine.kind for machine in head.spec.machines}
    casts = {machine.name: cast_read(machine.cast) for machine in hero.machines if machine.cast}
    recorded: Cast | None = next(iter(casts.values()), None)
    place = [course.slug, hero.lab]
    return HeroView(
        language=language,
        title=text_of(hero.title, language),
        text=text_of(hero.text, language),
        action=text_of(hero.action, language),
        lab=head.title.get(language, hero.lab),
        machines=[
            HeroMachineView(
                name=machine.name,
                kind=kinds.get(machine.name, "container"),
                command=machine.command,
                after=machine.after,
                still=still_of(casts[machine.name]) if machine.name in casts else (),
                cast=machine.cast,
            )
            for machine in hero.machines
        ],
        live=is_live(head.spec, user),
        made=recorded.made if recorded else None,
        made_on=recorded.title if recorded else "",
        start_url=reverse("labs:start", args=place),
        state_url=reverse("labs:state", args=place),
        lab_url=reverse("labs:lab", args=place),
    )


def still_of(cast: Cast) -> list[str]:
    """The last lines that its screen had when the recording ended."""
    screen = Emulator(cast.width, cast.height)
    screen.feed(cast.output.encode(errors="replace"))
    lines = screen.lines(0, cast.height, cast.width)
    while lines and not lines[-1]:
        lines.pop()
    return lines[-still_lines:]


def is_live(spec: LabSpec, user: User | None) -> bool:
    """Whether this reader may start the lab, and nothing keeps it from starting."""
    try:
        audience_check(user)
    except LabRefusedError:
        return False
    missing, builds = missing_now(spec)
    return not missing and not builds


def text_of(texts: Text, language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")
