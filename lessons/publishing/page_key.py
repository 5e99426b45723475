"""Key of a lesson's page: which lesson of which revision, in which languages."""

from __future__ import annotations

import msgspec


class PageKey(msgspec.Struct, frozen=True):
    """The key of all that is kept of a lesson's page."""

    course: str
    digest: str
    lesson: str
    language: str  # of the content
    interface: str  # of what surrounds it
