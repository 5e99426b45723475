"""Where a platform's link leads: the site, a course, a lesson, a lab, a class's assignment."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

Kind = Literal["site", "course", "lesson", "lab", "assignment"]
slug = r"[-a-zA-Z0-9_]{1,100}"
number = r"[1-9][0-9]{0,17}"
shapes = (
    re.compile(r"(?P<kind>site)"),
    re.compile(rf"(?P<kind>course)/(?P<place>{slug})"),
    re.compile(rf"(?P<kind>lesson|lab)/(?P<place>{slug})/(?P<ref>{slug})"),
    re.compile(rf"(?P<kind>assignment)/(?P<place>{number})/(?P<ref>{number})"),
)


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """`place` is a course's slug, for an assignment its class; `ref` what is in it. A link to the
    site alone has neither."""

    kind: Kind
    place: str = ""
    ref: str = ""

    def __str__(self) -> str:
        """As the custom parameter `target` has it."""
        return "/".join(each for each in (self.kind, self.place, self.ref) if each)


def target_read(text: str) -> Target | None:
    """None for anything else."""
    for shape in shapes:
        if found := shape.fullmatch(text):
            return Target(**found.groupdict())  # type: ignore[arg-type]
    return None
