"""Where a page is: which lesson of which revision, in which languages."""

from __future__ import annotations

import msgspec


class Place(msgspec.Struct, frozen=True):
    """The key of all that is kept of a lesson's page."""

    course: str
    digest: str
    lesson: str
    language: str  # of the content
    interface: str  # of what surrounds it
